import { optional } from "@hailuo-queue/contracts";
import { REDACTED, redactUrls } from "./redact-urls.ts";

/** Compared in lower case and without `_` and `-`. */
const SECRET_KEYS = new Set([
  "authorization",
  "proxyauthorization",
  "cookie",
  "setcookie",
  "apikey",
  "xapikey",
  "minimaxapikey",
  "secretaccesskey",
  "awssecretaccesskey",
  "sessiontoken",
  "password",
  "hailuodashboardpassword",
  "token",
]);

const DEEPEST_LEVEL = 6;

/**
 * A text without what must not be kept: the query of every URL (signed links carry their signature there), user and
 * password of a URL, keys of the gateway (their ids stay), bearer keys. Takes time by the text's length alone: what
 * others sent is redacted, too.
 */
export function redactText(text: string): string {
  const withoutKeys = redactRuns(redactUrls(text), { head: /\b(hq_[0-9a-f]{16}_)/g, part: /[\w-]/, least: 20 });
  return redactRuns(withoutKeys, { head: /\b(bearer)\s/gi, blank: /\s/, part: /[\w.~+/=-]/, least: 8 });
}

interface SecretRun {
  /** What stands before it, and is kept. */
  readonly head: RegExp;
  /** Stands between, any number of times; one blank is left of it. Default: nothing does. */
  readonly blank?: RegExp;
  readonly part: RegExp;
  /** Of its characters; a shorter run is no secret. */
  readonly least: number;
}

/** Runs are looked through character by character: one of megabytes is more than the stack of patterns holds. */
function redactRuns(text: string, { head, blank, part, least }: SecretRun): string {
  const pieces: string[] = [];
  let kept = 0;
  for (let found = head.exec(text); found !== null; found = head.exec(text)) {
    const [, before = ""] = found;
    const from = runEnd(text, found.index + before.length, blank);
    const end = runEnd(text, from, part);
    head.lastIndex = from;
    if (end - from < least) continue;
    pieces.push(text.slice(kept, found.index), before, blank === undefined ? "" : " ", REDACTED);
    kept = end;
    head.lastIndex = end;
  }
  return kept === 0 ? text : pieces.join("") + text.slice(kept);
}

function runEnd(text: string, from: number, part: RegExp | undefined): number {
  let at = from;
  while (part !== undefined && at < text.length && part.test(text.charAt(at))) at += 1;
  return at;
}

/**
 * A copy of a logged value with secrets replaced, at any depth that is logged. Errors become plain objects, with their
 * causes.
 */
export function redactValue(value: unknown, level = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (level >= DEEPEST_LEVEL) return "[deeper]";
  if (value instanceof Error) return redactValue(errorFields(value), level);
  if (value instanceof Date || value instanceof URL)
    return redactText(value instanceof URL ? value.href : value.toJSON());
  if (Array.isArray(value)) return value.map((item) => redactValue(item, level + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, isSecretKey(key) ? REDACTED : redactValue(field, level + 1)]),
  );
}

function isSecretKey(key: string): boolean {
  return SECRET_KEYS.has(key.toLowerCase().replaceAll(/[_-]/g, ""));
}

/** Chosen fields: an HTTP client's error carries its request, with the key in it. */
function errorFields(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const code = "code" in error ? error.code : undefined;
  const details = "details" in error ? error.details : undefined;
  return {
    type: name,
    message,
    ...optional({ code, details, stack, cause }),
  };
}
