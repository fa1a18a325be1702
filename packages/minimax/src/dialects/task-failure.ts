import type { ProviderTask } from "@hailuo-queue/contracts";
import { ERROR_TABLE, type ErrorRow, wordingRow } from "../core/error-table.ts";
import { isChinese, itSaid } from "../core/in-english.ts";
import type { ProviderFault } from "../core/read-fault.ts";
import { redact } from "../core/redact.ts";

const NO_REASON = "MiniMax failed the task without a reason";
/** The provider's own words stay whole behind a sentence of ours, within what a reason may have in all. */
const MOST_ORIGINAL = 100;

/**
 * Why the provider failed a task, under our stable code: by its number, else by its words. A sentence that says what it
 * means and what to do comes first, the provider's own words after it.
 */
export function failureOf(fault: ProviderFault | undefined): NonNullable<ProviderTask["failure"]> {
  const { providerCode, text } = fault ?? {};
  if (text === undefined && providerCode === undefined) return { code: "generation_failed", message: NO_REASON };
  const worded = text === undefined ? undefined : wordingRow(text, providerCode);
  const row: ErrorRow | undefined =
    worded ?? (providerCode === undefined ? undefined : ERROR_TABLE.byProviderCode[providerCode]);
  const code = row?.code ?? "generation_failed";
  return { code, message: messageOf(row, providerCode, text) };
}

function messageOf(row: ErrorRow | undefined, providerCode: number | undefined, text: string | undefined): string {
  const words = text === undefined ? undefined : shorten(redact(text));
  // A sentence about our call names a host, which has nothing to do with a task's end.
  if (row !== undefined && !/\{(?:host|settings)\}/.test(row.sentence)) {
    const sentence = (providerCode === undefined ? row.sentence.replace(" ({code})", "") : row.sentence).replace(
      "{code}",
      String(providerCode),
    );
    return words === undefined ? sentence : `${sentence}; ${itSaid(words)}`;
  }
  const coded = providerCode === undefined ? "" : ` (${providerCode})`;
  if (words === undefined) return `${NO_REASON}${coded}`;
  if (isChinese(words)) return `MiniMax failed the task${coded}; ${itSaid(words)}`;
  return providerCode === undefined || words.includes(String(providerCode)) ? words : `${words}${coded}`;
}

function shorten(words: string): string {
  return words.length <= MOST_ORIGINAL ? words : `${words.slice(0, MOST_ORIGINAL - 1)}…`;
}
