import type { AnswerCounts } from "../answer-counts.ts";
import type { CallType, CallWindow } from "../account.ts";
import type { BatchStop } from "../batch.ts";
import type { AccountFunds } from "../funds.ts";
import type { GenerationRecord } from "../generation.ts";
import type { Priority } from "../priority.ts";

/** A generation that may start now: its slot and its permit in the create window are taken. */
export interface Grant {
  readonly generationId: string;
  readonly batchId: string;
  readonly run: number;
  readonly account: string;
}

/** What one admission granted, and when the next may succeed. */
export interface AdmissionResult {
  readonly grants: readonly Grant[];
  /** Nobody waits any more. */
  readonly backlogEmpty: boolean;
  /**
   * When something may change by itself (a window opens, a delay or cooldown ends), in ms from now; undefined: only a
   * wake can.
   */
  readonly nextInMs?: number;
}

/** A window of an account, and how many calls count in it now. */
export interface WindowUsage extends CallWindow {
  readonly callType: CallType;
  /** Calls that count in it now. */
  readonly used: number;
}

/** What an account may do, does, and why it does not do more. */
export interface AccountUsage {
  readonly account: string;
  readonly slotsUsed: number;
  /** As configured, or as a user set it since. */
  readonly slotsAllowed: number;
  /** There when the provider was seen to take fewer unfinished tasks than that; more is tried again by and by. */
  readonly slotsTaken?: number;
  /** The first window of its creates: usually the one of a minute. 0 of 0 where creates are not limited. */
  readonly createWindowUsed: number;
  readonly createPerMinute: number;
  readonly windows: readonly WindowUsage[];
  /** There when it may not use all. */
  readonly models?: readonly string[];
  /** What its other sides may use, also those of them that were never used. */
  readonly sideModels?: readonly string[];
  /** Models that the provider refuses to this account, and until when they are not tried (Unix ms). */
  readonly disabledModels?: Readonly<Record<string, number>>;
  /** There when a user stopped its admissions for a while. */
  readonly paused?: true;
  /** There when a user lets it run dry for good. */
  readonly draining?: true;
  /** There while a limit of 0, of unfinished tasks or of creates, keeps it from starting anything. */
  readonly limitZero?: true;
  /** When a create worker last started that has it, by its clock; not there where an earlier version did. Unix ms. */
  readonly publishedAt?: number;
  /** While the provider refuses it, over the tries between its rests, and for a minute after the last refusal. */
  readonly refusing?: AccountRefusing;
  /** Slots that creates hold whose answers were lost: they are free when a user has decided, or their lease ends. */
  readonly slotsLost?: number;
  /** While refused by the provider: until when, and why. Then one create is let through to try. */
  readonly pausedUntil?: number;
  readonly pausedReason?: string;
  /**
   * There once the provider could not verify its callback URL, until a create with one was accepted, or an hour without
   * any: since when, and why.
   */
  readonly callbackRefused?: {
    /** Unix ms. */
    readonly since: number;
    /** Creates go without a callback until then; the next one tries it again. */
    readonly leftOutUntil: number;
    readonly reason: string;
  };
  /** What it has left, as it told last; a process with its keys asks once a minute. */
  readonly funds?: AccountFunds;
  /** Generations that wait for admission, to any account. */
  readonly backlog: number;
}

/** What is told of an account that the provider refuses. Times in Unix ms. */
export interface AccountRefusing {
  readonly since: number;
  /** Refusals since then. */
  readonly times: number;
  readonly lastAt: number;
  /** The provider's last word. */
  readonly reason: string;
  /** Its code, e.g. `insufficient_balance`; not there where an earlier version noted it. */
  readonly code?: string;
  /** Nothing but one create to try is started. Not there where some are refused and others go on. */
  readonly stopped?: true;
  /** When one is tried next; not there where one is under way, or may go at any time. */
  readonly nextTryAt?: number;
}

