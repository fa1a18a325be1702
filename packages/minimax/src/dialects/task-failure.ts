import type { ProviderTask } from "@hailuo-queue/contracts";
import { ERROR_TABLE, wordingRow } from "../core/error-table.ts";
import type { ProviderFault } from "../core/read-fault.ts";

/** Why the provider failed a task, under our stable code: by its number, else by its words. */
export function failureOf(fault: ProviderFault | undefined): NonNullable<ProviderTask["failure"]> {
  const { providerCode, text = "MiniMax failed the task without a reason" } = fault ?? {};
  if (providerCode === undefined) return { code: wordingRow(text, undefined)?.code ?? "generation_failed", message: text };
  const code = ERROR_TABLE.byProviderCode[providerCode]?.code ?? "generation_failed";
  return { code, message: text.includes(String(providerCode)) ? text : `${text} (${providerCode})` };
}
