import {
  cancelledUnbought,
  type CreateCounted,
  type GenerationRequest,
  optional,
  type Outcome,
  parked,
  putBack,
  refusedAlone,
  rejected,
  resentByPolicy,
  setAside,
  type StoredError,
  type Transition,
  triedAgain,
  type UnansweredState,
} from "@hailuo-queue/contracts";
import { noteAttempt } from "../note-attempt.ts";
import type { CreateParts } from "../parts.ts";
import { CALLBACK_LEFT_OUT_MS } from "./callback-addresses.ts";
import { type CreateDecision, mayPassLater } from "./decide-create.ts";
import type { CreateRun } from "./create-run.ts";
import { decideRefusedAgain } from "./decide-refused-again.ts";
import { moveAnswered } from "./move-answered.ts";
import { createTaskRecorder } from "./record-task.ts";
import { refusedAloneError, withTries } from "./refused-alone.ts";

const DONE: Outcome = { type: "done" };
const LATE_ASIDE_MS = 5000;

/** Why a create was not sent that had begun. */
export type NotSent = "begin-came-late" | "intent-not-safe";

const NOT_SENT: Readonly<Record<NotSent, string>> = {
  "begin-came-late": "Its process stood still, or its inputs took too long to read, so it was not sent",
  "intent-not-safe": "Redis could not say that the record of it was on its disk and replicas, so it was not sent",
};

/** Writes down what became of a create. */
export interface Settler {
  settle(id: string, of: CreateRun, request: GenerationRequest, decision: CreateDecision): Promise<Outcome>;
  /** Nothing was sent: back to its place, also where another worker has parked it meanwhile. */
  giveBack(id: string, of: CreateRun, why: NotSent): Promise<Outcome>;
  /** The provider may or may not have accepted the task: a user decides, or a policy of the deployment. */
  park(id: string, of: CreateRun, error: StoredError, counted?: CreateCounted): Promise<Outcome>;
}

