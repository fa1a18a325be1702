import {
  DEFAULT_ACCOUNT,
  errorMessage,
  type GenerationRecord,
  type GenerationRequest,
  type Outcome,
  type StageHandler,
  type StageJob,
  type StoredError,
  type Transition,
} from "@hailuo-queue/contracts";
import type { PipelineParts } from "../parts.ts";
import { leaseMs } from "../settings.ts";
import { CALLBACK_LEFT_OUT_MS, callbackUrlOf } from "./callback-addresses.ts";
import { moveAnswered } from "./move-answered.ts";
import { type CreateAnswer, decideCreate, decideUnfilled, mayPassLater } from "./decide-create.ts";

const DONE: Outcome = { type: "done" };
/**
 * A process that stood still (stopped, starved, cut off from Redis) for longer than this has lost its job's lock or is
 * about to: another worker may have parked the generation, and a user may have decided on it. It must not buy any more.
 */
const LONGEST_BEGIN_MS = 10_000;

/** Between a create's timeout and the record of what became of it. */
const ANSWER_MARGIN_MS = 1000;
/** About ten minutes. */
const ACCEPT_ATTEMPTS = 120;

/** A move of what the provider surely did not take. */
type UnboughtMove = Known & Pick<Transition, "to" | "stamp" | "changes"> & { readonly window: { readonly create: "stamp" | "return" } };

/** What every transition of one run says. */
interface Known {
  readonly run: number;
  readonly account: string;
  readonly batchId?: string;
}

