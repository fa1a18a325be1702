import { earlierTake } from "./earlier-take.ts";
import type { StoredError } from "./errors.ts";
import type { GenerationRecord, LostCreateResolution } from "./generation.ts";
import { optional } from "./optional.ts";
import type { ChangedRequest, PollSeen, RecordChanges, Transition } from "./ports/ledger.ts";
import { END_STATES, type GenerationState } from "./states.ts";
import type { StoredVideo } from "./stored-video.ts";
import { type EarlierTake, takeOf } from "./takes.ts";
import type { TaskUsage } from "./task-usage.ts";

/**
 * Every move that a generation makes, by what happened. Each returns the Transition that the ledger carries out;
 * nothing else in the system writes one. TRANSITIONS (states.ts) says which moves there are at all.
 */

/** The run that a move is of: it moves nothing when the generation is in another run by now. */
export interface RunOf {
  readonly run: number;
  /** The account whose slot and window are concerned. Default: the record's, which costs a second call. */
  readonly account?: string;
  /** Default: the record's, which costs a read. */
  readonly batchId?: string;
}

/** The run in which a record was read. */
export function runOf({ run, account, batchId }: Pick<GenerationRecord, "run" | "account" | "batchId">): RunOf {
  return { run, batchId, ...optional({ account }) };
}

/** Default of HAILUO_TASK_DEADLINE_MS. */
export const DEFAULT_TASK_DEADLINE_MS = 30 * 60_000;
/** A lease outlives the task's deadline by so much: only polls that stopped for good let it end. */
const LEASE_BEYOND_DEADLINE_MS = 60 * 60_000;

/** How long a slot is claimed for a task with this deadline. Milliseconds. */
export function leaseMsOf(taskDeadlineMs: number): number {
  return taskDeadlineMs + LEASE_BEYOND_DEADLINE_MS;
}

/**
 * Whether the create surely never reached the provider (`return`: its permit in the window is free again), or may have
 * (`stamp`).
 */
export type CreateCounted = "return" | "stamp";

// ── create ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The intent: from here on a POST may be under way. `holdMs`: the longest that it may take. `token` names this very
 * call.
 */
export function begun(
  of: RunOf,
  {
    holdMs,
    taskDeadlineMs,
    token,
  }: { readonly holdMs: number; readonly taskDeadlineMs: number; readonly token: string },
): Transition {
  return {
    ...of,
    from: ["queued"],
    to: "creating",
    stamp: ["submittedAt"],
    window: { create: "held", holdMs },
    leaseMs: leaseMsOf(taskDeadlineMs),
    token,
    returnRequest: true,
  };
}

/** A grant is given back before its create began: nothing was sent. */
export function ungranted(of: RunOf): Transition {
  return { ...of, from: ["queued"], to: "queued", window: { create: "return" } };
}

/** The task that a create bought, and for how many ms it may run before it counts as overdue. */
export interface AcceptedTask {
  readonly taskId: string;
  readonly taskDeadlineMs: number;
}

/**
 * The create's answer names its task. A generation that was cancelled meanwhile waits as `cancelling` for the task's
 * end.
 */
export function accepted(of: RunOf, from: UnansweredState, task: AcceptedTask, cancelled: boolean): Transition {
  // The lease that was taken with the intent outlives the deadline.
  return { ...taskRecorded(of, from, task, cancelled), window: { create: "stamp" } };
}

/** The states of a create whose answer is not recorded yet. */
export type UnansweredState = Extract<GenerationState, "creating" | "cancelling" | "submission_unknown">;

/**
 * The task of a create whose answer was lost is known after all, or a task that was given up is asked for again. It
 * gets a new run, so that jobs of the run before do nothing. `resolution`: what a user said; left out: nobody was
 * asked, and a cancel before it stands.
 */
export function taskFound(
  of: RunOf,
  from: Extract<GenerationState, "submission_unknown" | "failed">,
  task: AcceptedTask,
  by: { readonly resolution: LostCreateResolution | null } | { readonly cancelled: boolean },
): Transition {
  const decided = "resolution" in by;
  const { changes, ...move } = taskRecorded(of, from, task, decided ? false : by.cancelled);
  return {
    ...move,
    newRun: true,
    changes: { ...changes, ...UNPOLLED, lookup: null, ...(decided ? { resolution: by.resolution } : {}) },
    // Who says to go on with it takes back a cancel that came before.
    ...(decided ? { remove: ["endedAt", "cancelRequestedAt"] } : {}),
    leaseMs: leaseMsOf(task.taskDeadlineMs),
  };
}

/** "A task was accepted", written once. */
function taskRecorded(
  of: RunOf,
  from: GenerationState,
  { taskId, taskDeadlineMs }: AcceptedTask,
  cancelled: boolean,
): Transition {
  return {
    ...of,
    from: [from],
    to: cancelled ? "cancelling" : "generating",
    changes: { taskId, error: null, refusals: null },
    stamp: ["acceptedAt"],
    deadlineInMs: taskDeadlineMs,
  };
}

