import type { components } from "./generated/api.ts";

/** A generation as the gateway shows it. */
export type Generation = components["schemas"]["Generation"];
/** A batch as the gateway shows it. */
export type Batch = components["schemas"]["Batch"];

/** One move of a generation. */
export interface StateChange {
  /** Its id. */
  readonly generation: string;
  readonly batch: string;
  readonly from: Generation["state"];
  readonly to: Generation["state"];
  /** ISO 8601. */
  readonly at: string;
}

interface Change {
  readonly event: "change";
  /** Names the event: a stream that is asked for with it goes on behind it. */
  readonly id?: string;
  readonly data: StateChange;
}

/** One message of a generation's stream: it as it is, its changes, and it as it ended. */
export type GenerationEvent =
  | Change
  | { readonly event: "snapshot" | "end"; readonly id?: string; readonly data: Generation };

/** One message of a batch's stream: its counters at most each second, each change, and it as it ended. */
export type BatchEvent = Change | { readonly event: "progress" | "end"; readonly id?: string; readonly data: Batch };

/** One message of either stream. */
export type StreamEvent = GenerationEvent | BatchEvent;
