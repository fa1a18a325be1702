import { UnavailableError } from "@hailuo-queue/contracts";
import { createRunningTime, type RunningTime } from "@hailuo-queue/outbound/running-time";
import { Cluster, Redis } from "ioredis";
import { type LateNote, limitCommands } from "./limit-commands.ts";
import { createReadOnlyPolicy } from "./read-only-replies.ts";
import { SteadySentinelConnector } from "./steady-sentinel-connector.ts";
import { cureOf, reasonOf } from "./redis-troubles.ts";
import { type ConnectionOptions, describeRedisUrl, parseRedisUrl, type RedisTarget } from "./redis-url.ts";
import { refusalAtTheDoor } from "./refusal-at-the-door.ts";
import { tellSilentEnds } from "./tell-silent-ends.ts";

/** A connection to one server, to a primary behind Sentinel, or to a Cluster. */
export type RedisClient = Redis | Cluster;

/**
 * Who uses the connection: `client` fails within seconds when Redis is away (commands, producers), and is of use again
 * when Redis is back; `worker` waits for Redis to come back, however long that takes; `blocking` is a worker's
 * connection that sleeps in a blocking command.
 */
export type RedisRole = "client" | "worker" | "blocking";

/** For how long somebody waits who has nothing better to do, such as a person at a terminal. */
export interface RedisPatience {
  /** Of each call, from then on when its Redis stands still, loads its data, or was there and is away. */
  readonly ms: number;
  /** Told of each call that waits for longer than a moment. */
  readonly onWait: () => void;
}

/** What a connection is for, and who is told of its faults. */
export interface OpenRedisOptions {
  readonly role: RedisRole;
  /** Of a `client`; default: it gives up after three seconds. */
  readonly patience?: RedisPatience | undefined;
  /** Told of connection faults, which repeat until Redis is back. */
  readonly onError?: (error: Error) => void;
}

/** ioredis' own type of the option does not fit its own connector. */
const STEADY_CONNECTOR = SteadySentinelConnector as unknown as NonNullable<ConnectionOptions["Connector"]>;

/**
 * How long a `client` waits for an answer before it says that Redis is away; time in which this process stood still is
 * not counted.
 */
const CLIENT_TIMEOUT_MS = 3000;

/**
 * Opens a connection to a single Redis, Sentinel or Cluster (see {@link parseRedisUrl}). A `client` has connected when
 * this returns, or throws UnavailableError (`redis_unavailable`); the others connect in the background.
 */
export async function openRedis(url: string, options: OpenRedisOptions): Promise<RedisClient> {
  const redis = createClient(url, optionsFor(options));
  let lastError: Error | undefined;
  let isThere = false;
  redis.on("error", (error: Error) => {
    lastError = error;
    options.onError?.(error);
  });
  redis.on("connect", () => (isThere = true));
  const tellSilentEnd = (error: Error): void => options.onError?.(error);
  tellSilentEnds(redis, tellSilentEnd);
  listenOnCopies(redis, tellSilentEnd);
  if (options.role !== "client") return redis;
  const { patience } = options;
  const limitMs = patience?.ms ?? CLIENT_TIMEOUT_MS;
  const limit = createRunningTime(limitMs);
  limitCommands(redis, limit, patience !== undefined && limitMs > CLIENT_TIMEOUT_MS ? noteAfter(patience) : undefined);
  const connected = redis.connect().catch(async (error: unknown) => {
    const cause = lastError ?? error;
    if (patience === undefined || !mayPass(url, cause) || (await refusalAtTheDoor(url)) !== undefined) throw cause;
  });
  try {
    const answer = connected.then(() => redis.ping());
    await within(limit, answer, () => (isThere ? noWord(limitMs) : nobody(limitMs)));
    return redis;
  } catch (error) {
    // Not what commands that were cut off say later.
    const cause = lastError ?? error;
    redis.disconnect();
    throw unavailable(url, (await refusalAtTheDoor(url)) ?? cause);
  }
}

/**
 * BullMQ sleeps in a copy of a connection, and stops listening to it when it closes. What a server says to a copy that
 * is closed while it connects (`max number of clients reached`) would then end the process: an error that nobody hears.
 */
function listenOnCopies(redis: RedisClient, tellSilentEnd: (error: Error) => void): void {
  const copies = redis as { duplicate(...how: readonly unknown[]): RedisClient };
  const duplicate = copies.duplicate.bind(redis);
  copies.duplicate = (...how) => {
    const copy = duplicate(...how).on("error", () => undefined);
    tellSilentEnds(copy, tellSilentEnd);
    return copy;
  };
}

function noteAfter({ onWait }: RedisPatience): LateNote {
  return { time: createRunningTime(CLIENT_TIMEOUT_MS), note: onWait };
}

