/** What the header is for, in the documentation of the routes that look at it. */
export const RESEND_WORDS =
  "`same`: this was sent before and its answer did not come; `new`: this is one more. Without either, a create without a name is the one before if that had the same content, came from the same key, and its answer broke off in the last ten minutes";
