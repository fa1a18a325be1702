import { InvalidInputError } from "@hailuo-queue/contracts";
import { FAULTS_BY_CALL, type FaultName, type FaultRates } from "@hailuo-queue/simulator";

const NAMES: readonly FaultName[] = Object.values(FAULTS_BY_CALL).flat();

/**
 * `downloadGzip`: every call meets it; `queryReset=0.2`: one in five does.
 * @throws InvalidInputError (`bad_usage`).
 */
export function faultRates(words: readonly string[]): FaultRates {
  return Object.fromEntries(words.map(readRate));
}

function readRate(word: string): readonly [FaultName, number] {
  const [asked = "", share = "1"] = word.split("=");
  const name = NAMES.find((known) => known.toLowerCase() === asked.trim().toLowerCase());
  if (name === undefined) {
    const like = NAMES.filter((known) => known.slice(0, 3) === asked.slice(0, 3));
    const known = like.length === 0 ? "docs/simulator.md lists all" : `there are ${like.join(", ")}`;
    throw new InvalidInputError("bad_usage", `There is no fault "${asked}"; ${known}.`);
  }
  const rate = Number(share);
  if (share.trim() === "" || !(rate >= 0 && rate <= 1))
    throw new InvalidInputError("bad_usage", `The share of ${name} must be from 0 to 1: \`--fault ${name}=0.2\`.`);
  return [name, rate];
}
