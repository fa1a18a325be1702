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
