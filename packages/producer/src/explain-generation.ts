import {
  attemptFields,
  type AttemptFields,
  type AccountUsage,
  type BacklogPosition,
  type Fleet,
  formatDuration,
  type GenerationRecord,
  missingWorkers,
  providerWords,
  refusingWords,
  type Stage,
  type StageAttempt,
  standingAttempt,
  sideOfAccount,
  type TaskLookup,
  optional,
} from "@hailuo-queue/contracts";

/** What a generation waits for, as a stable word; `none`: it has ended. */
export type WaitCause =
  | "turn"
  | "slot"
  | "window"
  | "model"
  | NonNullable<BacklogPosition["stopped"]>
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
  /**
   * How many of its tenant and class, of all models that its accounts serve, stand before it in the backlog; queued
   * ones only.
   */
  readonly position?: number;
  /** A guess from what is allowed, in ms; only where one can be made. */
  readonly startsInMs?: number;
  /** Why it is not further, where its last try failed. */
  readonly lastAttempt?: StageAttempt;
}

/** An explanation in the field names that the CLI's `--json` and the gateway share. */
export interface ExplanationFields {
  readonly id: string;
  readonly state: GenerationRecord["state"];
  readonly waits_for: WaitCause;
  readonly because: string;
  readonly position: number | null;
  readonly starts_in_seconds: number | null;
  readonly last_attempt: AttemptFields | null;
}

/** An explanation in the field names of HTTP and `--json`; times in seconds. */
export function explanationFields(explanation: Explanation): ExplanationFields {
  const { id, state, waitsFor, because, position, startsInMs, lastAttempt } = explanation;
  const starts_in_seconds = startsInMs === undefined ? null : Math.round(startsInMs / 1000);
  const last_attempt = lastAttempt === undefined ? null : attemptFields(lastAttempt);
  return { id, state, waits_for: waitsFor, because, position: position ?? null, starts_in_seconds, last_attempt };
}

/** What is known when a generation is explained. */
export interface ExplainFacts {
  readonly record: GenerationRecord;
  /** Undefined once it was granted. */
  readonly backlogPosition: BacklogPosition | undefined;
  readonly accounts: readonly AccountUsage[];
  /** Its time is now. */
  readonly fleet: Fleet;
}

/** Says what a generation waits for, from facts alone. */
export function explainGeneration(facts: ExplainFacts): Explanation {
  const lastAttempt = standingAttempt(facts.record);
  return { ...explainState(facts), ...optional({ lastAttempt }) };
}

/** That nobody works its stage; undefined: somebody does. */
function missingWorker({ record, fleet }: Pick<ExplainFacts, "record" | "fleet">, stage: Stage): string | undefined {
  const missing = missingWorkers(fleet, record.batchId).find((each) => each.stage === stage);
  return missing === undefined ? undefined : `${missing.what}; ${missing.remedy}`;
}

