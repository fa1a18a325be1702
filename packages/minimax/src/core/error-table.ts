import type { ProviderVerdict } from "@hailuo-queue/contracts";
import { matchesAll, WORDINGS } from "./wordings.ts";

/** What one refusal means. `{host}`, `{code}` and `{settings}` in the sentence are filled in by the error factory. */
export interface ErrorRow {
  /** Stable, for programs. */
  readonly code: string;
  /** On a create, which costs money, and on a read, which may always be repeated. */
  readonly verdict: { readonly create: ProviderVerdict; readonly read: ProviderVerdict };
  readonly sentence: string;
  /** How long to stay away when the provider does not say. */
  readonly waitMs?: number;
}

/** A row that is recognised by its wording: every pattern must be found. With codes it applies to these only. */
export interface WordingRow extends ErrorRow {
  readonly patterns: readonly RegExp[];
  readonly providerCodes?: readonly number[];
}

type Verdicts = ErrorRow["verdict"];

const both = (verdict: ProviderVerdict): Verdicts => ({ create: verdict, read: verdict });

/** The provider broke before it could say whether a task was created. */
const AMBIGUOUS: Verdicts = { create: "unknown_outcome", read: "transient" };
/** The provider does not take these parameters; on a read the only parameter is the id. */
const BAD_PARAMETERS: Verdicts = { create: "terminal", read: "not_found" };

const KEY_REFUSED = {
  code: "key_refused",
  verdict: both("account"),
  sentence: "MiniMax refused the key for {host} ({code}); keys are bound to a region, check {settings}",
} as const satisfies ErrorRow;

const BALANCE = {
  code: "insufficient_balance",
  verdict: both("account"),
  sentence: "The MiniMax account has no balance left ({code}); top it up",
} as const satisfies ErrorRow;

const RATE_LIMITED = {
  code: "rate_limited",
  verdict: both("throttled"),
  sentence: "MiniMax accepts no more requests from this account at the moment ({code})",
} as const satisfies ErrorRow;

/** Refused for what already runs, not for how often we ask. A read is only told to come later. */
const TOO_MANY_TASKS = {
  code: "too_many_tasks",
  verdict: { create: "concurrency", read: "throttled" },
  sentence: "MiniMax accepts no more unfinished tasks from this account at the moment ({code})",
} as const satisfies ErrorRow;

const PROVIDER_BROKE = {
  code: "provider_internal",
  verdict: AMBIGUOUS,
  sentence: "MiniMax had an internal error ({code})",
} as const satisfies ErrorRow;

const PROMPT_FLAGGED = {
  code: "prompt_flagged",
  verdict: both("terminal"),
  sentence:
    "MiniMax's moderation refused the prompt or the image ({code}); the same input is " +
    "refused again: reword the prompt, or use another image",
} as const satisfies ErrorRow;

const QUOTA_EXHAUSTED = {
  code: "quota_exhausted",
  verdict: both("account"),
  sentence: "The quota of this MiniMax account is used up ({code}); it comes back when the quota resets",
} as const satisfies ErrorRow;

const PLAN_USED_UP = {
  code: "plan_used_up",
  verdict: both("account"),
  sentence: "The MiniMax plan's allowance is used up ({code}); it comes back when the plan's window resets",
} as const satisfies ErrorRow;

const NO_VIDEOS_IN_PLAN = {
  code: "not_in_plan",
  verdict: both("account"),
  sentence:
    "The plan of this MiniMax key holds no videos at all ({code}); waiting does " +
    "not help, use another plan or a pay-as-you-go key",
} as const satisfies ErrorRow;

/** A read asks for no model: there it can only be the account. */
const ONE_MODEL: Verdicts = { create: "model", read: "account" };

const PLAN_REFUSAL = {
  code: "model_not_in_plan",
  verdict: ONE_MODEL,
  sentence:
    "The plan of this MiniMax key does not offer this model or feature " +
    "({code}); use a pay-as-you-go key or another model",
} as const satisfies ErrorRow;

