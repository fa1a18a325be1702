/** The idempotency key of a generation that its caller named. */
export function customIdKey(customId: string): string {
  return `custom:${customId}`;
}