function explainState(facts: ExplainFacts): Explanation {
  const { record } = facts;
  const nowMs = facts.fleet.at;
  const say = (waitsFor: WaitCause, because: string): Explanation => ({
    id: record.id,
    state: record.state,
    waitsFor,
    because,
  });
  switch (record.state) {
    case "queued":
      return explainQueued(facts);
    case "creating":
      return say(
        "provider",
        `The create was sent ${since(record.submittedAt, nowMs)}; waiting for the provider's answer.`,
      );
    case "generating":
    case "overdue": {
      const late =
        record.state === "overdue"
          ? " It is past its deadline and still polled; " +
            `\`hailuo resolve ${record.id} --fail\` gives it up and frees its slot.`
          : "";
      const status = providerWords(record);
      const missing = missingWorker(facts, "poll");
      if (missing !== undefined)
        return say("worker", `${missing}. Task ${record.taskId} is not polled until then.${late}`);
      if (record.pollError?.code === "account_not_configured") return say("worker", withoutKeys(record) + late);
      return say(
        "provider",
        `The provider works on task ${record.taskId}${status === undefined ? "" : ` (${status})`}, accepted ${since(record.acceptedAt, nowMs)}, ${timesPolled(record.pollCount)}.${late}`,
      );
    }
    case "downloading": {
      const missing = missingWorker(facts, "download");
      if (missing !== undefined)
        return say(
          "worker",
          `${missing}. The video was ready ${since(record.generatedAt, nowMs)} and is not stored yet.`,
        );
      const refused = facts.accounts.find(({ account }) => account === record.account)?.pausedReason;
      const doubt =
        refused === undefined
          ? ""
          : ` The provider is currently refusing account ${record.account} (${refused}), which may delay it.`;
      const doing =
        standingAttempt(record) === undefined
          ? `it is being stored as ${record.objectKey}, or waits for its turn at a download worker`
          : `it is not stored yet as ${record.objectKey}`;
      return say("download", `The video was ready ${since(record.generatedAt, nowMs)}; ${doing}.${doubt}`);
    }
    case "cancelling":
      return say(
        "provider",
        sideOfAccount(record.account ?? "") === "v2"
          ? `It is cancelled. The provider cancels task ${record.taskId ?? "(not known yet)"} if it has ` +
              "not started; otherwise the slot stays in use until the task ends."
          : "It is cancelled. The provider cannot cancel it, so its slot stays in use " +
              `until task ${record.taskId ?? "(not known yet)"} ends.`,
      );
    case "submission_unknown":
      return say(
        "decision",
        `The answer to its create was lost (${record.error?.code ?? "no code"}).${lookupWords(record.lookup)} ` +
          `Decide with \`hailuo resolve ${record.id}\`. It uses a slot of ${record.account ?? "its account"}.`,
      );
    case "failed":
      return say(
        "none",
        `It failed at ${record.error?.stage ?? "an unknown stage"}: ` +
          `${record.error?.message ?? "no reason was recorded"} ` +
          `(${record.error?.code ?? "no code"})`,
      );
    case "succeeded":
      return say("none", `Its video is at ${record.video?.location ?? record.objectKey}.`);
    case "cancelled":
      return say("none", "It was cancelled.");
  }
}

function timesPolled(count: number): string {
  if (count === 0) return "not polled yet";
  return count === 1 ? "polled once" : `polled ${count} times`;
}

function withoutKeys({ taskId, account }: GenerationRecord): string {
  return (
    `The poll worker that last took task ${taskId} has no key for account ${account}, so it did not ` +
    "poll. Give all poll workers the same accounts (HAILUO_ACCOUNTS_FILE)."
  );
}

/** More are shown by `hailuo resolve ID`. */
const MOST_NAMED = 3;

/** What the provider's list told, as a sentence with a space before it; '' before it was asked. */
export function lookupWords(lookup: TaskLookup | undefined): string {
  if (lookup === undefined) return "";
  const { candidates, rivals, complete } = lookup;
  const when = `between ${isoTime(lookup.from)} and ${isoTime(lookup.until)}`;
  if (candidates.length === 0) {
    return complete
      ? ` At ${isoTime(lookup.at)} the provider listed no matching task created ${when} that is not yours already.`
      : ` The provider's list could not be read back to ${isoTime(lookup.from)}; check its console.`;
  }
  const named = candidates
    .slice(0, MOST_NAMED)
    .map(({ taskId, createdAt, status }) => `${taskId} (${status}, made ${isoTime(createdAt)})`);
  const more = candidates.length > MOST_NAMED ? ` and ${candidates.length - MOST_NAMED} more` : "";
  const doubt =
    rivals > 0 ? `; ${rivals} more of your generations could have made ${candidates.length === 1 ? "it" : "them"}` : "";
  return ` It may be the provider's task ${named.join(", ")}${more}${doubt}; the provider does not show their prompts.`;
}

