import type { GenerationRecord } from "./generation.ts";

/**
 * What the last poll saw, for people: the provider's own word, or in brackets what came in its place. Nothing is
 * decided by it.
 */
export function providerWords({
  providerStatus,
  pollError,
}: Pick<GenerationRecord, "providerStatus" | "pollError">): string | undefined {
  if (pollError === undefined) return providerStatus;
  const { code, notFoundPolls } = pollError;
  return notFoundPolls > 0 ? `(not found, ${notFoundPolls} in a row)` : `(${code})`;
}
