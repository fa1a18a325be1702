import {
  type AccountUsage,
  errorMessage,
  type GenerationRecord,
  HailuoError,
  isEndState,
  outcomeOf,
  summarizeOutcome,
  type BatchSummary,
  optional,
} from "@hailuo-queue/contracts";
import type { Diagnosis, Producer } from "@hailuo-queue/producer";
import { decideEta, type TaskTimesGuess } from "./decide-eta.ts";
import { decideNotices } from "./notices.ts";
import { createRateMeter } from "./rate-meter.ts";
import type { Reporter } from "./reporter.ts";
import type { ProgressSnapshot } from "./snapshot.ts";
import { retell } from "../words/say.ts";

const STEP_MS = 300;
/** Slots are looked at on every fourth step: they are the account's, and cost a read of their own. */
const SLOT_STEPS = 4;
/** What is in the way is looked for on every eighth: that is half a dozen reads. */
const DIAGNOSIS_STEPS = 8;

export interface FollowOptions {
  readonly producer: Pick<Producer, "batch" | "overview" | "diagnosis" | "events" | "get" | "listBatch">;
  readonly batchId: string;
  readonly reporter: Reporter;
  readonly now: () => number;
  /** Resolves after so many ms, or at once when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /**
   * Reads the records, as often as it wants, once nothing more is to come; again from the first when Redis goes away
   * meanwhile.
   */
  readonly readEnd?: (read: () => AsyncIterable<GenerationRecord>) => Promise<void>;
  /** Hears of generations that end meanwhile; of some perhaps not. */
  readonly onEnd?: (record: GenerationRecord) => void;
  /** Whether the provider is a simulator; default false. */
  readonly simulated?: boolean;
  /** Whether this process works on the batch; default false: workers elsewhere do. */
  readonly hasWorkers?: boolean;
  /** How long tasks like its own take, and which models it asks for; asked for once. Default: not known. */
  readonly usual?: () => Promise<BatchKind | undefined>;
  /** How many of its videos were found to be gone so far; default: none. */
  readonly missing?: () => number;
}

/** What can be said of a batch before any of it has ended. */
export interface BatchKind extends TaskTimesGuess {
  readonly models: ReadonlySet<string>;
}

/**
 * Reports until every generation has ended or waits for a user, nothing more of it is started, or the signal aborts. A
 * service that is away is waited for.
 */