/** Moves a generation by the answer to its create. */
export function createSettler(parts: CreateParts): Settler {
  const { ledger, admission, callbacks, settings, reporter } = parts;
  const recorder = createTaskRecorder(parts);

  async function settle(
    id: string,
    of: CreateRun,
    request: GenerationRequest,
    decision: CreateDecision,
  ): Promise<Outcome> {
    switch (decision.type) {
      case "accepted":
        return recorder.record(id, of, request, decision.taskId);
      case "rejected":
        return reject(id, of, request, decision);
      case "put_back":
        return putBackRefused(id, of, request, decision);
      case "callback_refused":
        await callbacks?.refusals.refused(of.account, { reason: decision.reason, forMs: CALLBACK_LEFT_OUT_MS });
        reporter.callbackRefused(of.account, decision.reason);
        await moveUnbought(id, of, (from) => putBack(of, from, "stamp"), "stamp");
        await noteAttempt(ledger, id, {
          run: of.run,
          stage: "create",
          code: "callback_refused",
          message: decision.reason,
        });
        return DONE;
      case "unknown":
        return park(id, of, decision.error, "stamp");
    }
  }

  async function reject(
    id: string,
    of: CreateRun,
    request: GenerationRequest,
    decision: Extract<CreateDecision, { type: "rejected" }>,
  ): Promise<Outcome> {
    const { error } = decision;
    reporter.providerRefused(id, error.code, error.message);
    const counted = countedOf(decision);
    if (await isFirstFlag(id, error, request)) {
      reporter.anomaly(id, "flagged-picture-tried-again", { code: error.code });
      await moveUnbought(id, of, (from) => triedAgain(of, from, counted), counted);
      await noteAttempt(ledger, id, { run: of.run, stage: "create", code: error.code, message: error.message });
      return DONE;
    }
    const failed = await moveUnbought(id, of, (from) => rejected(of, from, error, counted), counted);
    if (failed) reporter.ended(id, "failed", { code: error.code });
    return DONE;
  }

  async function isFirstFlag(id: string, error: StoredError, request: GenerationRequest): Promise<boolean> {
    if (settings.flaggedPicture === "fail" || !mayPassLater(error, request)) return false;
    const record = await ledger.get(id);
    return record !== undefined && (record.flaggedTries ?? 0) === 0;
  }

  async function putBackRefused(
    id: string,
    of: CreateRun,
    { model }: GenerationRequest,
    decision: Extract<CreateDecision, { type: "put_back" }>,
  ): Promise<Outcome> {
    const { account, run } = of;
    const { refusal, by, said, reached } = decision;
    const counted = countedOf(decision);
    if (refusal === undefined) {
      reporter.anomaly(id, "account-not-configured", { account });
      await moveUnbought(id, of, (from) => putBack(of, from, counted), counted);
      const message = `The create worker that took it has no key of account ${account}`;
      await noteAttempt(ledger, id, { run, stage: "create", code: "account_not_configured", message });
      return DONE;
    }
    const refusals = (await ledger.get(id))?.refusals;
    const before = refusals?.[account];
    const { effect, counts } = await admission.refused(account, {
      ...refusal,
      run,
      model,
      create: { before: before?.last },
    });
    reporter.accountRefused(account, { ...refusal, effect, callType: "create", generation: id });
    const again = decideRefusedAgain({ before, counts, refusal, effect: effect.type, by, reached });
    const { tries } = again;
    if (again.type === "alone") {
      const error = refusedAloneError({
        by,
        said,
        reason: refusal.reason,
        tries: tries.tries,
        compared: again.acceptedMeanwhile > 0,
      });
      reporter.anomaly(id, "refused-alone", {
        account,
        tries: tries.tries,
        acceptedMeanwhile: again.acceptedMeanwhile,
      });
      const failed = await moveUnbought(id, of, (from) => refusedAlone(of, from, error, counted), counted);
      if (failed) reporter.ended(id, "failed", { code: error.code });
      return DONE;
    }
    const aside = { asideMs: again.asideMs, refusals: withTries(refusals, account, tries) };
    await moveUnbought(id, of, (from) => setAside(of, from, counted, aside), counted);
    const begins = `${refusal.code}: `;
    const message = refusal.reason.startsWith(begins) ? refusal.reason.slice(begins.length) : refusal.reason;
    const until = "until" in effect ? effect.until : undefined;
    await noteAttempt(ledger, id, { run, stage: "create", code: refusal.code, message, until });
    return DONE;
  }

  async function giveBack(id: string, of: CreateRun, why: NotSent): Promise<Outcome> {
    reporter.anomaly(id, why);
    // One whose inputs take that long to read must not take every turn of a small account.
    const late = why === "begin-came-late";
    const move = (from: UnansweredState): Transition =>
      late ? setAside(of, from, "return", { asideMs: LATE_ASIDE_MS }) : putBack(of, from, "return");
    await moveUnbought(id, of, move, "return");
    await noteAttempt(ledger, id, {
      run: of.run,
      stage: "create",
      code: why.replaceAll("-", "_"),
      message: NOT_SENT[why],
    });
    return DONE;
  }

  async function park(id: string, of: CreateRun, error: StoredError, counted?: CreateCounted): Promise<Outcome> {
    reporter.anomaly(id, "submission-unknown", { code: error.code });
    const { taskDeadlineMs } = settings;
    const move = parked(of, { error, taskDeadlineMs, ...optional({ counted }) });
    const { outcome } = await ledger.transition(id, move);
    if (outcome === "moved" && settings.ambiguousCreate === "resubmit") await resend(id, of);
    return DONE;
  }

  /** Once only: a provider that accepts and fails to say so would otherwise be paid without end. */
  async function resend(id: string, of: CreateRun): Promise<void> {
    const record = await ledger.get(id);
    if (record === undefined || record.cancelRequestedAt !== undefined || (record.resubmits ?? 0) > 0) return;
    const { outcome } = await ledger.transition(id, resentByPolicy(of));
    if (outcome === "moved") reporter.anomaly(id, "create-resubmitted", { policy: "HAILUO_AMBIGUOUS_CREATE=resubmit" });
  }

  /**
   * What was surely not bought. False for one that was cancelled meanwhile, which is over by that, and for one that
   * somebody has decided on.
   */
  async function moveUnbought(
    id: string,
    of: CreateRun,
    move: (from: UnansweredState) => Transition,
    counted: CreateCounted,
  ): Promise<boolean> {
    const { moved, wasCancelled } = await moveAnswered(ledger, id, of.run, (from, isCancelled) =>
      isCancelled ? cancelledUnbought(of, from, counted) : move(from),
    );
    if (moved.outcome !== "moved") return false;
    if (wasCancelled) reporter.ended(id, "cancelled");
    return !wasCancelled;
  }

  return { settle, giveBack, park };
}

/** What did not reach the provider gives its permit in the window back. */
function countedOf({ reached }: { readonly reached: boolean }): CreateCounted {
  return reached ? "stamp" : "return";
}
