import { type WayOut } from "@hailuo-queue/outbound";
import { errorMessage, InvalidInputError, optional, UnavailableError } from "@hailuo-queue/contracts";
import { describeServer, findRedisServer, type SharedRedis, startPrivateRedis } from "@hailuo-queue/local";
import { openMinimaxAccounts, promptOptional } from "@hailuo-queue/minimax";
import { type ConfiguredAccounts, createScope, readAccounts, type Scope, openWayOut } from "@hailuo-queue/runtime";
import { startSimulator } from "@hailuo-queue/simulator";
import { readDoctorSettings, readWorkersSettings, type WorkersSettings } from "../env.ts";
import type { Environment } from "../shell.ts";
import { KEPT_FOR_GOOD } from "./kept-for-good.ts";
import { folderRedisWords, joinFolderRedis } from "./use-redis.ts";
import { say } from "../words/say.ts";

export interface StandOptions {
  readonly out?: string;
  readonly maxInFlight?: number;
  readonly createPerMinute?: number;
  /** Times faster than life; `true` for the default. */
  readonly simulate?: number | true;
}

/** What `hailuo run` stands on: a Redis and a provider that are there. */
export interface Stand extends AsyncDisposable {
  readonly settings: WorkersSettings;
  readonly pool: ConfiguredAccounts;
  /** How many times as fast as the real one the provider is: 1, but for a simulator. */
  readonly speed: number;
  /** Whether every account takes an image without a prompt. */
  readonly promptOptional: boolean;
  /** Whether its Redis is that of REDIS_URL, in which others may work. */
  readonly isShared: boolean;
  /** Aborts, with the reason, when the private Redis has ended by itself. */
  readonly lost: AbortSignal;
}

/** A video of 6 s in 768P takes about 100 s in life: 24 mixed prompts at 8 in flight then take about 20 s. */
const SIMULATED_SPEED = 30;
const SIMULATED_LIMITS = { HAILUO_MAX_IN_FLIGHT: "8", HAILUO_CREATE_PER_MINUTE: "600" } as const;
const SIMULATED_POLLS = { HAILUO_POLL_MIN_MS: "250", HAILUO_POLL_MAX_MS: "500" } as const;

/**
 * Starts what is not there yet, the dearest last.
 * @throws with a sentence when something cannot be used.
 */
export async function openStand(options: StandOptions, env: Environment, note: (line: string) => void): Promise<Stand> {
  const scope = createScope();
  const lost = new AbortController();
  try {
    const asked = withOptions(env, options);
    const provided =
      options.simulate === undefined
        ? requireKey(asked, options)
        : await simulated(asked, options.simulate, scope, note);
    const pool = await readAccounts(readDoctorSettings(provided), provided);
    for (const notice of pool.notices) note(notice);
    const settings = readWorkersSettings(
      await withRedis(provided, { ephemeral: options.simulate !== undefined, scope, lost, note }),
    );
    const takesImagesAlone = options.simulate !== undefined || (await meetProvider(pool, openWayOut(settings), note));
    const isShared = provided["REDIS_URL"] === settings.REDIS_URL;
    const speed = options.simulate === undefined ? 1 : speedOf(options.simulate);
    return {
      settings,
      pool,
      speed,
      promptOptional: takesImagesAlone,
      isShared,
      lost: lost.signal,
      [Symbol.asyncDispose]: () => scope.close(),
    };
  } catch (error) {
    await scope.close();
    throw error;
  }
}

function withOptions(env: Environment, { out, maxInFlight, createPerMinute, simulate }: StandOptions): Environment {
  return {
    ...(simulate === undefined ? {} : SIMULATED_LIMITS),
    ...env,
    // One process with its own progress display: no ports to collide, no log lines in between unless asked for.
    HAILUO_HEALTH_PORT: "off",
    HAILUO_LOG_LEVEL: env["HAILUO_LOG_LEVEL"] ?? "silent",
    ...optional({ HAILUO_OUT: out }),
    ...(maxInFlight === undefined
      ? {}
      : { HAILUO_MAX_IN_FLIGHT: String(maxInFlight), HAILUO_V2_MAX_IN_FLIGHT: String(maxInFlight) }),
    ...(createPerMinute === undefined
      ? {}
      : { HAILUO_CREATE_PER_MINUTE: String(createPerMinute), HAILUO_V2_CREATE_PER_MINUTE: String(createPerMinute) }),
  };
}

