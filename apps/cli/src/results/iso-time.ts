/** ISO 8601 in UTC, or null for a time that has not come. */
export function isoTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
