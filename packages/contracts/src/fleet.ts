import { type Stage, STAGES } from "./jobs.ts";
import type { AccountUsage } from "./ports/admission.ts";

/** A running worker tells that it lives this often, in ms. */
export const WORKER_SIGN_EVERY_MS = 10_000;
/** A worker that gave no sign for so long, in ms, counts as gone: two signs may be lost. */
export const WORKER_GONE_MS = 30_000;

/** Processes that sign beside the workers of the stages. */
export const SERVERS = ["gateway", "dashboard"] as const;
/** A stage that a worker works, or what a process serves. */
export type WorkerKind = Stage | (typeof SERVERS)[number];

/**
 * What a worker, a gateway or a dashboard tells of itself with each sign of life. A process that works several stages is
 * a worker of each.
 */
export interface WorkerSign {
  /** Its own, new with each start. */
  readonly id: string;
  readonly stage: WorkerKind;
  readonly host: string;
  readonly pid: number;
  /** Of hailuo-queue. */
  readonly version: string;
  /** Unix ms. */
  readonly startedAt: number;
  /** Jobs that it has under way; of a gateway, streams and uploads that are open. */
  readonly underWay: number;
  /** It works on this batch alone (`hailuo run`); default: on all. */
  readonly onlyBatch?: string;
  /** Unix ms at which it stopped in good order. */
  readonly stoppedAt?: number;
}

/** A worker as Redis knows it. */
export interface KnownWorker extends WorkerSign {
  /** Unix ms of its last sign, by the clock of Redis. */
  readonly seenAt: number;
}

/** The workers of the last day, and the time of Redis at which they were read, in Unix ms. */
export interface Fleet {
  readonly at: number;
  readonly workers: readonly KnownWorker[];
  /**
   * Stages that somebody works who gives no signs: a worker of an earlier version. Looked for only where no worker
   * gives signs; default: none.
   */
  readonly unsigned?: readonly Stage[];
}

/** How a stage is worked. */
export interface StageCover {
  readonly stage: Stage;
  /** Workers that live now and work on all batches. */
  readonly working: number;
  /** When the last of them was seen, where none lives now; undefined too where none was seen within a day. */
  readonly goneSince?: number;
}

/** Whether it lives: it has not stopped, and its last sign is at most {@link WORKER_GONE_MS} old. */
export function isAlive({ stoppedAt, seenAt }: KnownWorker, at: number): boolean {
  return stoppedAt === undefined && at - seenAt <= WORKER_GONE_MS;
}

/**
 * How each stage is worked, in the order of the pipeline. A worker of one batch counts for the work of that batch only
 * (`forBatch`).
 */
export function coverOf({ at, workers }: Fleet, forBatch?: string): readonly StageCover[] {
  const mine = workers.filter(({ onlyBatch }) => onlyBatch === undefined || onlyBatch === forBatch);
  return STAGES.map((stage) => {
    const ofStage = mine.filter((worker) => worker.stage === stage);
    const working = ofStage.filter((worker) => isAlive(worker, at)).length;
    if (working > 0 || ofStage.length === 0) return { stage, working };
    return { stage, working, goneSince: Math.max(...ofStage.map(({ seenAt }) => seenAt)) };
  });
}

/**
 * The stages that more workers listen to than are known. One that stands still keeps its connection and gives no signs;
 * so all count as known that have not said that they stop.
 */
export function unsignedStages({ workers }: Fleet, listeners: Readonly<Record<Stage, number>>): readonly Stage[] {
  return STAGES.filter(
    (stage) =>
      listeners[stage] > workers.filter((worker) => worker.stage === stage && worker.stoppedAt === undefined).length,
  );
}

/** A stage that nobody works. */
export interface MissingWorker {
  readonly stage: Stage;
  /** E.g. `No create worker has run for 3 min`. */
  readonly what: string;
  /** E.g. `start one with \`hailuo worker create\``. */
  readonly remedy: string;
}

/** The stages that nobody works; [] when all are worked. */
export function missingWorkers(fleet: Fleet, forBatch?: string): readonly MissingWorker[] {
  return coverOf(fleet, forBatch)
    .filter(({ stage, working }) => working === 0 && fleet.unsigned?.includes(stage) !== true)
    .map(({ stage, goneSince }) => {
      const when = goneSince === undefined ? "in the last day" : `for ${roundSpan(fleet.at - goneSince)}`;
      return { stage, what: `No ${stage} worker has run ${when}`, remedy: `start one with \`hailuo worker ${stage}\`` };
    });
}

/** In the largest unit that fits: `40 s`, `3 min`, `2 h`. */
function roundSpan(ms: number): string {
  if (ms < 90_000) return `${Math.max(1, Math.round(ms / 1000))} s`;
  if (ms < 90 * 60_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}

/** Clocks of machines may differ by so much. */
const CLOCKS_MS = 60_000;

/**
 * The accounts that a create worker has which lives now, as far as that can be told: each tells its accounts when it
 * starts, so one that was told before all of them started is in nobody's settings any more. While none lives, all.
 */
export function servedAccounts<Usage extends Pick<AccountUsage, "publishedAt">>(
  accounts: readonly Usage[],
  { at, workers }: Fleet,
): readonly Usage[] {
  const starts = workers
    .filter((worker) => worker.stage === "create" && isAlive(worker, at))
    .map(({ startedAt }) => startedAt);
  if (starts.length === 0) return accounts;
  const first = Math.min(...starts) - CLOCKS_MS;
  return accounts.filter(({ publishedAt = Infinity }) => publishedAt >= first);
}