/** The provider refused a create for the account's sake. Times in ms. */
export interface AccountRefusal {
  /**
   * - `cooldown`: nothing is admitted for `forMs`, twice as long with each refusal in a row, at most `longestMs`, and
   *   not before `notBefore` (Unix ms) where the provider named a time; then one create is let through to try;
   * - `concurrency`: the provider takes fewer unfinished tasks than we may have: fewer are tried, and more by and by;
   *   a cooldown where nothing of ours runs;
   * - `model`: the account is asked for no generation of `model` for `forMs`, doubling likewise.
   */
  readonly kind: "cooldown" | "concurrency" | "model";
  /** Of the refused create: refusals of calls that left together count once. */
  readonly run: number;
  readonly forMs: number;
  readonly longestMs: number;
  readonly reason: string;
  /** Stable, e.g. `rate_limited`. */
  readonly code?: string;
  readonly notBefore?: number;
  readonly model?: string;
  /**
   * How long the first refusal in a row pauses, whatever time was named: it may be the request's fault, so another one
   * is tried soon. Default: as long as any.
   */
  readonly secondOpinionMs?: number;
  /** There when it was a create. `before`: what the account had answered when this generation was refused last. */
  readonly create?: { readonly before?: AnswerCounts | undefined };
}

/**
 * What a refusal did to its account: it paused (until, Unix ms), one model is disabled (until), or the adaptive cap is
 * lower.
 */
export type RefusalEffect =
  | { readonly type: "paused" | "disabled"; readonly until: number }
  /** How many unfinished tasks are tried now. */
  | { readonly type: "cap"; readonly cap: number }
  /** The account took others since this generation was refused last: nothing was done to it. */
  | { readonly type: "alone" };

/** What a refusal did, and how the account has answered lately. */
export interface RefusalNote {
  readonly effect: RefusalEffect;
  /** With this refusal. */
  readonly counts: AnswerCounts;
}

/**
 * The one atomic step out of the backlog: turn, slot, windows and a healthy account together, idempotent by generation.
 */
export interface Admission {
  admit(limit: number): Promise<AdmissionResult>;
  /** Waits until a dispatcher is woken, at most `timeoutMs`. Each wake reaches one waiter. */
  waitForWake(timeoutMs: number, signal: AbortSignal): Promise<void>;
  /** Notes what a refusal means for the account. An accepted create forgets it, in the ledger's transition. */
  refused(account: string, refusal: AccountRefusal): Promise<RefusalNote>;
  /** Granted at least this long ago and not begun since: their job may be lost. */
  admittedBefore(ageMs: number): Promise<readonly Grant[]>;
  /**
   * Takes back slots whose lease nobody renewed until its end, long after the task's deadline. Returns the generations
   * that lost theirs.
   */
  reclaimSlots(): Promise<readonly string[]>;
  /** Tells watchers what the limits are. */
  publishLimits(): Promise<void>;
  /** Every account that a create worker has published. */
  usage(): Promise<readonly AccountUsage[]>;
}

/** Where a waiting generation stands. */
export interface BacklogPosition {
  /** Of its own tenant, class and model, how many are before it. */
  readonly ahead: number;
  /**
   * Of its own tenant and class, how many are older, by model; they are before it as far as the same account serves
   * both models.
   */
  readonly aheadOfOtherModels: Readonly<Record<string, number>>;
  /** Part of the admissions that its tenant gets now: 1 when nobody else waits. */
  readonly share: number;
  /** Why its turn does not come at all. */
  readonly stopped?:
    | "set_aside"
    | "tenant_paused"
    | "tenant_budget"
    | "batch_paused"
    | "batch_cancelling"
    | "batch_open"
    | BatchStop;
}

/** A tenant's weight, pause and money. */
export interface TenantStanding {
  readonly tenant: string;
  /** Its part of a class beside other tenants; default 1. */
  readonly weight: number;
  readonly paused: boolean;
  /** Its generations that have not ended. */
  readonly unfinished: number;
  /** What is kept of it in all, in Redis (about) and in storage: what its quota of bytes is held against. */
  readonly keptBytes: number;
  /** Of them, its inputs in storage. */
  readonly inputBytes: number;
  /**
   * What its generations may cost in all, in millionths of a US dollar; nothing of it starts that has no room in it.
   */
  readonly budgetMicroUsd?: number;
  /** There while what waits of it stands still, because the next price does not fit its budget. */
  readonly stopped?: true;
  /** The prices of what is in flight. */
  readonly reservedMicroUsd: number;
  /** What was charged since it was first seen. */
  readonly spentMicroUsd: number;
}