/** A refusal that no waiting mends: a wrong password, a name that does not exist. */
const LASTING = /WRONGPASS|NOAUTH|NOPERM|password|DENIED|certificate|self.signed|SSL|ENOTFOUND|max number of clients/i;
/** What a single server says by which nobody listens; behind Sentinel and in a Cluster another one takes its place. */
const NOT_RUNNING = /ECONNREFUSED|ENOENT|EACCES/;

/** Whether a connection that was refused may come a moment later. */
function mayPass(url: string, cause: unknown): boolean {
  const reason = `${(cause as { readonly code?: string }).code ?? ""} ${reasonOf(cause)}`;
  if (LASTING.test(reason)) return false;
  return parseRedisUrl(url).kind !== "single" || !NOT_RUNNING.test(reason);
}

const nobody = (ms: number): string => `no connection within ${ms} ms`;
const noWord = (ms: number): string => `it takes connections, but gave no answer within ${ms} ms`;

/** ioredis bounds each step of a connect, not their sum. */
async function within(limit: RunningTime, work: Promise<unknown>, reason: () => string): Promise<void> {
  let stop = (): void => undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    stop = limit.after(() => reject(new Error(reason())));
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    stop();
  }
}

/** Why Redis cannot be used, in a sentence that says what to do. */
export function unavailable(url: string, cause: unknown): UnavailableError {
  const reason = reasonOf(cause);
  return new UnavailableError(
    "redis_unavailable",
    `Redis at ${describeRedisUrl(url)} cannot be used (${reason}); ${cureOf(reason)}.`,
    {
      cause,
    },
  );
}

/**
 * Undefined while these connections live or are opened again by themselves; else why they never come back. For liveness
 * checks.
 */
export function whyEnded(...connections: readonly RedisClient[]): string | undefined {
  return connections.some(({ status }) => status === "end") ? "a connection to Redis has ended for good" : undefined;
}

/** Resolves when the connection is there, however long that takes; rejects when it has ended for good. */
export function whenConnected(redis: RedisClient): Promise<void> {
  if (redis.status === "ready") return Promise.resolve();
  return new Promise((resolve, reject) => {
    redis.once("ready", () => resolve());
    redis.once("end", () => reject(new Error("the connection was closed")));
  });
}

/** Closes a connection after the replies under way have arrived, or at once when it is not connected. Never throws. */
export async function closeRedis(redis: RedisClient): Promise<void> {
  if (redis.status !== "ready") {
    redis.disconnect();
    return;
  }
  await redis.quit().catch(() => undefined);
  // Also after a clean end: a failover detector's connections to the sentinels are closed by this alone.
  redis.disconnect();
}

/** Those whose owner says so in the URL. */
const EVICT_NOTHING = new WeakSet<RedisClient>();

/** Whether the owner of this server says that it evicts nothing, for one that does not tell it itself. */
export function evictsNothing(redis: RedisClient): boolean {
  return EVICT_NOTHING.has(redis);
}

function createClient(url: string, options: ConnectionOptions): RedisClient {
  const target = parseRedisUrl(url);
  const redis = connectTo(target, options);
  if (target.evictsNothing) EVICT_NOTHING.add(redis);
  return redis;
}

function connectTo(target: RedisTarget, options: ConnectionOptions): RedisClient {
  switch (target.kind) {
    case "single":
      return new Redis({ ...target.options, ...options });
    case "sentinel":
      // The detector asks the sentinels who is master while connected: without it a frozen master keeps taking writes
      // that are lost later.
      return new Redis({ ...target.options, ...options, failoverDetector: true, Connector: STEADY_CONNECTOR });
    case "cluster":
      return new Cluster(target.nodes, {
        redisOptions: { ...target.options, ...options },
        lazyConnect: options.lazyConnect ?? false,
        maxRedirections: 64,
        enableReadyCheck: true,
      });
  }
}

/**
 * `socketTimeout` is how long a command may go without any answer: a connection that died without a word is then opened
 * anew. No blocking command of ours or of BullMQ sleeps longer than 10 s.
 */
function optionsFor({ role, onError, patience }: OpenRedisOptions): ConnectionOptions {
  const common: ConnectionOptions = {
    reconnectOnError: createReadOnlyPolicy({ waits: role !== "client" || patience !== undefined }, onError),
    connectTimeout: 10_000,
    // So long ioredis keeps the process when a connection is closed whose socket is gone already.
    disconnectTimeout: 100,
  };
  switch (role) {
    case "client":
      return {
        ...common,
        lazyConnect: true,
        // Where somebody is patient the time of the command ends it.
        maxRetriesPerRequest: patience === undefined ? 1 : null,
        retryStrategy: backoff,
      };
    case "worker":
      return { ...common, maxRetriesPerRequest: null, socketTimeout: 30_000, retryStrategy: backoff };
    case "blocking":
      return { ...common, maxRetriesPerRequest: null, socketTimeout: 30_000, retryStrategy: backoff };
  }
}

function backoff(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 7), 2000);
}
