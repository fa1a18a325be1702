import type { GenerationRecord, GenerationState, Ledger, Transition, TransitionResult } from "@hailuo-queue/contracts";

export type AnswerMove = Omit<Transition, "from"> & { readonly run: number };

/**
 * Moves a generation by what its create came to. Another worker may have parked it while the answer was under way, and a user may have
 * cancelled it before or after that: then `ifCancelled` is made, as a cancelled one must not go on, and least of all back to its turn,
 * where it would be bought again. Not applied: somebody has decided on it, or it is of another run.
 */
export async function moveAnswered(
  ledger: Pick<Ledger, "transition">,
  id: string,
  move: AnswerMove,
  ifCancelled: AnswerMove,
): Promise<{ readonly moved: TransitionResult; readonly cancelled: boolean }> {
  let from: GenerationState = "creating";
  let cancelled = false;
  for (;;) {
    const moved = await ledger.transition(id, { ...(cancelled ? ifCancelled : move), from: [from] });
    const { record } = moved;
    if (moved.applied || record === undefined || record.run !== move.run || record.state === from || !isUnanswered(record)) {
      return { moved, cancelled };
    }
    from = record.state;
    cancelled = record.cancelRequestedAt !== undefined;
  }
}

function isUnanswered({ state }: GenerationRecord): boolean {
  return state === "creating" || state === "cancelling" || state === "submission_unknown";
}
