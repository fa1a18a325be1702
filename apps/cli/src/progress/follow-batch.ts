import { stopReason } from "../accounts/account-words.ts";
import {
  errorMessage,
  type GenerationRecord,
  HailuoError,
  isEndState,
  outcomeOf,
  summarizeOutcome,
  type BatchSummary,
} from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { createRateMeter, estimateRemainingMs } from "./rate-meter.ts";
import type { Reporter } from "./reporter.ts";
import type { ProgressSnapshot } from "./snapshot.ts";

const STEP_MS = 300;
/** Slots are looked at on every fourth step: they are the account's, and cost a read of their own. */
const SLOT_STEPS = 4;

export interface FollowOptions {
  readonly producer: Pick<Producer, "batch" | "overview" | "events" | "get" | "listBatch">;
  readonly batchId: string;
  readonly reporter: Reporter;
  readonly now: () => number;
  /** Resolves after so many ms, or at once when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** Reads the records, as often as it wants, once nothing more is to come; again from the first when Redis goes away meanwhile. */
  readonly readEnd?: (read: () => AsyncIterable<GenerationRecord>) => Promise<void>;
  /** Hears of generations that end meanwhile; of some perhaps not. */
  readonly onEnd?: (record: GenerationRecord) => void;
  /** Another sentence to show, e.g. while stopping. */
  readonly notice?: () => string | undefined;
}

/** Reports until every generation has ended or waits for a user, nothing more of it is started, or the signal aborts. A service that is away is waited for. */
export async function followBatch(options: FollowOptions): Promise<BatchSummary | undefined> {
  const { producer, batchId, reporter, signal } = options;
  const startedAtMs = options.now();
  const rates = createRateMeter();
  const told = new Set<string>();
  let lastFailure: string | undefined;
  let latest: BatchSummary | undefined;
  let slots: ProgressSnapshot["slots"];
  let paused: string | undefined;
  let trouble: string | undefined;

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
      if (step % SLOT_STEPS === 0) ({ slots, paused } = await readSlots());
      trouble = undefined;
    } catch (error) {
      trouble = `waiting: ${errorMessage(error)}`;
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
        trouble = `waiting: ${error.message}`;
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
    const outcome = summarizeOutcome(batch.counts);
    const nowMs = options.now();
    const videosPerMinute = rates.note(outcome.total - outcome.unfinished, nowMs);
    // While nothing new starts, nobody knows when it ends.
    const etaMs = paused === undefined || outcome.unfinished === 0 ? estimateRemainingMs(outcome.unfinished, videosPerMinute) : undefined;
    const notice = options.notice?.() ?? trouble ?? paused;
    return {
      batchId,
      total: batch.total,
      counts: batch.counts,
      nowMs,
      startedAtMs,
      ...(slots === undefined ? {} : { slots }),
      ...(videosPerMinute === undefined ? {} : { videosPerMinute }),
      ...(etaMs === undefined ? {} : { etaMs }),
      ...(lastFailure === undefined ? {} : { lastFailure }),
      ...(notice === undefined ? {} : { notice }),
    };
  }

  async function readSlots(): Promise<{ slots: ProgressSnapshot["slots"]; paused: string | undefined }> {
    const { accounts, counts } = await producer.overview();
    if (accounts.length === 0) return { slots: undefined, paused: undefined };
    const used = accounts.reduce((sum, account) => sum + account.slotsUsed, 0);
    const allowed = accounts.reduce((sum, account) => sum + account.slotsAllowed, 0);
    const reasons = accounts.map((account) => stopReason(account, options.now()));
    // While one account goes on, the others' troubles are no reason to stop watching.
    const stopped = reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
    return {
      slots: { used, allowed },
      paused: stopped === undefined ? describeStuck(counts, allowed) : `no new tasks for now: ${stopped}`,
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

/** A create whose answer was lost keeps its slot until its user decides: once all are kept so, nothing moves any more. */
function describeStuck(counts: BatchSummary["counts"], slotsAllowed: number): string | undefined {
  if (slotsAllowed === 0 || counts.queued === 0 || counts.submission_unknown < slotsAllowed) return undefined;
  return "no new tasks: every slot is held by a generation that may have been bought; `hailuo list --state submission_unknown` shows them, `hailuo resolve` decides";
}

function describeFailure(record: GenerationRecord): string {
  const name = record.customId ?? record.id;
  return record.error === undefined ? name : `${name}: ${record.error.message}`;
}
