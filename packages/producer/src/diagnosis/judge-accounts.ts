import { type AccountUsage, type GenerationRecord, isoTime, optional } from "@hailuo-queue/contracts";
import type { DiagnosisFacts } from "./facts.ts";
import { type Trouble, waitWords } from "./trouble.ts";

const MINUTE_MS = 60_000;

/** What the accounts' own state keeps from starting: pauses, refusals, slots, windows, money. */
export function judgeAccounts({
  accounts,
  counts,
  samples,
}: Pick<DiagnosisFacts, "accounts" | "counts" | "samples">): readonly Trouble[] {
  // Before a create worker has run, nobody has told of an account.
  const known = accounts.filter(isKnown);
  const waiting = Math.max(0, ...accounts.map(({ backlog }) => backlog));
  const blocked = known.filter((usage) => stopOf(usage) !== undefined);
  const held = heldBy({ known, blocked, queued: samples.queued, waiting });
  return [
    ...blocked.flatMap(
      (usage) =>
        stopOf(
          usage,
          held(({ account }) => account === usage.account),
        ) ?? [],
    ),
    ...known.filter((usage) => stopOf(usage) === undefined).flatMap((usage) => slowdownsOf(usage, { waiting, counts })),
    ...known.flatMap((usage) => warningsOf(usage, (model) => held(({ account }) => account === usage.account, model))),
  ];
}

/** Whether a create worker has told what it may do. */
export function isKnown({ slotsAllowed, limitZero }: AccountUsage): boolean {
  return slotsAllowed > 0 || limitZero === true;
}

/**
 * How many wait because every account that serves their model is stopped, or is refused the model. With all accounts
 * stopped it is all that wait; else the sample tells the part.
 */
function heldBy({
  known,
  blocked,
  queued,
  waiting,
}: {
  readonly known: readonly AccountUsage[];
  readonly blocked: readonly AccountUsage[];
  readonly queued: readonly GenerationRecord[];
  readonly waiting: number;
}): (which: (usage: AccountUsage) => boolean, refusedModel?: string) => number {
  const serving = (model: string): readonly AccountUsage[] =>
    known.filter(({ models }) => models === undefined || models.includes(model));
  const isDisabled = ({ disabledModels = {} }: AccountUsage, model: string): boolean =>
    disabledModels[model] !== undefined;
  return (which, refusedModel) => {
    if (refusedModel === undefined && blocked.length === known.length) return waiting;
    const models = queued.map(({ request }) => request.model);
    const count = models.filter((model) => {
      const mine = serving(model);
      if (refusedModel !== undefined && model !== refusedModel) return false;
      if (!mine.every((usage) => blocked.includes(usage) || isDisabled(usage, model))) return false;
      return mine.some(
        (usage) => which(usage) && (refusedModel === undefined ? blocked.includes(usage) : isDisabled(usage, model)),
      );
    }).length;
    return count === 0 ? 0 : Math.max(count, Math.round((count / models.length) * waiting));
  };
}

/** What stops an account altogether. `generations`: how many wait for nothing else. */
function stopOf(usage: AccountUsage, generations = 0): Trouble | undefined {
  const { account, refusing } = usage;
  const paused = generations > 0 ? ` ${waitWords(generations)}.` : "";
  const severity = generations > 0 ? "stops" : "slows";
  if (usage.draining === true)
    return {
      cause: "account_draining",
      severity,
      account,
      generations,
      what: `Account ${account} is draining: it starts no new videos.${paused}`,
      remedy: `\`hailuo accounts resume ${account}\` puts it back into service.`,
    };
  if (usage.paused === true)
    return {
      cause: "account_paused",
      severity,
      account,
      generations,
      what: `Account ${account} was paused by a user.${paused}`,
      remedy: `\`hailuo accounts resume ${account}\` goes on.`,
    };
  if (usage.limitZero === true)
    return {
      cause: "limit_zero",
      severity,
      account,
      generations,
      what: `Account ${account} may start nothing: a limit of it is 0.${paused}`,
      remedy:
        `\`hailuo accounts\` shows which; \`hailuo accounts set ${account} --max-in-flight N\` ` +
        "or `--create-per-minute N` raises it.",
    };
  if (refusing?.stopped === true || usage.pausedUntil !== undefined) {
    const code = refusing?.code;
    const reason = refusing?.reason ?? usage.pausedReason ?? "no reason was given";
    const since = refusing === undefined ? "" : ` since ${isoTime(refusing.since)}, ${timesWords(refusing.times)}`;
    const next = refusing?.nextTryAt ?? usage.pausedUntil;
    const tried = next === undefined ? "One create is trying it now." : `The next create tries it at ${isoTime(next)}.`;
    return {
      cause: "account_refused",
      severity,
      account,
      generations,
      what: `The provider refuses account ${account}${since}: ${withoutCode(reason, code)}.${paused}`,
      remedy: `${remedyOf(code)} ${tried}`,
      ...optional({ code }),
    };
  }
  const slots = usage.slotsTaken ?? usage.slotsAllowed;
  const lost = usage.slotsLost ?? 0;
  if (lost >= slots)
    return {
      cause: "slots_lost",
      severity,
      account,
      generations,
      what: `All ${slots} slots of account ${account} are held by creates whose answers were lost.${paused}`,
      remedy: "`hailuo list --state submission_unknown` lists them; `hailuo resolve` decides one, or all of a batch.",
    };
  return undefined;
}

