import { optional } from "@hailuo-queue/contracts";
import { bodyOf, isJsonObject, type ProviderAnswer } from "./answer.ts";
import { ERROR_TABLE } from "./error-table.ts";

/** What an answer without the wanted content says about why. */
export interface ProviderFault {
  readonly providerCode?: number;
  readonly text?: string;
}

/** `(1026)` or `（1026）` at the end: the only place where some answers name the code. It has a few characters. */
const TRAILING_CODE = /[(（]\s*(\d{4,5})\s*[)）]\s*$/;

/**
 * Reads the reason out of any error shape that the provider or a proxy to it is known to send: `base_resp`, an
 * `error` string or object, `message`, `msg`, `reason`, `detail`. Undefined: the answer names none.
 */
export function readFault(answer: ProviderAnswer): ProviderFault | undefined {
  const body = bodyOf(answer);
  if (body === undefined) return undefined;
  const base = body["base_resp"];
  if (isJsonObject(base)) {
    const code = toCode(base["status_code"]);
    if (code !== undefined && code !== 0) return faultOf(code, toText(base["status_msg"]));
  }
  const error = body["error"];
  const inner = isJsonObject(error) ? error : body;
  const text = firstText(
    inner["message"],
    inner["msg"],
    inner["reason"],
    inner["detail"],
    typeof error === "string" ? error : undefined,
  );
  const named = [inner["code"], inner["status_code"], body["code"]].map(toCode).find(isKnownCode);
  return named === undefined && text === undefined ? undefined : faultOf(named ?? trailingCode(text), text);
}

/** The code in brackets at the end of a message, as v2 writes it. */
export function trailingCode(text: string | undefined): number | undefined {
  const code = toCode(text === undefined ? undefined : TRAILING_CODE.exec(text.slice(-MOST_TEXT))?.[1]);
  return isKnownCode(code) ? code : undefined;
}

/** Other sides put HTTP statuses and their own numbers into `code`: only known ones count there. */
export function isKnownCode(code: number | undefined): code is number {
  return code !== undefined && ERROR_TABLE.byProviderCode[code] !== undefined;
}

/** A number, or a text of digits, as a code. */
export function toCode(value: unknown): number | undefined {
  const code = typeof value === "string" && /^\d{1,9}$/.test(value.trim()) ? Number(value) : value;
  return typeof code === "number" && Number.isSafeInteger(code) ? code : undefined;
}

function firstText(...values: readonly unknown[]): string | undefined {
  return values.map(toText).find((text) => text !== undefined);
}

/** A text that is not empty. */
export function toText(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/**
 * Patterns look for meanings in it, and some take time by the square of its length; real ones have some hundred
 * characters.
 */
const MOST_TEXT = 2000;

/** A fault of its code and text; both may be missing. */
export function faultOf(providerCode: number | undefined, text: string | undefined): ProviderFault {
  return {
    ...optional({ providerCode }),
    ...(text !== undefined && { text: text.slice(0, MOST_TEXT) }),
  };
}