function requireKey(env: Environment, { maxInFlight, createPerMinute }: StandOptions): Environment {
  const settings = readDoctorSettings(env);
  if (settings.HAILUO_ACCOUNTS_FILE !== undefined) {
    const given = maxInFlight === undefined ? "--create-per-minute" : "--max-in-flight";
    if (maxInFlight === undefined && createPerMinute === undefined) return env;
    throw new InvalidInputError(
      "bad_usage",
      say`${given} is for one account; with HAILUO_ACCOUNTS_FILE the limits stand in ${settings.HAILUO_ACCOUNTS_FILE}, for each account its own.`,
    );
  }
  if (settings.MINIMAX_API_KEY !== undefined) return env;
  throw new InvalidInputError(
    "no_api_key",
    say`MINIMAX_API_KEY is not set. Set it to a key of your MiniMax account, or add --simulate to try it without one.`,
  );
}

async function simulated(
  env: Environment,
  speed: number | true,
  scope: Scope,
  note: (line: string) => void,
): Promise<Environment> {
  const factor = speedOf(speed);
  const simulator = scope.use(await startSimulator({ speed: factor }));
  // The accounts file is left out too: its accounts may be elsewhere, and buy there.
  note(say`provider: simulated, ${factor} times as fast as the real one, at ${simulator.url}`);
  return {
    ...env,
    ...SIMULATED_POLLS,
    MINIMAX_BASE_URL: simulator.url,
    MINIMAX_API_KEY: "simulated",
    MINIMAX_DIALECT: "auto",
    HAILUO_ACCOUNTS_FILE: "",
    // Nobody out there is told of videos that are not.
    HAILUO_CALLBACK_URL: "",
  };
}

function speedOf(simulate: number | true): number {
  return simulate === true ? SIMULATED_SPEED : simulate;
}

interface RedisPlace {
  readonly ephemeral: boolean;
  readonly scope: Scope;
  readonly lost: AbortController;
  readonly note: (line: string) => void;
}

/** A simulated run never touches the Redis of REDIS_URL, and leaves nothing behind for a real one. */
async function withRedis(env: Environment, { ephemeral, scope, lost, note }: RedisPlace): Promise<Environment> {
  const settings = readDoctorSettings(env);
  if (settings.REDIS_URL !== undefined && !ephemeral) return env;
  const redis = ephemeral ? await ownRedis(note) : await sharedRedis(settings.HAILUO_STATE_DIR, env, note);
  let closing = false;
  scope.defer(() => {
    closing = true;
    return redis.close();
  });
  redis.lost.addEventListener("abort", () => {
    if (!closing) lost.abort(redis.lost.reason);
  });
  return { ...KEPT_FOR_GOOD, ...env, REDIS_URL: redis.url };
}

type RunRedis = Pick<SharedRedis, "url" | "lost" | "close">;

async function sharedRedis(stateDirectory: string, env: Environment, note: (line: string) => void): Promise<RunRedis> {
  const redis = await joinFolderRedis(stateDirectory, { what: "run", env, note });
  note(folderRedisWords(redis, stateDirectory));
  return redis;
}

async function ownRedis(note: (line: string) => void): Promise<RunRedis> {
  const server = await findRedisServer({ log: note, allowFetch: true });
  const redis = await startPrivateRedis({ server, log: note });
  const lost = new AbortController();
  void redis.exited.then(() =>
    lost.abort(new UnavailableError("redis_ended", say`The Redis of this run has ended. Run the command again.`)),
  );
  note(say`redis: ${describeServer(server)}, for this run only`);
  return { url: redis.url, lost: lost.signal, close: () => redis.close() };
}

/**
 * Asks for free which dialect each account's place speaks, and with it whether a key is good: better said now than
 * 10,000 times. Returns whether all take an image without a prompt.
 * @throws when no account can be used.
 */
async function meetProvider(pool: ConfiguredAccounts, wayOut: WayOut, note: (line: string) => void): Promise<boolean> {
  const minimax = openMinimaxAccounts(pool.configured, { wayOut });
  try {
    const met = await Promise.allSettled(pool.configured.map(({ name }) => minimax.resolveDialect({ account: name })));
    for (const [at, { name, baseUrl, settings }] of pool.configured.entries()) {
      const who = settings === undefined ? "provider" : say`account ${name}`;
      const outcome = met[at];
      if (outcome?.status === "fulfilled") note(`${who}: ${new URL(baseUrl).host}, ${outcome.value}`);
      else if (pool.configured.length > 1) note(say`${who} cannot be used now: ${errorMessage(outcome?.reason)}`);
    }
    const spoken = met.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    if (spoken.length === 0) throw met.find((outcome) => outcome.status === "rejected")?.reason;
    return spoken.every(promptOptional);
  } finally {
    await minimax.close();
  }
}