function slowdownsOf(
  usage: AccountUsage,
  { waiting, counts }: { readonly waiting: number } & Pick<DiagnosisFacts, "counts">,
): readonly Trouble[] {
  const { account, refusing, slotsUsed, slotsAllowed, slotsTaken, slotsLost = 0 } = usage;
  const troubles: Trouble[] = [];
  const slots = slotsTaken ?? slotsAllowed;
  if (refusing !== undefined)
    troubles.push({
      cause: "account_refused_at_times",
      severity: "slows",
      account,
      generations: waiting,
      what:
        `The provider refused account ${account} ${timesWords(refusing.times)} since ` +
        `${isoTime(refusing.since)}, and takes other creates: ${withoutCode(refusing.reason, refusing.code)}.`,
      remedy: remedyOf(refusing.code),
      ...optional({ code: refusing.code }),
    });
  if (slotsLost > 0)
    troubles.push({
      cause: "slots_lost",
      severity: "slows",
      account,
      generations: waiting,
      what: `${slotsLost} of ${slotsAllowed} slots of account ${account} are held by creates whose answers were lost.`,
      remedy: "`hailuo list --state submission_unknown` lists them; `hailuo resolve` decides one, or all of a batch.",
    });
  if (counts.overdue > 0 && slotsUsed >= slots)
    troubles.push({
      cause: "slots_overdue",
      severity: "slows",
      account,
      generations: waiting,
      what:
        `${counts.overdue} ${counts.overdue === 1 ? "task is" : "tasks are"} past the deadline at the provider ` +
        `and still ${counts.overdue === 1 ? "holds its slot" : "hold their slots"}.`,
      remedy: "They are polled on. `hailuo resolve ID --fail` gives one up and frees its slot; its video is paid for.",
    });
  if (slotsTaken !== undefined)
    troubles.push({
      cause: "cap_lowered",
      severity: "slows",
      account,
      generations: waiting,
      what:
        `The provider takes fewer tasks of account ${account} at once than the ` +
        `${slotsAllowed} allowed: ${slotsTaken} are tried.`,
      remedy: "More are tried by and by. Another program that uses the account may take the rest.",
    });
  if (waiting === 0) return troubles;
  const window = fullWindow(usage);
  if (window !== undefined)
    troubles.push({
      cause: "window_full",
      severity: "limit",
      account,
      generations: waiting,
      what: `Account ${account} has used its ${window.limit} starts for this ${spanWords(window.windowMs)}.`,
      remedy:
        "It goes on by itself. If your contract allows more: " +
        `\`hailuo accounts set ${account} --create-per-minute N\`.`,
    });
  else if (slotsUsed >= slots)
    troubles.push({
      cause: "slots_full",
      severity: "limit",
      account,
      generations: waiting,
      what: `All ${slots} slots of account ${account} are in use.`,
      remedy:
        "Each video that ends makes room for the next. If your contract allows more: " +
        `\`hailuo accounts set ${account} --max-in-flight N\`.`,
    });
  return troubles;
}

function fullWindow({ windows }: AccountUsage): AccountUsage["windows"][number] | undefined {
  return windows.find(({ callType, used, limit }) => callType === "create" && used >= limit);
}