const MODEL_NOT_ALLOWED = {
  code: "model_not_allowed",
  verdict: ONE_MODEL,
  sentence:
    "This MiniMax account may not use this model ({code}); ask for it in MiniMax's console, or use another model",
} as const satisfies ErrorRow;

const VIDEO_FLAGGED = {
  code: "video_flagged",
  verdict: both("terminal"),
  sentence:
    "MiniMax's moderation withheld the finished video ({code}): reword the " +
    "prompt, or retry it, as the next video may pass",
} as const satisfies ErrorRow;

const VOICE_ONLY = {
  code: "not_a_video_code",
  verdict: both("terminal"),
  sentence: "MiniMax answered with a code of its voice services ({code}); is {host} the video API?",
} as const satisfies ErrorRow;

const INVALID_PARAMETERS = {
  code: "invalid_parameters",
  verdict: BAD_PARAMETERS,
  sentence: "MiniMax does not accept these parameters ({code})",
} as const satisfies ErrorRow;

const ENDPOINT_NOT_FOUND = {
  code: "endpoint_not_found",
  verdict: { create: "account", read: "transient" },
  sentence: "{host} has no such path ({code}); check MINIMAX_BASE_URL and MINIMAX_DIALECT",
} as const satisfies ErrorRow;

const REDIRECTED = {
  code: "redirected",
  verdict: { create: "account", read: "transient" },
  sentence:
    "{host} answered with a redirect ({code}), which is never followed, since the " +
    "key is for that host only; check MINIMAX_BASE_URL",
} as const satisfies ErrorRow;

const SERVER_ERROR = {
  code: "server_error",
  verdict: AMBIGUOUS,
  sentence: "{host} or a proxy before it failed ({code})",
} as const satisfies ErrorRow;

/** Business codes (`base_resp.status_code`), whatever the HTTP status. */
const BY_PROVIDER_CODE: Readonly<Record<number, ErrorRow>> = {
  1000: { ...PROVIDER_BROKE, code: "provider_unknown" },
  1001: { ...PROVIDER_BROKE, code: "provider_timeout", sentence: "MiniMax ran into a timeout of its own ({code})" },
  1002: RATE_LIMITED,
  1004: KEY_REFUSED,
  1008: BALANCE,
  1013: PROVIDER_BROKE,
  1024: PROVIDER_BROKE,
  1026: PROMPT_FLAGGED,
  1027: VIDEO_FLAGGED,
  1028: QUOTA_EXHAUSTED,
  1030: QUOTA_EXHAUSTED,
  1033: PROVIDER_BROKE,
  1039: {
    ...RATE_LIMITED,
    code: "token_limited",
    sentence: "MiniMax's limit of tokens per minute is reached ({code})",
  },
  1041: {
    ...TOO_MANY_TASKS,
    code: "too_many_connections",
    sentence: "MiniMax allows no more connections for this account ({code})",
  },
  1042: {
    code: "illegal_characters",
    verdict: BAD_PARAMETERS,
    sentence: "MiniMax found too many invisible or illegal characters in the prompt ({code})",
  },
  1043: VOICE_ONLY,
  1044: VOICE_ONLY,
  2013: INVALID_PARAMETERS,
  2037: VOICE_ONLY,
  2038: {
    code: "account_not_permitted",
    verdict: both("account"),
    sentence:
      "The MiniMax account lacks a permission or its real-name check ({code}); complete it in MiniMax's console",
  },
  2039: VOICE_ONLY,
  2042: VOICE_ONLY,
  2045: {
    ...RATE_LIMITED,
    code: "rate_growth_limited",
    sentence: "MiniMax finds that the request rate grows too fast ({code})",
  },
  2048: VOICE_ONLY,
  2049: KEY_REFUSED,
  2056: PLAN_USED_UP,
  2061: PLAN_REFUSAL,
  // Users report that the plan's throttle passes in about a minute, and the peak-hour one in one to five.
  2062: { ...RATE_LIMITED, code: "plan_throttled", sentence: "The MiniMax plan is throttled ({code})", waitMs: 60_000 },
  2064: {
    ...RATE_LIMITED,
    code: "provider_overloaded",
    sentence: "MiniMax is overloaded at this hour ({code})",
    waitMs: 60_000,
  },
  2067: PLAN_USED_UP,
  20132: VOICE_ONLY,
};

