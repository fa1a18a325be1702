import type { AttemptNote, Ledger } from "@hailuo-queue/contracts";

/**
 * For people: that it could not be kept is no reason for a stage to fail, and what ails Redis is told by the next step.
 */
export async function noteAttempt(ledger: Pick<Ledger, "noteAttempt">, id: string, note: AttemptNote): Promise<void> {
  await ledger.noteAttempt(id, note).catch(() => undefined);
}
