import type { Clock } from "@hailuo-queue/contracts";

/**
 * Many open pages cost one read: those who ask while it runs, or at most `maxAgeMs` after it began, share it. A failed
 * read is not kept.
 */
export function createSharedRead<Answer>(
  read: () => Promise<Answer>,
  options: { readonly clock: Clock; readonly maxAgeMs: number },
): () => Promise<Answer> {
  let last: { readonly at: number; readonly answer: Promise<Answer> } | undefined;
  return () => {
    const now = options.clock.now();
    if (last !== undefined && now - last.at < options.maxAgeMs) return last.answer;
    const begun = { at: now, answer: read() };
    last = begun;
    begun.answer.catch(() => {
      if (last === begun) last = undefined;
    });
    return begun.answer;
  };
}