/** HTTP statuses, when the body names no business code. Those that are missing follow {@link httpRow}. */
const BY_HTTP_STATUS: Readonly<Record<number, ErrorRow>> = {
  301: REDIRECTED,
  302: REDIRECTED,
  // "See other" is how a server answers a POST that it has carried out.
  303: { ...REDIRECTED, verdict: AMBIGUOUS },
  307: REDIRECTED,
  308: REDIRECTED,
  400: INVALID_PARAMETERS,
  401: KEY_REFUSED,
  402: BALANCE,
  403: {
    code: "forbidden",
    verdict: both("account"),
    sentence:
      "{host} forbids the request ({code}); check the key's permissions, MINIMAX_BASE_URL and any firewall between",
  },
  404: ENDPOINT_NOT_FOUND,
  405: ENDPOINT_NOT_FOUND,
  407: {
    code: "proxy_refused",
    verdict: both("account"),
    sentence: "The proxy requires a login ({code}); check HTTPS_PROXY",
  },
  408: { code: "request_timeout", verdict: AMBIGUOUS, sentence: "{host} gave up waiting for the request ({code})" },
  410: {
    code: "gone",
    verdict: { create: "account", read: "not_found" },
    sentence: "{host} no longer has this ({code})",
  },
  413: {
    code: "request_too_large",
    verdict: both("terminal"),
    sentence: "{host} finds the request too large ({code}); give the image as a URL or make it smaller",
  },
  422: { ...INVALID_PARAMETERS, code: "unprocessable" },
  425: RATE_LIMITED,
  429: RATE_LIMITED,
  // A proxy's word for "somebody hung up": it says nothing about what the server behind it did.
  499: { code: "request_cut_off", verdict: AMBIGUOUS, sentence: "A proxy before {host} lost the connection ({code})" },
  500: SERVER_ERROR,
  502: SERVER_ERROR,
  503: SERVER_ERROR,
  504: SERVER_ERROR,
  524: SERVER_ERROR,
  529: SERVER_ERROR,
};

/**
 * v2's word for a task that it does not know, or does not know any more after seven days. Said of a create it explains
 * nothing.
 */
const NO_RECORD = {
  code: "not_found",
  verdict: { create: "unknown_outcome", read: "not_found" },
  sentence: "MiniMax has no record of this id ({code})",
} as const satisfies ErrorRow;

/**
 * It could not verify where it is to tell of the task (source: live answers of 2026, v1 and v2). Nothing was accepted.
 */
const CALLBACK_REFUSED = {
  code: "callback_refused",
  verdict: { create: "terminal", read: "transient" },
  sentence:
    "MiniMax could not verify the callback URL ({code}); make sure that HAILUO_CALLBACK_URL reaches a running gateway",
} as const satisfies ErrorRow;

/** The provider judges a URL of the request before it makes a task. */
const URL_REFUSED = {
  code: "media_url_refused",
  verdict: { create: "terminal", read: "transient" },
  sentence: "MiniMax does not fetch a URL of this request ({code}); give a public http(s) URL or the file itself",
} as const satisfies ErrorRow;

