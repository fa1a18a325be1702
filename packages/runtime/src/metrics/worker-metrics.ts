import type { GenerationState, Outcome, Stage, VideoWarning } from "@hailuo-queue/contracts";
import { Counter, type Registry } from "prom-client";
import { createTracedHistogram, type Exemplars } from "./exemplars.ts";

/** What a worker counts. Labels are few and bounded: never an id, never a text of the provider. */
export interface WorkerMetrics {
  /** `traceparent`: the trace that it belongs to, for an exemplar. */
  observeStage(stage: Stage, outcome: Outcome["type"] | "threw", seconds: number, traceparent?: string): void;
  countProviderError(code: string): void;
  /** A create or file call was refused for the account's sake. */
  countAccountRefusal(refusal: { readonly account: string; readonly code: string; readonly effect: string }): void;
  countStoredBytes(bytes: number): void;
  /** In what a stored video is not what was bought. */
  countVideoWarning(warning: VideoWarning): void;
  /** A generation whose job was lost was given it back; by the state that it was found in. */
  countMended(state: GenerationState): void;
  /** What became of a callback of the provider. */
  countCallback(result: "woken" | "running" | "absent" | "denied" | "dropped"): void;
  /** Work that one process of the fleet does at a time has ended. */
  observeTurn(work: string, outcome: "done" | "failed", seconds: number): void;
}

/** From a Redis round trip to a 2 GiB download. */
const STAGE_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** What a worker tells Prometheus. */
export function createWorkerMetrics(registry: Registry, exemplars: Exemplars): WorkerMetrics {
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[] = []): Counter =>
    new Counter({ name, help, labelNames, registers });
  const observeDuration = createTracedHistogram(
    { registry, exemplars },
    {
      name: "hailuo_stage_duration_seconds",
      help: "Duration of one run of a stage's handler.",
      labelNames: ["stage"],
      buckets: STAGE_SECONDS,
    },
  );
  const outcomes = counter(
    "hailuo_stage_outcomes_total",
    "Results of handlers: done, snooze (to run again later), fail (a failed attempt), threw (an unexpected error).",
    ["stage", "outcome"],
  );
  const providerErrors = counter(
    "hailuo_provider_errors_total",
    "Refusals by the provider and calls without an answer, by error code.",
    ["code"],
  );
  const refusals = counter(
    "hailuo_account_refusals_total",
    "Calls refused for the account's sake, by code and effect: paused (a cooldown), cap (fewer tasks are " +
      "tried), disabled (one model rests), alone (only this request is refused).",
    ["account", "code", "effect"],
  );
  const storedBytes = counter("hailuo_bytes_stored_total", "Bytes of videos written to storage.");
  const videoWarnings = counter(
    "hailuo_video_warnings_total",
    "Stored videos that differ from what was bought (no_video_track, " +
      "wrong_duration, wrong_resolution, unreadable, stray_bytes).",
    ["warning"],
  );
  const mended = counter("hailuo_mended_total", "Generations whose lost job the reconciler replaced, by their state.", [
    "state",
  ]);
  const callbacks = counter(
    "hailuo_callbacks_total",
    "Callbacks that may report an end, by effect: woken (a poll was moved to now), running (the poll was under " +
      "way), absent (no such poll waits), denied (woken just before), dropped (too many).",
    ["result"],
  );
  const turns = counter(
    "hailuo_turns_total",
    "Runs of the work that one process of the fleet does at a time (reconcile, history, report, funds), by outcome.",
    ["work", "outcome"],
  );
  const turnSeconds = counter("hailuo_turn_seconds_total", "Time that this work took.", ["work"]);
  return {
    observeStage: (stage, outcome, seconds, traceparent) => {
      observeDuration({ stage }, seconds, traceparent);
      outcomes.inc({ stage, outcome });
    },
    countProviderError: (code) => providerErrors.inc({ code }),
    countAccountRefusal: (refusal) => refusals.inc({ ...refusal }),
    countStoredBytes: (bytes) => storedBytes.inc(bytes),
    countVideoWarning: (warning) => videoWarnings.inc({ warning }),
    countCallback: (result) => callbacks.inc({ result }),
    countMended: (state) => mended.inc({ state }),
    observeTurn: (work, outcome, seconds) => {
      turns.inc({ work, outcome });
      turnSeconds.inc({ work }, seconds);
    },
  };
}
