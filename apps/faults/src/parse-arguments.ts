import { parseArgs } from "node:util";
import { CAMPAIGN_NAMES, type CampaignName } from "./campaign.ts";

export const USAGE = `Usage: pnpm faults [${CAMPAIGN_NAMES.join(" | ")} …] [--short] [--seed N] [--json]

Runs these campaigns, or all but the soak and the drills, which need a browser. Exits with 1 when a promise was broken.

  --short   the form for CI: fewer generations, kill points and drills
  --seed N  what is killed when, and which faults meet which call; default 1
  --json    the report as one JSON object on standard output, in place of tables`;

export interface FaultsArguments {
  readonly names: readonly CampaignName[];
  readonly short: boolean;
  readonly seed: number;
  readonly json: boolean;
}

/** @throws an Error with a sentence for an option or a campaign that does not exist. */
export function parseArguments(words: readonly string[]): FaultsArguments {
  const { values, positionals } = parseArgs({
    args: words.filter((word) => word !== "--"),
    allowPositionals: true,
    options: { short: { type: "boolean" }, seed: { type: "string" }, json: { type: "boolean" } },
  });
  const strange = positionals.find((name) => !isName(name));
  if (strange !== undefined)
    throw new Error(`There is no campaign "${strange}"; there are ${CAMPAIGN_NAMES.join(", ")}.`);
  const seed = values.seed ?? "1";
  if (!/^\d{1,9}$/.test(seed)) throw new Error(`--seed is "${seed}"; allowed: a whole number of up to nine digits.`);
  return {
    names: CAMPAIGN_NAMES.filter((name) =>
      positionals.length === 0 ? name !== "soak" && name !== "drills" : positionals.includes(name),
    ),
    short: values.short ?? false,
    seed: Number(seed),
    json: values.json ?? false,
  };
}

function isName(name: string): name is CampaignName {
  return (CAMPAIGN_NAMES as readonly string[]).includes(name);
}
