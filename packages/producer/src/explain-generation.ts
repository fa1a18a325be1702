import type { AccountUsage, GenerationRecord } from "@hailuo-queue/contracts";

/** What a generation waits for, as a stable word; `none`: it has ended. */
export type WaitCause =
  | "turn"
  | "slot"
  | "window"
  | "account_paused"
  | "account_refused"
  | "worker"
  | "provider"
  | "download"
  | "decision"
  | "none";

/** Why a generation is where it is, and what comes next. */
export interface Explanation {
  readonly id: string;
  readonly state: GenerationRecord["state"];
  readonly waitsFor: WaitCause;
  /** One sentence for people. */
  readonly because: string;
  /** How many stand before it in the backlog; queued ones only. */
  readonly position?: number;
  /** A guess from what is allowed, in ms; only where one can be made. */
  readonly startsInMs?: number;
}

export interface ExplainFacts {
  readonly record: GenerationRecord;
  /** Its place in the backlog, from 0; undefined once it was granted. */
  readonly position: number | undefined;
  readonly usage: AccountUsage;
  readonly nowMs: number;
}

const MINUTE_MS = 60_000;

export function explainGeneration(facts: ExplainFacts): Explanation {
  const { record, usage, nowMs } = facts;
  const say = (waitsFor: WaitCause, because: string): Explanation => ({ id: record.id, state: record.state, waitsFor, because });
  switch (record.state) {
    case "queued":
      return explainQueued(facts);
    case "creating":
      return say("provider", `The provider was asked for a task ${since(record.submittedAt, nowMs)}; its answer is awaited.`);
    case "generating":
    case "overdue": {
      const late = record.state === "overdue" ? " It takes longer than its deadline, and is polled on." : "";
      const status = record.providerStatus ?? "not polled yet";
      return say(
        "provider",
        `The provider works on task ${record.taskId} (${status}), accepted ${since(record.acceptedAt, nowMs)}, polled ${record.pollCount} times.${late}`,
      );
    }
    case "downloading":
      return say(
        "download",
        `The video was ready ${since(record.generatedAt, nowMs)}; it is being stored as ${record.objectKey}, or waits for a download worker.`,
      );
    case "cancelling":
      return say(
        "provider",
        `It is cancelled; the provider cannot be told, so its slot is held until task ${record.taskId ?? "(not known yet)"} is over.`,
      );
    case "submission_unknown":
      return say(
        "decision",
        `The answer to its create was lost (${record.error?.code ?? "no code"}); say what became of it with \`hailuo resolve ${record.id}\`. It holds a slot of ${usage.account}.`,
      );
    case "failed":
      return say(
        "none",
        `It failed at ${record.error?.stage ?? "an unknown stage"}: ${record.error?.message ?? "no reason was kept"} (${record.error?.code ?? "no code"})`,
      );
    case "succeeded":
      return say("none", `Its video is at ${record.video?.location ?? record.objectKey}.`);
    case "cancelled":
      return say("none", "It was cancelled.");
  }
}

function explainQueued({ record, position, usage }: ExplainFacts): Explanation {
  const base = { id: record.id, state: record.state } as const;
  if (position === undefined)
    return { ...base, waitsFor: "worker", because: "It was granted a slot and waits for a create worker to take it." };
  const queue = position === 0 ? "It is the next" : `${position} stand before it`;
  const place = { ...base, position };
  if (usage.held === true)
    return { ...place, waitsFor: "account_paused", because: `Account ${usage.account} was paused by a user. ${queue}.` };
  if (usage.pausedUntil !== undefined) {
    const until = new Date(usage.pausedUntil).toISOString();
    return {
      ...place,
      waitsFor: "account_refused",
      because: `The provider refuses account ${usage.account} (${usage.pausedReason ?? "no reason"}); the next try is at ${until}. ${queue}.`,
    };
  }
  if (usage.slotsAllowed === 0) {
    return {
      ...place,
      waitsFor: "worker",
      because: `No create worker has run here yet; start one with \`hailuo worker create\`. ${queue}.`,
    };
  }
  const startsInMs = usage.createPerMinute > 0 ? Math.floor(position / usage.createPerMinute) * MINUTE_MS : undefined;
  const timed = startsInMs === undefined ? place : { ...place, startsInMs };
  if (usage.slotsUsed >= usage.slotsAllowed) {
    return { ...timed, waitsFor: "slot", because: `All ${usage.slotsAllowed} slots of ${usage.account} are taken. ${queue}.` };
  }
  if (usage.createWindowUsed >= usage.createPerMinute) {
    return {
      ...timed,
      waitsFor: "window",
      because: `${usage.account} has made its ${usage.createPerMinute} creates of this minute. ${queue}.`,
    };
  }
  return {
    ...timed,
    waitsFor: position === 0 ? "worker" : "turn",
    because: `${queue}; ${usage.slotsUsed} of ${usage.slotsAllowed} slots are taken. If that stays so, no create worker runs.`,
  };
}

function since(ms: number | undefined, nowMs: number): string {
  return ms === undefined ? "a moment ago" : `${Math.max(0, Math.round((nowMs - ms) / 1000))} s ago`;
}
