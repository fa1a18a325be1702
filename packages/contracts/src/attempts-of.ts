import type { StageAttempt } from "./attempt.ts";
import type { GenerationRecord } from "./generation.ts";
import { type Stage, STAGES } from "./jobs.ts";

/** All that is kept, in the order of time. */
export function attemptsOf({ attempts = {} }: Pick<GenerationRecord, "attempts">): readonly StageAttempt[] {
  const all = STAGES.flatMap((stage) => (attempts[stage] ?? []).map((attempt) => ({ stage, ...attempt })));
  return all.toSorted((one, other) => one.at - other.at);
}

/** Why it is not further: the last attempt of the stage that it is in, while nothing better came after it. */
export function standingAttempt(record: GenerationRecord): StageAttempt | undefined {
  const stage = stageOf(record);
  const last = stage === undefined ? undefined : record.attempts?.[stage]?.at(-1);
  if (stage === undefined || last === undefined) return undefined;
  if (stage === "poll" && record.pollError === undefined) return undefined;
  // What an earlier run met is over.
  if (stage === "download" && last.at < (record.generatedAt ?? 0)) return undefined;
  return { stage, ...last };
}

/**
 * Noted for a video whose batch has a place that the worker at hand does not reach: no failure, but why it is not
 * stored yet.
 */
export const STORED_ELSEWHERE = "stored_elsewhere";

function stageOf({ state }: GenerationRecord): Stage | undefined {
  switch (state) {
    case "queued":
      return "create";
    case "generating":
    case "overdue":
    case "cancelling":
      return "poll";
    case "downloading":
      return "download";
    case "creating":
    case "submission_unknown":
    case "succeeded":
    case "failed":
    case "cancelled":
      return undefined;
  }
}

/** An attempt in the field names that the CLI's `--json` and the gateway share. */
export interface AttemptFields {
  readonly stage: Stage;
  readonly code: string;
  readonly message: string;
  readonly times: number;
  readonly first_at: string;
  readonly last_at: string;
  readonly next_at: string | null;
}

/** A failed try in the field names of HTTP and `--json`; times as ISO 8601. */
export function attemptFields({ stage, code, message, times, since, at, until }: StageAttempt): AttemptFields {
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    stage,
    code,
    message,
    times,
    first_at: iso(since),
    last_at: iso(at),
    next_at: until === undefined ? null : iso(until),
  };
}

const TRY_OF: Readonly<Record<Stage, string>> = { create: "create", poll: "poll", download: "download" };

/** As a sentence or two. */
export function attemptWords({ stage, code, message, times, since, at, until }: StageAttempt, nowMs: number): string {
  const iso = (ms: number): string => new Date(ms).toISOString();
  if (code === STORED_ELSEWHERE) return `${message} (${code}).`;
  const what =
    times === 1
      ? `Its last ${TRY_OF[stage]} failed at ${iso(at)}`
      : `Its last ${times} ${TRY_OF[stage]}s failed, since ${iso(since)}`;
  const next = until === undefined || until <= nowMs ? "" : ` It is tried again at ${iso(until)}.`;
  return `${what}: ${message.replace(/\.$/, "")} (${code}).${next}`;
}