/** A user's hand on the backlog. No call walks over members; each takes effect with the next admission. */
export interface BacklogControl {
  pauseBatch(batchId: string): Promise<void>;
  /** Ends a pause, and the stop of a batch that stopped by itself; one that was rejected stays so. */
  resumeBatch(batchId: string): Promise<void>;
  /** Ends its stop, and leaves a user's pause. */
  clearBatchStop(batchId: string): Promise<void>;
  /** For all generations of the batch that wait or come back, whatever they were submitted with. */
  setBatchPriority(batchId: string, priority: Priority): Promise<void>;
  /** From now on nothing of it is admitted, while its generations are cancelled one by one. */
  beginCancel(batchId: string): Promise<void>;
  endCancel(batchId: string): Promise<void>;
  /** Batches whose cancel was begun and not ended: its caller may have died. */
  cancellingBatches(): Promise<readonly string[]>;
  /** More than 0. */
  setTenantWeight(tenant: string, weight: number): Promise<void>;
  /** In all, not per time; `null` takes it away. What waited for it goes on where it has room now. */
  setTenantBudget(tenant: string, microUsd: number | null): Promise<void>;
  pauseTenant(tenant: string): Promise<void>;
  resumeTenant(tenant: string): Promise<void>;
  /** Those that ever had a setting, or that wait. */
  tenants(): Promise<readonly TenantStanding[]>;
  /** One of them; a name that was never heard of has the defaults. */
  tenant(name: string): Promise<TenantStanding>;
  /** Undefined when it does not wait in the backlog. */
  position(
    generation: Pick<GenerationRecord, "id" | "batchId" | "tenant" | "request" | "priority" | "priceMicroUsd">,
  ): Promise<BacklogPosition | undefined>;
}

/** Counts the calls of a type whose windows are limited; free of charge where they are not. */
export interface CallBudget {
  /** Undefined: call now, and say `answered` after. Else: call not before so many ms from now, under the same id. */
  take(account: string, callType: Exclude<CallType, "create">, callId: string): Promise<number | undefined>;
  answered(account: string, callType: Exclude<CallType, "create">, callId: string): Promise<void>;
}

/** Who changed an account in the running system, when and why. */
export interface AccountChange {
  /** Unix ms. */
  readonly at: number;
  readonly who: string;
  /** E.g. `maxInFlight 20 -> 30`. */
  readonly what: string;
  readonly why?: string;
}

/** Signs a change; kept with it. */
export interface ChangeNote {
  readonly who: string;
  readonly why?: string;
}

/** Limits that can be changed in the running system; `null` goes back to the workers' own settings. */
export interface LiveLimits {
  readonly maxInFlight?: number | null;
  readonly createPerMinute?: number | null;
  readonly queryPerMinute?: number | null;
  readonly filesPerMinute?: number | null;
}

/** A user's hand on an account: takes effect in every running worker within 2 s. */
export interface AccountControl {
  /** Goes before the workers' own settings, over restarts. Returns what was changed, each as `<before> -> <after>`. */
  setLimits(limits: LiveLimits, note: ChangeNote): Promise<Readonly<Record<string, string>>>;
  /** Admits nothing new; what is in flight is finished. */
  pause(note: ChangeNote): Promise<void>;
  /** As `pause`, said for an account that goes out of use. */
  drain(note: ChangeNote): Promise<void>;
  /** Ends a pause, a drain, a cooldown, a lowered cap and refusals of models at once. */
  release(note: ChangeNote): Promise<void>;
  /**
   * Tries it now: ends a cooldown, a lowered cap and refusals of models, and leaves a user's pause or drain as it is.
   * `paused`: nothing was done, since a user has paused or drained it.
   */
  probe(note: ChangeNote): Promise<"probed" | "paused">;
  /** The limits that `setLimits` set; those that are the workers' own are not there. */
  limits(): Promise<{ readonly [Limit in keyof LiveLimits]: number }>;
  /** Newest first, at most 100. */
  changes(): Promise<readonly AccountChange[]>;
}