/** What keeps one account from taking the generation now; undefined: nothing does. */
function obstacleOf(
  usage: AccountUsage,
  model: string,
): { readonly waitsFor: WaitCause; readonly because: string } | undefined {
  const { account } = usage;
  const disabledUntil = usage.disabledModels?.[model];
  if (usage.models !== undefined && !usage.models.includes(model))
    return { waitsFor: "model", because: `Account ${account} may not use ${model}` };
  if (disabledUntil !== undefined)
    return {
      waitsFor: "model",
      because: `The provider refuses ${model} for account ${account}; the next attempt is at ${isoTime(disabledUntil)}`,
    };
  if (usage.draining === true)
    return { waitsFor: "account_paused", because: `Account ${account} is draining: it starts no new videos` };
  if (usage.paused === true) return { waitsFor: "account_paused", because: `Account ${account} was paused by a user` };
  if (usage.limitZero === true)
    return { waitsFor: "account_paused", because: `Account ${account} may start nothing: a limit of it is 0` };
  if (usage.refusing?.stopped === true)
    return {
      waitsFor: "account_refused",
      because: `The provider refuses account ${account}: it was ${refusingWords(usage.refusing)}`,
    };
  if (usage.pausedUntil !== undefined) {
    const reason = usage.pausedReason ?? "no reason";
    return {
      waitsFor: "account_refused",
      because:
        `The provider refuses account ${account} (${reason}); the next ` +
        `attempt is at ${isoTime(usage.pausedUntil)}`,
    };
  }
  const slots = usage.slotsTaken ?? usage.slotsAllowed;
  if (usage.slotsUsed >= slots) {
    const lowered =
      usage.slotsTaken === undefined ? "" : ` that the provider currently accepts (of ${usage.slotsAllowed} allowed)`;
    const lost =
      usage.slotsLost === undefined
        ? ""
        : `, ${usage.slotsLost} of them by creates whose answers were lost ` +
          "(`hailuo list --state submission_unknown`)";
    return { waitsFor: "slot", because: `All ${slots} slots of ${account}${lowered} are in use${lost}` };
  }
  const full = usage.windows.find((window) => window.callType === "create" && window.used >= window.limit);
  if (full !== undefined)
    return {
      waitsFor: "window",
      because: `${account} has used its ${full.limit} starts for this ${spanWords(full.windowMs)}`,
    };
  return undefined;
}

const SPANS: ReadonlyMap<number, string> = new Map([
  [1000, "second"],
  [60_000, "minute"],
  [24 * 3_600_000, "day"],
]);

/** Of a window, by its name where it has one. */
function spanWords(windowMs: number): string {
  return SPANS.get(windowMs) ?? `${Math.round(windowMs / 1000)} s`;
}

/**
 * A tenant's models take turns by age where the same account takes both; what no account of this one takes passes it
 * by.
 */
function countAhead(
  { ahead, aheadOfOtherModels }: BacklogPosition,
  model: string,
  accounts: readonly AccountUsage[],
): number {
  const may = ({ models, disabledModels }: AccountUsage, which: string): boolean =>
    (models === undefined || models.includes(which)) && disabledModels?.[which] === undefined;
  const rivals = Object.entries(aheadOfOtherModels).filter(([other]) =>
    accounts.some((usage) => may(usage, model) && may(usage, other)),
  );
  return rivals.reduce((sum, [, count]) => sum + count, ahead);
}

/** The nearer to a start, the later in this list: what the best account waits for is what is told. */
const OBSTACLES: readonly WaitCause[] = ["model", "account_paused", "account_refused", "slot", "window"];

function explainQueued({ record, backlogPosition: position, accounts, fleet }: ExplainFacts): Explanation {
  const base = { id: record.id, state: record.state } as const;
  const missing = missingWorker({ record, fleet }, "create");
  if (position === undefined) {
    const because =
      missing === undefined ? "It has a slot and waits for a create worker." : `It has a slot. ${missing}.`;
    return { ...base, waitsFor: "worker", because };
  }
  const { model } = record.request;
  const ahead = countAhead(position, model, accounts);
  const queue =
    ahead === 0
      ? "It is next in its tenant's queue"
      : `${ahead} of its tenant ${ahead === 1 ? "is" : "are"} ahead of it`;
  const known = { ...base, position: ahead };
  // It has no place among those that wait.
  if (position.stopped === "set_aside") return { ...base, waitsFor: "set_aside", because: `${setAsideWords(record)}.` };
  if (position.stopped !== undefined) {
    return { ...known, waitsFor: position.stopped, because: `${describeStop(position.stopped, record)}. ${queue}.` };
  }
  if (missing !== undefined) return { ...known, waitsFor: "worker", because: `${missing}. ${queue}.` };
  const obstacles = accounts.map((usage) => obstacleOf(usage, model));
  const serving = accounts.filter(({ models }) => models === undefined || models.includes(model));
  const startsInMs = estimateStart(
    { ahead, share: position.share },
    serving.filter((usage) => mayStart(usage, model)),
    fleet.at,
  );
  const timed = startsInMs === undefined ? known : { ...known, startsInMs };
  const met = obstacles.filter((obstacle) => obstacle !== undefined);
  if (met.length === obstacles.length) {
    const nearest = met.toSorted(
      (left, right) => OBSTACLES.indexOf(right.waitsFor) - OBSTACLES.indexOf(left.waitsFor),
    )[0];
    if (nearest !== undefined)
      return { ...timed, waitsFor: nearest.waitsFor, because: `${nearest.because}. ${queue}.` };
  }
  return {
    ...timed,
    waitsFor: ahead === 0 ? "worker" : "turn",
    because: `${queue}; slots are free.`,
  };
}

