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
    const row =
      (text === undefined ? undefined : wordingRow(text, providerCode)) ?? ERROR_TABLE.byProviderCode[providerCode];
    if (row !== undefined) return row;
    if (httpStatus < 300 || httpStatus >= 500) return ERROR_TABLE.unknownProviderCode;
  }
  if (operation !== "create" && (isUnknownId(answer, fault) || (text !== undefined && WORDINGS.noRecord.test(text))))
    return UNKNOWN_ID;
  if (text !== undefined && (isSuccess(answer) || WORDED_STATUSES.includes(httpStatus))) {
    const row = wordingRow(text, undefined);
    if (row !== undefined) return row;
  }
  if (isSuccess(answer)) return text === undefined ? ERROR_TABLE.unreadable : ERROR_TABLE.unknownRefusal;
  if (isBlocked(operation, answer, fault)) return ERROR_TABLE.blocked;
  const row = httpRow(httpStatus);
  return operation !== "create" && row.verdict.read !== "account" && isForeign(answer, fault)
    ? { ...row, verdict: FOREIGN }
    : row;
}

/** Statuses so general that the words tell more. */
const WORDED_STATUSES: readonly number[] = [400, 403, 422, 429];

/**
 * What firewalls refuse a request with, as a page, as JSON or without a word. MiniMax's API has neither: a refused key
 * is 401, or 200 with a code.
 */
const BLOCKING_STATUSES: readonly number[] = [403, 405];

/**
 * What a page or an empty answer with another status of 400 to 499 may still be: a router's, a proxy's, a limit of
 * size, time or rate.
 */
const PAGES_OF_THEIR_OWN: readonly number[] = [404, 407, 408, 410, 413, 414, 425, 429, 431, 499];

/**
 * Whether somebody before the API refused it. Of a create the reason must stand in JSON, or nobody knows whether it was
 * the API that spoke. What may be repeated at will is told apart by its page alone.
 */
function isBlocked(operation: Operation, answer: ProviderAnswer, fault: ProviderFault | undefined): boolean {
  const { httpStatus } = answer;
  if (BLOCKING_STATUSES.includes(httpStatus)) return operation === "create" || isPage(answer);
  if (operation !== "create" || httpStatus < 400 || httpStatus >= 500 || PAGES_OF_THEIR_OWN.includes(httpStatus))
    return false;
  return isPage(answer) || (fault === undefined && !ANSWERED_BARE.includes(httpStatus));
}

/** Statuses that say enough without a body. */
const ANSWERED_BARE: readonly number[] = [401, 402];

/** Words that are no JSON: the provider's API never answers so. */
export function isPage(answer: ProviderAnswer): boolean {
  return !answer.json.ok && answer.text.trim() !== "";
}

/** A proxy's page says nothing about a task that was paid for: ask again. */
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
