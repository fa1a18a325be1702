import type { DialectName } from "./dialects/dialect-names.ts";
import type { FaultBurst, FaultRates, ScriptedFault } from "./faults.ts";
import type { Lifetime } from "./lifetimes.ts";

/**
 * May be changed while the simulator runs: `simulator.configure(…)` or `POST /__configure` with the same fields as
 * JSON.
 */
export interface SimulatorSettings {
  /**
   * Unfinished tasks that the account may have. Creates beyond are refused and counted. Default and `null`: no limit.
   */
  readonly maxInFlight?: number | null;
  /** Creates per sliding window. Default and `null`: no limit. The real one is 20. */
  readonly createPerMinute?: number | null;
  /** Status queries per sliding window. Default and `null`: no limit. */
  readonly queryPerMinute?: number | null;
  /** File calls per sliding window. Default and `null`: no limit. */
  readonly filesPerMinute?: number | null;
  /**
   * The same for the v2 models. The real ones are 30 unfinished tasks and 300 creates; lists and deletes count with the
   * queries.
   */
  readonly v2MaxInFlight?: number | null;
  readonly v2CreatePerMinute?: number | null;
  readonly v2QueryPerMinute?: number | null;
  /** The same for templates. */
  readonly agentMaxInFlight?: number | null;
  readonly agentCreatePerMinute?: number | null;
  readonly agentQueryPerMinute?: number | null;
  /** Length of these windows. Default 60,000. */
  readonly windowMs?: number;
  /** Whether a refusal for a rate carries Retry-After, in every dialect. Default false: the real one sends none. */
  readonly retryAfter?: boolean;
  /** Divides every lifetime; a change also shortens what is left of running tasks. Default 1. */
  readonly speed?: number;
  /** Default: lognormal with a median of 97.5 s for 768P, 6 s. */
  readonly lifetime?: Lifetime;
  /** Wait before every API answer. Default 0. Downloads are not delayed. */
  readonly latencyMs?: number | LatencyRange;
  /**
   * minimax-v1, while a task runs: leave `file_id`, `video_width` and `video_height` out, as older answers did. Default
   * false.
   */
  readonly sparseRunningStatus?: boolean;
  readonly moderation?: Moderation;
  readonly faults?: Faults;
  /** How long a download link holds. Default 3,600,000: the documented floor. */
  readonly linkTtlMs?: number;
  /** minimax-v1: whether a file names a second link, `backup_download_url`, as older answers did. Default false. */
  readonly backupLinks?: boolean;
  /**
   * When a change of status is told to a task's callback URL, in ms after it; of several, each time again. Default
   * `[0]`.
   */
  readonly callbackDelaysMs?: readonly number[];
  /** Within this a callback URL has to answer, a challenge too. Default 3,000, as of the real one. */
  readonly callbackTimeoutMs?: number;
  /** Whether downloads answer Range requests. Default true. */
  readonly ranges?: boolean;
  /** The most tasks on a page of a list; a longer page is refused. Default 100: the real limit is not documented. */
  readonly maxPageSize?: number;
  /**
   * How a list takes `filter.task_ids`: with commas between, as several parameters, or (default) both; nobody knows
   * which the real one does.
   */
  readonly taskIdsForm?: "joined" | "repeated" | "both";
  /**
   * What the account had before its first task; `GET /account/query_balance` tells what its bill has left of it.
   * Default 1,000.
   */
  readonly balanceUsd?: number;
  /** Below what its user wants to be warned. Default 0: no warning is set. */
  readonly balanceAlertUsd?: number;
  /** What `GET /v1/token_plan/remains` tells for videos, 0 to 100. Default 100. */
  readonly planRemainingPercent?: number;
  /**
   * Whether a video may be made again by the id of its task, which the real one opens for some accounts alone. Default
   * true.
   */
  readonly sourceTasks?: boolean;
  /** Size of each video made from now on, padded. Default and everything below the smallest: 32,800. */
  readonly videoBytes?: number;
  /**
   * The whole provider is away: every API call and download is reset, answered 503, or left hanging. Default "none".
   */
  readonly outage?: "none" | "reset" | "503" | "hang";
}

