/** What the header is for, in the documentation of the routes that look at it. */
export const RESEND_WORDS =
  "`same`: this was sent before and its answer did not come; `new`: this is one more. Without either, a create without a name is the one before if that had the same content, came from the same key, and its answer broke off in the last ten minutes";

/** The same of changes that may buy. */
export const ONCE_HEADERS = {
  "Idempotency-Key":
    "any text of at most 255 characters: sent again with it within a day, the change is done once and has the same answer; another request with it is answered 409",
} as const;