function setAsideWords({ refusals = {} }: GenerationRecord): string {
  const told = Object.entries(refusals).map(
    ([account, { tries }]) => `${tries === 1 ? "once" : `${tries} times`} by account ${account}`,
  );
  const refused = told.length === 0 ? "It could not be sent" : `The provider refused it ${told.join(", ")}`;
  return `${refused}, so others are tried first; it is tried again when its account works`;
}

function describeStop(stopped: NonNullable<BacklogPosition["stopped"]>, record: GenerationRecord): string {
  const { batchId, tenant, request } = record;
  const { model } = request;
  switch (stopped) {
    case "set_aside":
      return setAsideWords(record);
    case "tenant_paused":
      return `Its tenant ${tenant} was paused by a user`;
    case "batch_paused":
      return `Its batch ${batchId} was paused by a user`;
    case "tenant_budget":
      return (
        `Its price does not fit the budget of tenant ${tenant}; raise it with ` +
        `\`hailuo tenants set ${tenant} --budget\``
      );
    case "budget":
      return (
        `Its price does not fit the budget of batch ${batchId}; raise it with ` +
        `\`hailuo batches set ${batchId} --budget\``
      );
    case "no_price":
      return (
        `Its batch ${batchId} has a budget, but ${model} has no known price; set one in ` +
        "HAILUO_PRICES_FILE and submit it again, or remove the budget"
      );
    case "batch_cancelling":
      return `Its batch ${batchId} is being cancelled`;
    case "batch_open":
      return `Its batch ${batchId} is still being filled; it starts when it is sealed`;
    case "rejected":
      return `Its batch ${batchId} was rejected because of invalid lines; none of its videos are made`;
    case "failure_ratio":
      return (
        `Its batch ${batchId} stopped because too many of its generations failed; ` +
        `continue with \`hailuo batches resume ${batchId}\``
      );
  }
}

/**
 * Whether it can be known when this account starts more: not while the provider refuses it, nor while lost creates hold
 * all its slots.
 */
function mayStart(usage: AccountUsage, model: string): boolean {
  const slots = usage.slotsTaken ?? usage.slotsAllowed;
  return (
    usage.refusing?.stopped !== true && usage.disabledModels?.[model] === undefined && (usage.slotsLost ?? 0) < slots
  );
}

/**
 * From the creates that are allowed per minute and its tenant's share of them; a guess, since slots may be the narrower
 * part.
 */
function estimateStart(
  position: Pick<BacklogPosition, "ahead" | "share">,
  accounts: readonly AccountUsage[],
  nowMs: number,
): number | undefined {
  const working = accounts.filter(({ paused, draining }) => paused !== true && draining !== true);
  const perMs = working.map(({ windows }) =>
    Math.min(...windows.filter(({ callType }) => callType === "create").map(({ limit, windowMs }) => limit / windowMs)),
  );
  const rate = perMs.reduce((sum, each) => sum + each, 0) * position.share;
  if (rate === 0 || !Number.isFinite(rate)) return undefined;
  const opensIn = Math.min(...working.map(({ pausedUntil }) => (pausedUntil === undefined ? 0 : pausedUntil - nowMs)));
  const startsInMs = Math.round(position.ahead / rate + Math.max(0, opensIn));
  // The next one waits for a task to end, and nobody knows when that is.
  const full = working.every(({ slotsUsed, slotsTaken, slotsAllowed }) => slotsUsed >= (slotsTaken ?? slotsAllowed));
  return startsInMs === 0 && full ? undefined : startsInMs;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

function since(ms: number | undefined, nowMs: number): string {
  return ms === undefined ? "a moment ago" : `${formatDuration(nowMs - ms)} ago`;
}
