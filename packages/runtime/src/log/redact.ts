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
 * password of a URL, keys of the gateway (their ids stay), bearer keys. Takes time by the text's length alone: what others sent is
 * redacted, too.
 */
export function redactText(text: string): string {
  return redactUrls(text)
    .replaceAll(/\b(hq_[0-9a-f]{16})_[\w-]{20,}/g, `$1_${REDACTED}`)
    .replaceAll(/\b(bearer)\s+[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`);
}

/** A copy of a logged value with secrets replaced, at any depth that is logged. Errors become plain objects, with their causes. */
export function redactValue(value: unknown, level = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (level >= DEEPEST_LEVEL) return "[deeper]";
  if (value instanceof Error) return redactValue(errorFields(value), level);
  if (value instanceof Date || value instanceof URL) return redactText(value instanceof URL ? value.href : value.toJSON());
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
    ...(code === undefined ? {} : { code }),
    ...(details === undefined ? {} : { details }),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined ? {} : { cause }),
  };
}
