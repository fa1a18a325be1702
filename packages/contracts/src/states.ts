/**
 * The states of a generation and the moves allowed between them. The ledger refuses every other move before it is sent.
 */

/** Every state of a generation, in the order of its life. ARCHITECTURE.md describes them. */
export const GENERATION_STATES = [
  "queued",
  "creating",
  "submission_unknown",
  "generating",
  "overdue",
  "downloading",
  "cancelling",
  "succeeded",
  "failed",
  "cancelled",
] as const;
/** See GENERATION_STATES. */
export type GenerationState = (typeof GENERATION_STATES)[number];

/**
 * From each state, the states that may follow. A move that is not here is refused by the ledger, whoever asks.
 *
 * - `queued -> queued`: a grant is given back before its create began.
 * - `creating -> queued`: the provider surely did not accept (refused, or never reached).
 * - `creating -> submission_unknown`: the answer was lost; a second POST could buy twice.
 * - `submission_unknown -> generating`: a late answer, or a user who found the task.
 * - `overdue`: past its deadline, still polled: a task that may still finish is never failed.
 * - `cancelling -> cancelling`: the answer of a create that was cancelled meanwhile brings its task id.
 * - `failed -> downloading | generating | queued`: a replay asked for by a user; only the last buys again.
 * - `succeeded -> downloading`: its video is gone from storage, and a user asks for it to be fetched again.
 * - `downloading -> downloading`: videos of earlier takes got keys of their own.
 * - `succeeded | failed | cancelled -> queued`: its request was changed, and it is made again as its next take.
 */
export const TRANSITIONS: Readonly<Record<GenerationState, readonly GenerationState[]>> = {
  queued: ["queued", "creating", "cancelled"],
  creating: ["queued", "generating", "submission_unknown", "failed", "cancelling"],
  submission_unknown: ["generating", "queued", "failed", "cancelled", "cancelling"],
  generating: ["overdue", "downloading", "failed", "cancelling"],
  overdue: ["downloading", "failed", "cancelling"],
  downloading: ["downloading", "succeeded", "failed", "cancelled"],
  cancelling: ["cancelling", "cancelled", "submission_unknown", "failed"],
  succeeded: ["downloading", "queued"],
  failed: ["downloading", "generating", "queued"],
  cancelled: ["queued"],
};

/** States after which nothing happens unless a user asks for it. */
export const END_STATES = ["succeeded", "failed", "cancelled"] as const satisfies readonly GenerationState[];

/**
 * States in which the provider may hold an unfinished task of ours: the slot stays taken. A queued generation holds one
 * only while admitted.
 */
export const SLOT_STATES = [
  "creating",
  "submission_unknown",
  "generating",
  "overdue",
  "cancelling",
] as const satisfies readonly GenerationState[];

/** Whether nothing happens to the generation any more unless a user asks for it. */
export function isEndState(state: GenerationState): boolean {
  return (END_STATES as readonly GenerationState[]).includes(state);
}

/** Whether a generation in this state uses a slot; a queued one does once it is admitted. */
export function holdsSlot(state: GenerationState): boolean {
  return (SLOT_STATES as readonly GenerationState[]).includes(state);
}

/** Whether TRANSITIONS allows the move. */
export function canMove(from: GenerationState, to: GenerationState): boolean {
  return TRANSITIONS[from].includes(to);
}