/** Looked at before the codes, top to bottom. */
const BY_WORDING: readonly WordingRow[] = [
  { ...CALLBACK_REFUSED, patterns: [WORDINGS.callback], providerCodes: [2013] },
  { ...NO_RECORD, patterns: [WORDINGS.noRecord], providerCodes: [1000] },
  { ...NO_RECORD, patterns: [WORDINGS.noRecord] },
  // The code of an internal error is also used for this definite refusal. Without a code the words may be a firewall's,
  // about our own call.
  { ...URL_REFUSED, patterns: [WORDINGS.refusedUrl], providerCodes: [1000, 2013] },
  // The codes of rates are used for tasks that run at once, too.
  {
    ...TOO_MANY_TASKS,
    patterns: [WORDINGS.concurrency, WORDINGS.atOnce],
    providerCodes: [1002, 1039, 2045, 2062, 2064],
  },
  { ...TOO_MANY_TASKS, patterns: [WORDINGS.concurrency, WORDINGS.atOnce] },
  { ...MODEL_NOT_ALLOWED, patterns: [WORDINGS.modelForbidden], providerCodes: [2013, 2038] },
  { ...MODEL_NOT_ALLOWED, patterns: [WORDINGS.modelForbidden] },
  { ...PLAN_REFUSAL, patterns: [WORDINGS.plan, WORDINGS.notSupported], providerCodes: [2013] },
  { ...PLAN_REFUSAL, patterns: [WORDINGS.plan, WORDINGS.notSupported] },
  { ...NO_VIDEOS_IN_PLAN, patterns: [WORDINGS.zeroOfZero], providerCodes: [2056, 2067] },
  { ...NO_VIDEOS_IN_PLAN, patterns: [WORDINGS.zeroOfZero, WORDINGS.usedUp] },
  { ...PLAN_USED_UP, patterns: [WORDINGS.usedUp] },
  { ...KEY_REFUSED, patterns: [WORDINGS.key] },
  { ...BALANCE, patterns: [WORDINGS.balance] },
  { ...RATE_LIMITED, patterns: [WORDINGS.rate] },
  { ...VIDEO_FLAGGED, patterns: [WORDINGS.moderation, WORDINGS.output] },
  { ...PROMPT_FLAGGED, patterns: [WORDINGS.moderation] },
  {
    code: "not_found",
    verdict: { create: "terminal", read: "not_found" },
    sentence: "MiniMax does not know this id ({code})",
    patterns: [WORDINGS.unknownId],
  },
];

/** Everything that the provider may answer, as data. */
export const ERROR_TABLE = {
  byProviderCode: BY_PROVIDER_CODE,
  byHttpStatus: BY_HTTP_STATUS,
  byWording: BY_WORDING,
  /** A business code that is not in the table: nobody knows whether the task was created. */
  unknownProviderCode: {
    code: "unknown_provider_code",
    verdict: AMBIGUOUS,
    sentence: "MiniMax answered with a code that is not known here ({code})",
  },
  /** A refusal in words, in a 200. */
  unknownRefusal: { code: "refused_without_code", verdict: AMBIGUOUS, sentence: "MiniMax refused without a code" },
  /** Empty, not JSON, cut off, or JSON without what was asked for. */
  unreadable: { code: "unreadable_answer", verdict: AMBIGUOUS, sentence: "{host} gave an answer that cannot be read" },
  /** Not the API's own words: it may be about this request's words, or about every request. */
  blocked: {
    code: "request_blocked",
    verdict: { create: "account", read: "transient" },
    sentence:
      "Something before {host}, such as a firewall or proxy, seems to have refused the request ({code}), not " +
      "MiniMax's API itself, because of something in the request or in the network; if every request is " +
      "refused, check the network, MINIMAX_BASE_URL and what the account may do",
  },
  otherRefusal: { code: "request_refused", verdict: both("terminal"), sentence: "{host} refused the request ({code})" },
} as const satisfies Record<string, unknown>;

/** The row of an HTTP status; those without one of their own fall to their class. */
export function httpRow(status: number): ErrorRow {
  const row = BY_HTTP_STATUS[status];
  if (row !== undefined) return row;
  if (status >= 500) return SERVER_ERROR;
  if (status >= 400) return ERROR_TABLE.otherRefusal;
  if (status >= 300) return { ...REDIRECTED, verdict: AMBIGUOUS };
  return ERROR_TABLE.unreadable;
}

/** The row whose wording is found in the text, for this code or for none. */
export function wordingRow(text: string, providerCode: number | undefined): WordingRow | undefined {
  return BY_WORDING.find((row) => {
    const concerned =
      providerCode === undefined ? row.providerCodes === undefined : row.providerCodes?.includes(providerCode) === true;
    return concerned && matchesAll(text, row.patterns);
  });
}