/** Asks the provider for a task for one admitted generation. */
export function createCreateHandler(parts: PipelineParts): StageHandler {
  const { ledger, queue, provider, admission, guard, inputs, callbacks, schedule, settings, clock, random, reporter } = parts;

  return async ({ job, signal }) => {
    signal.throwIfAborted();
    const { generationId: id, run, account = DEFAULT_ACCOUNT, batchId } = job;
    const known = { run, account, ...(batchId === undefined ? {} : { batchId }) };
    const askedAt = clock.now();
    const token = String(random());
    const begun = await ledger.transition(id, {
      ...known,
      from: ["queued"],
      to: "creating",
      stamp: ["submittedAt"],
      window: { create: "held", holdMs: settings.createTimeoutMs },
      leaseMs: leaseMs(settings),
      token,
      returnRequest: true,
    });
    if (!begun.applied || begun.request === undefined) return resume(job, begun.record);

    // Nothing was sent yet: a Redis that cannot say so, such as a Cluster in the middle of its failover, costs a turn and parks nothing.
    if (!(await guard.isSafe(id, token).catch(() => false))) return giveBack(id, known, "intent-not-replicated");
    const [filled, callbackUrl] = await Promise.all([
      fill(begun.request, begun.tenant ?? ""),
      callbackUrlOf(callbacks, account, { id, run }),
    ]);
    if (clock.now() - askedAt > LONGEST_BEGIN_MS) return giveBack(id, known, "begin-came-late");
    const decision =
      "request" in filled
        ? decideCreate(await buy(filled.request, { account, callbackUrl }), callbackUrl !== undefined)
        : decideUnfilled(filled.error);
    switch (decision.type) {
      case "accepted":
        if (callbackUrl !== undefined) callbacks?.refusals.taken(account);
        return accept(id, decision.taskId, known, begun.request);
      case "rejected": {
        reporter.providerRefused(id, decision.error.code, decision.error.message);
        const window = { create: decision.reached ? "stamp" : "return" } as const;
        if (await isFirstFlag(id, decision.error, begun.request)) {
          reporter.oddity(id, "flagged-picture-tried-again", { code: decision.error.code });
          await moveUnbought(id, { ...known, to: "queued", changes: { error: null, flaggedTries: 1 }, window });
          return DONE;
        }
        const to = { ...known, to: "failed", stamp: ["endedAt"], changes: { error: decision.error }, window } as const;
        if (await moveUnbought(id, to)) reporter.ended(id, "failed", { code: decision.error.code });
        return DONE;
      }
      case "put_back": {
        const { refusal } = decision;
        if (refusal === undefined) reporter.oddity(id, "account-not-configured", { account });
        else
          reporter.accountRefused(
            account,
            await admission.refused(account, { ...refusal, run, model: begun.request.model }),
            refusal.reason,
          );
        const window = { create: decision.reached ? "stamp" : "return" } as const;
        await moveUnbought(id, { ...known, to: "queued", changes: { error: null }, window });
        return DONE;
      }
      case "callback_refused": {
        await callbacks?.refusals.refused(account, { reason: decision.reason, forMs: CALLBACK_LEFT_OUT_MS });
        reporter.callbackRefused(account, decision.reason);
        await moveUnbought(id, { ...known, to: "queued", changes: { error: null }, window: { create: "stamp" } });
        return DONE;
      }
      case "unknown":
        return park(id, known, decision.error, "stamp");
    }
  };

  async function isFirstFlag(id: string, error: StoredError, request: GenerationRequest): Promise<boolean> {
    if (settings.flaggedPicture === "fail" || !mayPassLater(error, request)) return false;
    const record = await ledger.get(id);
    return record !== undefined && (record.flaggedTries ?? 0) === 0;
  }

  /** The provider may or may not have accepted the task: a user decides, or a policy of the deployment. */
  async function park(id: string, known: Known, error: StoredError, create?: "stamp"): Promise<Outcome> {
    reporter.oddity(id, "submission-unknown", { code: error.code });
    const parked = await ledger.transition(id, {
      ...known,
      from: ["creating", "cancelling"],
      to: "submission_unknown",
      changes: { error, lookup: null },
      leaseMs: leaseMs(settings),
      ...(create === undefined ? {} : { window: { create } }),
    });
    if (parked.applied && settings.ambiguousCreate === "resubmit") await resubmit(id, known);
    return DONE;
  }

  /** Once only: a provider that accepts and fails to say so would otherwise be paid without end. */
  async function resubmit(id: string, known: Known): Promise<void> {
    const record = await ledger.get(id);
    if (record === undefined || record.cancelRequestedAt !== undefined || (record.resubmits ?? 0) > 0) return;
    const changes = { error: null, resubmits: 1 } as const;
    // It may have been bought: a budget has to stand either way.
    const again = await ledger.transition(id, {
      ...known,
      from: ["submission_unknown"],
      to: "queued",
      charged: true,
      changes,
      clear: ["submittedAt"],
    });
    if (again.applied) reporter.oddity(id, "create-resubmitted", { policy: "HAILUO_AMBIGUOUS_CREATE=resubmit" });
  }

  /** Nothing was sent: back to its place, also where another worker has parked it meanwhile. */
  async function giveBack(id: string, known: Known, why: "begin-came-late" | "intent-not-replicated"): Promise<Outcome> {
    reporter.oddity(id, why);
    await moveUnbought(id, { ...known, to: "queued", changes: { error: null }, window: { create: "return" } });
    return DONE;
  }

  async function fill(
    request: GenerationRequest,
    tenant: string,
  ): Promise<{ readonly request: GenerationRequest } | { readonly error: unknown }> {
    try {
      return { request: await inputs.fill(request, tenant) };
    } catch (error) {
      return { error };
    }
  }

  async function buy(
    request: GenerationRequest,
    { account, callbackUrl }: { readonly account: string; readonly callbackUrl: string | undefined },
  ): Promise<CreateAnswer> {
    // A shutdown does not abort it: an aborted create may have been accepted. The client's own timeout bounds it.
    const never = new AbortController().signal;
    try {
      // COSTS MONEY. The intent (state creating, submittedAt) is in the record.
      return await provider.createTask(request, { signal: never, account, ...(callbackUrl === undefined ? {} : { callbackUrl }) });
    } catch (error) {
      return { error };
    }
  }

  async function accept(id: string, taskId: string, known: Known, request: GenerationRequest): Promise<Outcome> {
    reporter.taskAccepted(id, taskId);
    const bought = {
      ...known,
      changes: { taskId, error: null },
      // The lease taken with the intent outlives the deadline; the polls renew it.
      stamp: ["acceptedAt"],
      deadlineInMs: settings.taskDeadlineMs,
      window: { create: "stamp" },
    } as const;
    const { moved: accepted, cancelled } = await keepTrying(id, () =>
      moveAnswered(ledger, id, { ...bought, to: "generating" }, { ...bought, to: "cancelling" }),
    );
    if (!accepted.applied && accepted.record?.taskId !== taskId) {
      reporter.oddity(id, "task-without-record", { taskId, state: accepted.record?.state });
      return DONE;
    }
    await addPoll(id, known, request, cancelled);
    return DONE;
  }

  async function addPoll(
    generationId: string,
    { run, account }: Pick<Known, "run" | "account">,
    request: GenerationRequest,
    /** A task that waits can still be cancelled at some providers. */
    atOnce = false,
  ): Promise<void> {
    await queue.add("poll", [{ generationId, run, delayMs: atOnce ? 0 : await schedule.firstDelayMs(request, account) }]);
  }

  /** A bought task's id is in this process only: a Redis that takes no writes just now is asked again and again. */
  async function keepTrying<Value>(id: string, write: () => Promise<Value>): Promise<Value> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await write();
      } catch (error) {
        if (attempt === ACCEPT_ATTEMPTS) throw error;
        reporter.oddity(id, "task-not-recorded-yet", { reason: errorMessage(error) });
        await delay(Math.min(250 * 2 ** attempt, 5000));
      }
    }
  }

  /** What was surely not bought. False for one that was cancelled meanwhile, which is over by that, and for one that somebody has decided on. */
  async function moveUnbought(id: string, move: UnboughtMove): Promise<boolean> {
    const { run, account, batchId, window } = move;
    const known = { run, account, ...(batchId === undefined ? {} : { batchId }) };
    const { moved, cancelled } = await moveAnswered(ledger, id, move, { ...known, to: "cancelled", stamp: ["endedAt"], window });
    if (moved.applied && cancelled) reporter.ended(id, "cancelled");
    return moved.applied && !cancelled;
  }

  /** This job ran before: finish what that run left undone, without a second POST. */
  async function resume(job: StageJob, record: GenerationRecord | undefined): Promise<Outcome> {
    if (record === undefined || record.run !== job.run) return DONE;
    if ((record.state === "generating" || record.state === "cancelling") && record.taskId !== undefined) {
      const known = { run: record.run, account: record.account ?? DEFAULT_ACCOUNT };
      await addPoll(record.id, known, record.request, record.state === "cancelling");
      return DONE;
    }
    // The first POST may still be under way in a process that lives: it is given its time before anybody may decide.
    const answerMs = settings.createTimeoutMs + ANSWER_MARGIN_MS;
    const leftMs = (record.submittedAt ?? 0) + answerMs - clock.now();
    // No longer than it can take: this machine's clock may be behind.
    const unanswered = record.state === "creating" || (record.state === "cancelling" && record.taskId === undefined);
    if (unanswered && leftMs > 0)
      return { type: "snooze", untilMs: clock.now() + Math.min(leftMs, answerMs), reason: "a create under way" };
    if (unanswered) {
      const message =
        "The process that asked the provider ended before the answer was recorded; the provider may or may not have accepted the task.";
      const known = { run: job.run, account: record.account ?? job.account ?? DEFAULT_ACCOUNT, batchId: record.batchId };
      return park(record.id, known, { code: "create_interrupted", stage: "create", message });
    }
    return DONE;
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
