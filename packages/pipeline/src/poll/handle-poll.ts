import {
  DEFAULT_ACCOUNT,
  generated,
  type GenerationRecord,
  type LastPoll,
  leaseMsOf,
  type Outcome,
  overdue,
  type PollSeen,
  ProviderError,
  providerWords,
  runOf,
  type StageHandler,
  taskEnded,
  type TaskUsage,
  type TransitionResult,
} from "@hailuo-queue/contracts";
import { noteAttempt } from "../note-attempt.ts";
import type { PollParts } from "../parts.ts";
import { cancelAtProvider, isCancellable } from "./cancel-at-provider.ts";
import { decidePoll, type PollDecision } from "./decide-poll.ts";
import { createListReader } from "./list-reader.ts";
import { createSingleReader, type TaskReader, type TaskReply } from "./task-reader.ts";

const DONE: Outcome = { type: "done" };
/** Part of the shortest step: however late a poll is, the next one is not sooner than the rest. */
const MOST_CAUGHT_UP = 0.75;
/** Of the shortest step. */
const GATHER_SHARE = 0.05;
const LONGEST_GATHER_MS = 250;
const POLLED = ["generating", "overdue", "cancelling"] as const;

/** Asks whether one task is over. Waiting is a snooze: no attempt is counted, and nothing runs meanwhile. */
export function createPollHandler(parts: PollParts): StageHandler {
  const { ledger, queue, schedule, prices, settings, clock, reporter } = parts;
  const reader = createReader(parts);

  return async ({ job, signal }) => {
    signal.throwIfAborted();
    const record = await ledger.get(job.generationId);
    if (record === undefined || record.run !== job.run) return DONE;
    if (record.state === "downloading") {
      // An earlier run of this job died between the transition and the next job.
      await queue.add("download", [{ generationId: record.id, run: record.run }]);
      return DONE;
    }
    if (!isPolled(record) || record.taskId === undefined) return DONE;

    const account = record.account ?? DEFAULT_ACCOUNT;
    const askedAt = clock.now();
    const asked = await ask(record, record.taskId, account, signal);
    if ("waitMs" in asked) return { type: "snooze", untilMs: clock.now() + asked.waitMs, reason: "query window" };
    const answer = await cancelAtProvider(parts, record, asked, signal);
    const decision = decidePoll(record, answer, clock.now());
    switch (decision.type) {
      case "download": {
        const move = generated(runOf(record), decision.fileId, lastPollOf(record, decision, true));
        const moved = await ledger.transition(record.id, move);
        if (isCancelling(moved)) return { type: "snooze", untilMs: clock.now(), reason: "cancelling" };
        const seenAt = clock.now();
        await queue.add("download", [{ generationId: record.id, run: record.run }]);
        if (moved.outcome === "moved") await schedule.noteFinished(record, seenAt);
        return DONE;
      }
      case "end":
        return end(record, decision);
      case "wait": {
        const pollCount = record.pollCount + 1;
        const from = stepsFrom(record, askedAt);
        const scheduledMs = await schedule.nextDelayMs(record, {
          ageMs: from - (record.acceptedAt ?? record.createdAt),
          overdue: record.deadlineAt !== undefined && from > record.deadlineAt,
          unanswered: "error" in answer,
        });
        // A cancel that did not get through is tried again before the task begins to run.
        const delayMs = isCancellable(parts, record, answer) ? Math.min(scheduledMs, settings.pollMinMs) : scheduledMs;
        const nextPollAt = Math.max(from + delayMs, decision.notBefore ?? 0);
        const note = {
          run: record.run,
          pollCount,
          seen: decision.seen,
          nextPollAt,
          account,
          leaseMs: leaseMsOf(settings.taskDeadlineMs),
        };
        await ledger.notePoll(record.id, note);
        if ("error" in answer && answer.error instanceof ProviderError) {
          const { code, message } = answer.error;
          await noteAttempt(ledger, record.id, { run: record.run, stage: "poll", code, message, until: nextPollAt });
        }
        if (decision.overdue) {
          await ledger.transition(record.id, overdue(runOf(record), settings.taskDeadlineMs));
          reporter.anomaly(record.id, "task-overdue", { taskId: record.taskId, pollCount });
        }
        return { type: "snooze", untilMs: Math.max(nextPollAt, clock.now()), reason: wordsOf(decision.seen) };
      }
    }
  };

  /** Steps lead from due time to due time: a poll that is late by less than most of a step does not stretch them. */
  function stepsFrom({ nextPollAt }: GenerationRecord, askedAt: number): number {
    return Math.max(Math.min(nextPollAt ?? askedAt, askedAt), askedAt - MOST_CAUGHT_UP * settings.pollMinMs);
  }

  async function ask(
    record: GenerationRecord,
    taskId: string,
    account: string,
    signal: AbortSignal,
  ): Promise<TaskReply> {
    const callId = `${record.id}:${record.run}:${record.pollCount}`;
    const reply = await reader.read(
      {
        taskId,
        account,
        callId,
        lastStatus: record.pollError === undefined ? record.providerStatus : undefined,
        cancelled: record.state === "cancelling",
      },
      signal,
    );
    signal.throwIfAborted();
    if ("error" in reply && reply.error instanceof ProviderError)
      reporter.callRefused(account, "query", reply.error.code, reply.error.message);
    return reply;
  }

  async function end(record: GenerationRecord, decision: Extract<PollDecision, { type: "end" }>): Promise<Outcome> {
    const { state, error } = decision;
    const move = taskEnded(runOf(record), state, lastPollOf(record, decision, decision.charged), error);
    const moved = await ledger.transition(record.id, move);
    if (isCancelling(moved)) return { type: "snooze", untilMs: clock.now(), reason: "cancelling" };
    if (moved.outcome === "moved") reporter.ended(record.id, state, { code: error?.code });
    return DONE;
  }

  /** What the provider told of the use is priced by the day of the submit, as its estimate was. */
  function lastPollOf(
    record: GenerationRecord,
    { seen, usage }: { readonly seen: PollSeen; readonly usage?: TaskUsage },
    charged: boolean,
  ): LastPoll {
    const cost = charged && usage !== undefined ? prices?.priceOf(record.request, record.createdAt, usage) : undefined;
    return { pollCount: record.pollCount + 1, seen, charged: cost ?? charged, usage };
  }
}

/** Somebody has cancelled it since it was read: its poll goes by that, at once. */
function isCancelling(moved: TransitionResult): boolean {
  return moved.outcome === "not_moved" && moved.record?.state === "cancelling";
}

function isPolled(record: GenerationRecord): boolean {
  return (POLLED as readonly string[]).includes(record.state);
}

function wordsOf(seen: PollSeen): string {
  return providerWords("error" in seen ? { pollError: seen.error } : seen) ?? "";
}

/** Polls that are due together are answered together, where the API lists tasks. */
function createReader(parts: PollParts): TaskReader {
  const { taskApi, provider, settings } = parts;
  const single = createSingleReader({ provider, budget: parts.budget });
  if (taskApi === undefined) return single;
  return createListReader({
    ...parts,
    taskApi,
    single,
    gatherMs: Math.min(LONGEST_GATHER_MS, settings.pollMinMs * GATHER_SHARE),
  });
}