/** What polls left in the record. */
const UNPOLLED = { providerStatus: null, pollError: null, pollCount: 0, usage: null } as const;

/** Surely not bought: back to its position in the backlog. */
export function putBack(of: RunOf, from: UnansweredState, counted: CreateCounted): Transition {
  return { ...of, from: [from], to: "queued", changes: { error: null }, window: { create: counted } };
}

/** Surely not bought, as moderation refused it, and to be sent once more. */
export function triedAgain(of: RunOf, from: UnansweredState, counted: CreateCounted): Transition {
  return { ...putBack(of, from, counted), changes: { error: null, flaggedTries: 1 } };
}

/**
 * Set aside for so long: the next try takes another one. `refusals`: where the account refused it, what tells whether
 * it is alone.
 */
export function setAside(
  of: RunOf,
  from: UnansweredState,
  counted: CreateCounted,
  aside: { readonly asideMs: number; readonly refusals?: NonNullable<GenerationRecord["refusals"]> },
): Transition {
  const { asideMs, refusals } = aside;
  const { changes, ...move } = putBack(of, from, counted);
  return { ...move, asideMs, changes: { ...changes, ...optional({ refusals }) } };
}

/** Its account takes others and refuses this one each time. */
export function refusedAlone(of: RunOf, from: UnansweredState, error: StoredError, counted: CreateCounted): Transition {
  const { changes, ...move } = rejected(of, from, error, counted);
  return { ...move, refused: true, changes: { ...changes, refusals: null } };
}

/** The provider will never accept it. */
export function rejected(of: RunOf, from: UnansweredState, error: StoredError, counted: CreateCounted): Transition {
  return { ...of, from: [from], to: "failed", changes: { error }, stamp: ["endedAt"], window: { create: counted } };
}

/** Surely not bought, and cancelled meanwhile: over. */
export function cancelledUnbought(of: RunOf, from: UnansweredState, counted: CreateCounted): Transition {
  return { ...of, from: [from], to: "cancelled", stamp: ["endedAt"], window: { create: counted } };
}

/** It may have been bought: a user decides. `counted` is left out by who did not send the create. */
export function parked(
  of: RunOf,
  {
    error,
    taskDeadlineMs,
    counted,
  }: { readonly error: StoredError; readonly taskDeadlineMs: number; readonly counted?: CreateCounted },
): Transition {
  return {
    ...of,
    from: ["creating", "cancelling"],
    to: "submission_unknown",
    changes: { error, lookup: null },
    leaseMs: leaseMsOf(taskDeadlineMs),
    ...(counted === undefined ? {} : { window: { create: counted } }),
  };
}

/** MAY BUY TWICE: a create whose answer was lost is sent once more, by the policy of the deployment. */
export function resentByPolicy(of: RunOf): Transition {
  // The first may have been bought: a budget has to stand either way.
  return {
    ...of,
    from: ["submission_unknown"],
    to: "queued",
    charged: true,
    changes: { error: null, resubmits: 1 },
    remove: ["submittedAt"],
  };
}

/** MAY BUY TWICE: the same, as a user decided. `charged`: the first may have been bought as well. */
export function resentByUser(of: RunOf, { charged }: { readonly charged: boolean }): Transition {
  return {
    ...of,
    from: ["submission_unknown"],
    to: "queued",
    ...(charged ? { charged } : {}),
    changes: { error: null, resolution: "resubmit" },
    remove: ["submittedAt", "cancelRequestedAt"],
  };
}

// ── poll ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Past its deadline; it is polled on. */
export function overdue(of: RunOf, taskDeadlineMs: number): Transition {
  return { ...of, from: ["generating"], to: "overdue", leaseMs: leaseMsOf(taskDeadlineMs) };
}

/** What the poll that ended a task saw. */
export interface LastPoll {
  /** With this one. */
  readonly pollCount: number;
  readonly seen: PollSeen;
  /** What the provider told of the use. */
  readonly usage?: TaskUsage | undefined;
  /** See Transition. */
  readonly charged: boolean | number;
}

function changesOf({ pollCount, seen, usage }: LastPoll): RecordChanges {
  const told = "error" in seen ? { pollError: { ...seen.error, pollCount } } : seen;
  return { pollCount, ...told, ...optional({ usage }) };
}

/** The task is done, and its video can be fetched. */
export function generated(of: RunOf, fileId: string, lastPoll: LastPoll): Transition {
  return {
    ...of,
    from: ["generating", "overdue"],
    to: "downloading",
    changes: { fileId, ...changesOf(lastPoll) },
    charged: lastPoll.charged,
    stamp: ["generatedAt"],
  };
}

/** The provider's last word ends it without a video. */
export function taskEnded(
  of: RunOf,
  to: Extract<GenerationState, "failed" | "cancelled">,
  lastPoll: LastPoll,
  error?: StoredError,
): Transition {
  return {
    ...of,
    from: to === "cancelled" ? ["cancelling"] : ["generating", "overdue"],
    to,
    changes: { ...changesOf(lastPoll), ...optional({ error }) },
    charged: lastPoll.charged,
    stamp: ["generatedAt", "endedAt"],
  };
}

