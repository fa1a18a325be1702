import { GENERATION_STATES, type GenerationState } from "./states.ts";

/** States of a generation as webhooks call them: `generation.` and one of these is the type of its event. */
export const WEBHOOK_STATES = [
  "queued",
  "creating",
  "generating",
  "overdue",
  "downloading",
  "cancelling",
  "needs_attention",
  "succeeded",
  "failed",
  "cancelled",
] as const;
/** See WEBHOOK_STATES. */
export type WebhookState = (typeof WEBHOOK_STATES)[number];

function stateOf(word: WebhookState): GenerationState {
  return word === "needs_attention" ? "submission_unknown" : word;
}

/**
 * A webhook as a record holds it: a URL, or `*` for that of its batch, and before it the states that are told, where
 * they are not the usual ones. No URL begins with a comma. Read by outcome.lua.
 */
export function webhookText(webhook: string, states: readonly WebhookState[] | undefined): string {
  if (states === undefined) return webhook;
  const wanted = states.map(stateOf);
  return `,${GENERATION_STATES.filter((state) => wanted.includes(state)).join(",")}, ${webhook}`;
}
