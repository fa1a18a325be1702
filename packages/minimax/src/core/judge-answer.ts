import type { ProviderVerdict } from "@hailuo-queue/contracts";
import { isSuccess, type ProviderAnswer } from "./answer.ts";
import { ERROR_TABLE, type ErrorRow, httpRow, wordingRow } from "./error-table.ts";
import { whoAnswered } from "./who-answered.ts";
import { WORDINGS } from "./wordings.ts";
import type { ProviderFault } from "./read-fault.ts";

/** A create costs money when it succeeds; the two reads may be repeated at will. */
export type Operation = "create" | "query" | "file";

export interface Judgement {
  readonly row: ErrorRow;
  readonly verdict: ProviderVerdict;
}

/**
 * What an answer without the wanted content means. In this order: a wording that changes the meaning of its code, the
 * code, a wording without a code, the HTTP status. `fault` is undefined when the answer names no reason.
 */
export function judgeAnswer(operation: Operation, answer: ProviderAnswer, fault: ProviderFault | undefined): Judgement {
  const row = rowOf(operation, answer, fault);
  return { row, verdict: operation === "create" ? row.verdict.create : row.verdict.read };
}

function rowOf(operation: Operation, answer: ProviderAnswer, fault: ProviderFault | undefined): ErrorRow {
  const { httpStatus } = answer;
  const { providerCode, text } = fault ?? {};
  if (providerCode !== undefined) {
    const row = (text === undefined ? undefined : wordingRow(text, providerCode)) ?? ERROR_TABLE.byProviderCode[providerCode];
    if (row !== undefined) return row;
    if (httpStatus < 300 || httpStatus >= 500) return ERROR_TABLE.unknownProviderCode;
  }
  if (operation !== "create" && (isUnknownId(answer, fault) || (text !== undefined && WORDINGS.noRecord.test(text)))) return UNKNOWN_ID;
  if (text !== undefined && (isSuccess(answer) || WORDED_STATUSES.includes(httpStatus))) {
    const row = wordingRow(text, undefined);
    if (row !== undefined) return row;
  }
  if (isSuccess(answer)) return text === undefined ? ERROR_TABLE.unreadable : ERROR_TABLE.unknownRefusal;
  if (BLOCKING_STATUSES.includes(httpStatus) && isPage(answer)) return ERROR_TABLE.blocked;
  const row = httpRow(httpStatus);
  return operation !== "create" && row.verdict.read !== "account" && isForeign(answer, fault) ? { ...row, verdict: FOREIGN } : row;
}

/** Statuses so general that the words tell more. */
const WORDED_STATUSES: readonly number[] = [400, 403, 422, 429];

/** What firewalls refuse a request with: by its words, its size, its method or its address. */
const BLOCKING_STATUSES: readonly number[] = [403, 405];

/** Words that are no JSON: the provider's API never answers so. */
function isPage(answer: ProviderAnswer): boolean {
  return !answer.json.ok && answer.text.trim() !== "";
}

/** A gateway's page says nothing about a task that was paid for: ask again. */
const FOREIGN: ErrorRow["verdict"] = { create: "unknown_outcome", read: "transient" };

const UNKNOWN_ID: ErrorRow = {
  code: "not_found",
  verdict: { create: "terminal", read: "not_found" },
  sentence: "MiniMax does not know this id ({code})",
};

function isUnknownId(answer: ProviderAnswer, fault: ProviderFault | undefined): boolean {
  return answer.httpStatus === 404 && fault !== undefined && whoAnswered(answer) === "api";
}

function isForeign(answer: ProviderAnswer, fault: ProviderFault | undefined): boolean {
  return answer.httpStatus >= 400 && answer.httpStatus < 429 && fault === undefined;
}