// ── download ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The videos of earlier takes have keys of their own now, so that the take under way may be stored under the
 * generation's.
 */
export function takesKept(of: RunOf, takes: readonly EarlierTake[]): Transition {
  return { ...of, from: ["downloading"], to: "downloading", changes: { takes } };
}

/** The video is stored and was read back. */
export function stored(of: RunOf, video: StoredVideo): Transition {
  return { ...of, from: ["downloading"], to: "succeeded", changes: { video, error: null }, stamp: ["endedAt"] };
}

/** The video could not be stored; a user may have it tried again. */
export function notStored(of: RunOf, error: StoredError): Transition {
  return { ...of, from: ["downloading"], to: "failed", changes: { error }, stamp: ["endedAt"] };
}

// ── what users ask for ───────────────────────────────────────────────────────────────────────────────────────────────

/** States in which a cancel ends a generation at once: there is no task to wait for. */
const CANCELLED_AT_ONCE: readonly GenerationState[] = ["queued", "downloading", "submission_unknown"];

/** Whether a cancel ends it at once, or only when its task is over. */
export function endsWithCancel({ state }: Pick<GenerationRecord, "state">): boolean {
  return CANCELLED_AT_ONCE.includes(state);
}

/** A cancel, in whatever run it is by now. Its record is read anew and it is asked for again where it has moved. */
export function cancelled(record: Pick<GenerationRecord, "state" | "batchId" | "account">): Transition {
  const { state, batchId, account } = record;
  const of = { batchId, ...optional({ account }), from: [state] };
  if (!endsWithCancel(record)) return { ...of, to: "cancelling", stamp: ["cancelRequestedAt"] };
  return {
    ...of,
    to: "cancelled",
    stamp: ["cancelRequestedAt", "endedAt"],
    // Nobody knows whether it was bought, so a budget counts it; a task that nobody can name may run as long as the
    // lease.
    ...(state === "submission_unknown" ? { keepSlot: true, charged: true } : {}),
    // It may hold a grant whose create never begins.
    ...(state === "queued" ? { window: { create: "return" } } : {}),
  };
}

/** States whose wait a user may end without the provider's word. */
export type GivenUpState = Extract<GenerationState, "submission_unknown" | "overdue" | "cancelling">;

/** A user stops waiting for the provider. Nobody knows what it charges: a budget has to stand either way. */
export function givenUp(of: RunOf, from: GivenUpState): Transition {
  const error = {
    code: "given_up",
    stage: "poll",
    message: "A user gave up waiting for the provider to end the task.",
  } as const;
  return {
    ...of,
    from: [from],
    to: from === "cancelling" ? "cancelled" : "failed",
    charged: true,
    changes: { ...(from === "overdue" ? { error } : {}), resolution: "fail" },
    stamp: ["endedAt"],
  };
}

/** Its video is fetched once more: it could not be stored, or is gone from where it was. Buys nothing. */
export function downloadedAgain(
  of: RunOf,
  from: Extract<GenerationState, "failed" | "succeeded"> = "failed",
): Transition {
  const changes = { error: null, resolution: null, video: null } as const;
  return { ...of, from: [from], to: "downloading", newRun: true, changes, remove: ["endedAt"] };
}

/** BUYS: what failed goes back to the backlog, as if it were new. */
export function boughtAgain(of: RunOf): Transition {
  return {
    ...of,
    from: ["failed"],
    to: "queued",
    changes: { ...UNPOLLED, error: null, resolution: null, taskId: null, fileId: null },
    remove: ["submittedAt", "acceptedAt", "generatedAt", "endedAt", "cancelRequestedAt"],
  };
}

/**
 * Its request is changed while it waits: nothing was bought, so it stays the take that it is. `token` names this very
 * call.
 */
export function changedInPlace(
  { batchId }: Pick<GenerationRecord, "batchId">,
  request: ChangedRequest,
  token: string,
): Transition {
  return {
    batchId,
    from: ["queued"],
    to: "queued",
    window: { create: "return" },
    changes: { error: null },
    request,
    token,
  };
}

/** BUYS: what has ended is made again as its next take, of a changed request. `token` names this very call. */
export function retaken(record: GenerationRecord, request: ChangedRequest, token: string): Transition {
  return {
    ...runOf(record),
    from: END_STATES.filter((state) => state === record.state),
    to: "queued",
    request,
    token,
    changes: {
      ...UNPOLLED,
      ...UNMADE,
      take: takeOf(record) + 1,
      takes: [...(record.takes ?? []), earlierTake(record)],
    },
    remove: ["submittedAt", "acceptedAt", "generatedAt", "endedAt", "cancelRequestedAt"],
  };
}

/** What is told of one take alone. */
const UNMADE = {
  error: null,
  resolution: null,
  lookup: null,
  taskId: null,
  fileId: null,
  video: null,
  resubmits: null,
  flaggedTries: null,
  refusals: null,
  attempts: null,
} as const satisfies RecordChanges;