/** Whether an account is used to the full, so that what waits waits for its turn. */
export function isFull(usage: AccountUsage): boolean {
  const { slotsUsed, slotsAllowed, slotsTaken = slotsAllowed } = usage;
  return stopOf(usage) === undefined && (slotsUsed >= slotsTaken || fullWindow(usage) !== undefined);
}

function warningsOf(
  { account, funds, callbackRefused, disabledModels = {} }: AccountUsage,
  heldFor: (model: string) => number,
): readonly Trouble[] {
  const low: readonly Trouble[] =
    funds?.low === undefined
      ? []
      : [
          {
            cause: "funds_low",
            severity: "warns",
            account,
            generations: 0,
            what: `Account ${account}: ${funds.low}.`,
            remedy: "Top it up before the provider refuses its creates.",
          },
        ];
  const callback: readonly Trouble[] =
    callbackRefused === undefined
      ? []
      : [
          {
            cause: "callback_refused",
            severity: "warns",
            account,
            generations: 0,
            what: `The provider could not verify the callback URL of account ${account}: ${callbackRefused.reason}.`,
            remedy: "Polls find the videos meanwhile. `hailuo doctor` tests the URL.",
          },
        ];
  const models = Object.entries(disabledModels).map(([model, until]): Trouble => ({
    cause: "model_refused",
    severity: heldFor(model) > 0 ? "stops" : "slows",
    account,
    model,
    generations: heldFor(model),
    what: `The provider refuses ${model} to account ${account}.${heldFor(model) > 0 ? ` ${waitWords(heldFor(model))}.` : ""}`,
    remedy: `It is tried again at ${isoTime(until)}. Ask MiniMax for the model, or use another one or another account.`,
  }));
  return [...low, ...callback, ...models];
}

const WAIT = "It ends by itself.";
const REMEDIES: Readonly<Record<string, string>> = {
  key_refused: "Check the key and its host: keys are bound to a region. `hailuo doctor` tests both.",
  insufficient_balance: "Top the account up; it goes on by itself then.",
  quota_exhausted: "It comes back when the quota resets; another account takes over where one is configured.",
  plan_used_up: "It comes back when the plan's window resets; another account takes over where one is configured.",
  not_in_plan: "Use another plan or a pay-as-you-go key.",
  account_not_permitted: "Grant the permission, or do the real-name check, in MiniMax's console.",
  forbidden: "Check the key's permissions and any firewall between; `hailuo doctor` tests the way.",
  request_blocked: "A firewall between us and the provider refuses requests; `hailuo doctor` tests the way.",
  endpoint_not_found: "Check MINIMAX_BASE_URL and MINIMAX_DIALECT; `hailuo doctor` tests both.",
  redirected: "Check MINIMAX_BASE_URL; `hailuo doctor` tests it.",
  gone: "Check MINIMAX_BASE_URL; `hailuo doctor` tests it.",
  proxy_refused: "Check HTTPS_PROXY and its password; `hailuo doctor` tests it.",
  unreachable: "`hailuo doctor` tests the way, the proxy on it, too.",
  rate_limited: `${WAIT} If it comes back, lower the account's creates a minute (\`hailuo accounts set\`).`,
  rate_growth_limited: `${WAIT} If it comes back, lower the account's creates a minute (\`hailuo accounts set\`).`,
  plan_throttled: WAIT,
  provider_overloaded: WAIT,
  too_many_tasks: "Another program may use the account; it goes on when tasks end.",
};

function remedyOf(code: string | undefined): string {
  return REMEDIES[code ?? ""] ?? "`hailuo doctor` tests the account.";
}

/** Reasons are kept as `code: sentence`. */
function withoutCode(reason: string, code: string | undefined): string {
  const begins = `${code}: `;
  return (reason.startsWith(begins) ? reason.slice(begins.length) : reason).replace(/\.$/, "");
}

function timesWords(times: number): string {
  return times === 1 ? "once" : `${times.toLocaleString("en-US")} times`;
}

function spanWords(windowMs: number): string {
  if (windowMs === MINUTE_MS) return "minute";
  if (windowMs === 24 * 60 * MINUTE_MS) return "day";
  return `${Math.round(windowMs / 1000)} s`;
}