/** Wait before each answer, in ms, drawn evenly between the two. */
export interface LatencyRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Besides the marks in a prompt: `[[flagged]]` is refused (1026), `[[fails]]` ends in Fail (1027), `[[fails-input]]` in
 * Fail (1026), `[[breaks]]` in Fail (1000), `[[stuck]]` never ends.
 */
export interface Moderation {
  /** Share of creates that are refused with 1026. Default 0. */
  readonly refuseRate?: number;
  /** Share of accepted tasks that end in Fail. Default 0. */
  readonly failRate?: number;
  /** Their code. Default 1027. */
  readonly failCode?: 1026 | 1027;
}

/** Rates by fault name, 0 to 1, default 0 each, and: */
export interface Faults extends FaultRates {
  readonly script?: readonly ScriptedFault[];
  readonly bursts?: readonly FaultBurst[];
  /** How long a hanging answer hangs before its connection is cut. Default 60,000. */
  readonly hangMs?: number;
  /** Speed of a slow download. Default 20,000. */
  readonly slowBytesPerSecond?: number;
  /** After so many accepted tasks the account's money is gone: 1008. Default and `null`: never. */
  readonly insufficientBalanceAfter?: number | null;
}

/** Settings, and what is fixed when the simulator starts. */
export interface SimulatorOptions extends SimulatorSettings {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /**
   * Of all draws: lifetimes, moderation, faults. Ids are not drawn from it, so that a restarted simulator never gives
   * out an id again. Default 1.
   */
  readonly seed?: number;
  /** Default: all at once. With one, the paths of the others are unknown, as on a real proxy. */
  readonly dialects?: readonly DialectName[];
  /** Keys that are good, all of one account. Default: any key that is not empty. */
  readonly apiKeys?: readonly string[];
  /** Origin of the download links. Default: the one that the file call was sent to (its Host header). */
  readonly publicUrl?: string;
  /** Sees the path and the body of every create as it arrives; nothing of it is kept here. */
  readonly onCreate?: (path: string, body: Readonly<Record<string, unknown>>) => void;
  /** Epoch milliseconds. Default: the system's, monotonic. For tests. */
  readonly now?: () => number;
}

/** Settings with nothing left open. */
export type Settings = Required<Omit<SimulatorSettings, LimitName>> & Readonly<Record<LimitName, number>>;

/** What may be lifted with `null`. */
export const LIMITS = [
  "maxInFlight",
  "createPerMinute",
  "queryPerMinute",
  "filesPerMinute",
  "v2MaxInFlight",
  "v2CreatePerMinute",
  "v2QueryPerMinute",
  "agentMaxInFlight",
  "agentCreatePerMinute",
  "agentQueryPerMinute",
] as const satisfies readonly (keyof SimulatorSettings)[];
type LimitName = (typeof LIMITS)[number];

export const DEFAULT_SETTINGS: Settings = {
  maxInFlight: Infinity,
  createPerMinute: Infinity,
  queryPerMinute: Infinity,
  filesPerMinute: Infinity,
  v2MaxInFlight: Infinity,
  v2CreatePerMinute: Infinity,
  v2QueryPerMinute: Infinity,
  agentMaxInFlight: Infinity,
  agentCreatePerMinute: Infinity,
  agentQueryPerMinute: Infinity,
  windowMs: 60_000,
  retryAfter: false,
  speed: 1,
  lifetime: {},
  latencyMs: 0,
  sparseRunningStatus: false,
  moderation: {},
  faults: {},
  linkTtlMs: 3_600_000,
  backupLinks: false,
  callbackDelaysMs: [0],
  callbackTimeoutMs: 3_000,
  ranges: true,
  maxPageSize: 100,
  taskIdsForm: "both",
  sourceTasks: true,
  balanceUsd: 1000,
  balanceAlertUsd: 0,
  planRemainingPercent: 100,
  videoBytes: 0,
  outage: "none",
};
