/**
 * On every answer, whatever it is: nothing of a tenant's is kept by a cache, no browser takes an answer for something
 * else than it says, and none of them may run or load anything. The page of the documentation has a policy of its own.
 */
export const ANSWER_HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  // A signed link stands in the address of its page.
  "referrer-policy": "no-referrer",
} as const;

/** Swagger UI: its scripts are files of ours, its styles are set by scripts, its pictures are data URLs. */
export const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
