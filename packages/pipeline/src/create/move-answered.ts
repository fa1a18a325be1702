import type { GenerationRecord, Ledger, Transition, TransitionResult, UnansweredState } from "@hailuo-queue/contracts";

/**
 * Moves a generation by what its create came to. Another worker may have parked it while the answer was under way, and
 * a user may have cancelled it before or after that: `moveOf` is asked for the move from the state it is in, and
 * whether it is cancelled, as such a one must not go on, and least of all back to its turn, where it would be bought
 * again. Not moved: somebody has decided on it, or it is of another run.
 */
export async function moveAnswered(
  ledger: Pick<Ledger, "transition">,
  id: string,
  run: number,
  moveOf: (from: UnansweredState, isCancelled: boolean) => Transition,
): Promise<{ readonly moved: TransitionResult; readonly wasCancelled: boolean }> {
  let from: UnansweredState = "creating";
  let wasCancelled = false;
  for (;;) {
    const moved: TransitionResult = await ledger.transition(id, moveOf(from, wasCancelled));
    const record = moved.outcome === "not_moved" ? moved.record : undefined;
    const state = record === undefined ? undefined : unansweredState(record);
    if (record === undefined || record.run !== run || state === undefined || state === from)
      return { moved, wasCancelled };
    from = state;
    wasCancelled = record.cancelRequestedAt !== undefined;
  }
}

function unansweredState({ state }: GenerationRecord): UnansweredState | undefined {
  return state === "creating" || state === "cancelling" || state === "submission_unknown" ? state : undefined;
}