export async function followBatch(options: FollowOptions): Promise<BatchSummary | undefined> {
  const { producer, batchId, reporter, signal } = options;
  const startedAtMs = options.now();
  const rates = createRateMeter();
  const told = new Set<string>();
  let lastFailure: string | undefined;
  let latest: BatchSummary | undefined;
  let room: Room | undefined;
  let kind: BatchKind | undefined;
  let diagnosis: Diagnosis | undefined;
  let trouble: string | undefined;
  let atFirst: { readonly ended: number; readonly unfinished: number } | undefined;

  const tell = (record: GenerationRecord): void => {
    if (told.has(record.id)) return;
    told.add(record.id);
    if (record.state === "failed") lastFailure = describeFailure(record);
    reporter.ended?.(record);
    options.onEnd?.(record);
  };
  const events = new AbortController();
  void listen(AbortSignal.any([signal, events.signal]));

  for (let step = 0; !signal.aborted; step += 1) {
    try {
      latest = await producer.batch(batchId);
      if (step === 0) kind = await options.usual?.();
      if (step % SLOT_STEPS === 0) room = roomOf((await producer.overview()).accounts, kind?.models);
      if (step % DIAGNOSIS_STEPS === 0) diagnosis = await producer.diagnosis();
      trouble = undefined;
    } catch (error) {
      trouble = errorMessage(error);
    }
    if (latest !== undefined) reporter.update(snapshotOf(latest));
    if (latest !== undefined && trouble === undefined && outcomeOf(latest) !== undefined) break;
    await options.pause(STEP_MS, signal);
  }
  events.abort();
  await readToTheEnd();
  return latest;

  /** What has ended stays so: a Redis that goes away after the last look costs time only. */
  async function readToTheEnd(): Promise<void> {
    while (!signal.aborted) {
      try {
        if (reporter.ended !== undefined) await tellTheRest();
        await options.readEnd?.(() => producer.listBatch(batchId));
        return;
      } catch (error) {
        if (!(error instanceof HailuoError && error.code === "redis_unavailable")) throw error;
        trouble = error.message;
        if (latest !== undefined) reporter.update(snapshotOf(latest));
      }
      await options.pause(STEP_MS, signal);
    }
  }

  async function tellTheRest(): Promise<void> {
    for await (const record of producer.listBatch(batchId)) {
      if (isEndState(record.state) || record.state === "submission_unknown") tell(record);
    }
  }

  function snapshotOf(batch: BatchSummary): ProgressSnapshot {
    const { unfinished, total } = summarizeOutcome(batch.counts);
    const nowMs = options.now();
    const ended = total - unfinished;
    atFirst ??= { ended, unfinished };
    const videosPerMinute = rates.note(ended, nowMs);
    const simulated = options.simulated === true;
    const missing = options.missing?.() ?? 0;
    const notices = decideNotices({
      batch,
      missing,
      simulated,
      hasWorkers: options.hasWorkers === true,
      ...optional({ diagnosis, trouble }),
    });
    // While nothing new starts, nobody knows when it ends.
    const isStopped = batch.counts.queued > 0 && notices.some((notice) => notice.kind === "stops");
    const eta = isStopped
      ? undefined
      : decideEta({
          counts: batch.counts,
          videosPerMinute,
          endedSince: ended - atFirst.ended,
          unfinishedAtFirst: atFirst.unfinished,
          elapsedMs: nowMs - startedAtMs,
          slotsAllowed: room?.allowed,
          createPerMinute: room?.createPerMinute,
          usual: kind,
        });
    return {
      batchId,
      total: batch.total,
      counts: batch.counts,
      missing,
      nowMs,
      startedAtMs,
      simulated,
      spentMicroUsd: batch.spentMicroUsd,
      notices,
      ...(room === undefined ? {} : { slots: { used: room.used, allowed: room.allowed } }),
      ...optional({ videosPerMinute, eta, lastFailure }),
    };
  }

  /**
   * Events only make the display livelier: what they miss is told at the end, and so is `submission_unknown`, which may
   * still turn into something else.
   */
  async function listen(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      try {
        for await (const event of producer.events({ signal: until, batchId })) {
          if (!isEndState(event.to)) continue;
          const record = await producer.get(event.generationId);
          if (record !== undefined && isEndState(record.state) && !until.aborted) tell(record);
        }
      } catch {
        // Redis is away; the loop above says so.
      }
      // However it ended: a stream that ends at once must not be asked again without a breath.
      if (!until.aborted) await options.pause(1000, until);
    }
  }
}

interface Room {
  readonly used: number;
  readonly allowed: number;
  readonly createPerMinute: number | undefined;
}

/**
 * The slots of the accounts that may make these models; those of others are no room for them. Undefined where no
 * account is known.
 */
function roomOf(accounts: readonly AccountUsage[], models: ReadonlySet<string> | undefined): Room | undefined {
  const known = accounts.filter(({ slotsAllowed }) => slotsAllowed > 0);
  const serving = known.filter(
    (account) => models === undefined || (account.models?.some((model) => models.has(model)) ?? true),
  );
  const counted = serving.length === 0 ? known : serving;
  if (counted.length === 0) return undefined;
  const limits = counted.map(({ createPerMinute }) => createPerMinute);
  return {
    used: counted.reduce((sum, account) => sum + account.slotsUsed, 0),
    allowed: counted.reduce((sum, account) => sum + account.slotsAllowed, 0),
    createPerMinute: limits.includes(0) ? undefined : limits.reduce((sum, limit) => sum + limit, 0),
  };
}

function describeFailure(record: GenerationRecord): string {
  const name = record.customId ?? record.id;
  return record.error === undefined ? name : `${name}: ${retell(record.error.message)}`;
}
