import { cutWithEllipsis } from "@hailuo-queue/contracts";
import { redactText } from "@hailuo-queue/runtime";

/** Tells what of a request was left out, and why: sentences, separated by semicolons. Not there where nothing was. */
const WARNING_HEADER = "hailuo-warning";

const MOST_SENTENCES = 20;
const MOST_CHARACTERS = 1000;

/** Names of fields are the caller's: an answer never grows with them, and a header has ASCII alone. */
export function warningHeader(leftOut: readonly string[]): Readonly<Record<string, string>> {
  if (leftOut.length === 0) return {};
  const told = leftOut.slice(0, MOST_SENTENCES).map((sentence) => cutWithEllipsis(sentence, 200));
  const more = leftOut.length > told.length ? [`${leftOut.length - told.length} more are left out`] : [];
  const text = redactText([...told, ...more].join("; ")).replaceAll(/[^\x20-\x7e]/gu, "?");
  return { [WARNING_HEADER]: text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 3)}...` : text };
}
