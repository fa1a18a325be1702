import { errorMessage, InvalidInputError, optional } from "@hailuo-queue/contracts";
import { createScope, type Scope } from "@hailuo-queue/runtime";
import { type Simulator, type SimulatorOptions, startSimulator } from "@hailuo-queue/simulator";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { faultRates } from "../simulated/fault-rates.ts";
import { BEHIND_PROXY, startSimulatedProxy } from "../simulated/simulated-proxy.ts";
import { startSimulatedRedis } from "../simulated/simulated-redis.ts";
import { environmentOfS3, startSimulatedS3 } from "../simulated/simulated-s3.ts";
import type { ProxyFault, RedisFault, S3Fault } from "../simulated/surrounding-faults.ts";
import { untilInterrupted } from "../stand/until-interrupted.ts";
import { say } from "../words/say.ts";

export interface SimulateOptions extends Pick<
  SimulatorOptions,
  | "host"
  | "port"
  | "speed"
  | "seed"
  | "maxInFlight"
  | "createPerMinute"
  | "v2MaxInFlight"
  | "v2CreatePerMinute"
  | "videoBytes"
> {
  readonly dialect?: NonNullable<SimulatorOptions["dialects"]>;
  readonly latency?: number;
  readonly refuseRate?: number;
  readonly failRate?: number;
  readonly apiKey?: readonly string[];
  /** Of the provider, each with a share of its calls where not all meet it: `queryReset=0.2`. */
  readonly fault?: readonly string[];
  /** A Redis beside it, and what is wrong with it. */
  readonly redis?: RedisFault;
  /** A simulated S3 beside it, and what is wrong with it. */
  readonly s3?: S3Fault;
  /** A proxy before it, and what is wrong with that. */
  readonly proxy?: ProxyFault;
  readonly json: boolean;
}

/** Something that is served besides. */
interface Besides {
  /** Its field in JSON, with its address. */
  readonly field: readonly [name: string, address: string];
  readonly line: string;
}

export async function simulate(options: SimulateOptions, shell: Shell): Promise<ExitCode> {
  const { json, dialect, latency, refuseRate, failRate, apiKey, fault, redis, s3, proxy, ...same } = options;
  await using scope = createScope();
  const simulator = scope.use(
    await start({
      ...same,
      ...optional({ dialects: dialect, latencyMs: latency, apiKeys: apiKey }),
      moderation: optional({ refuseRate, failRate }),
      faults: faultRates(fault ?? []),
    }),
  );
  const besides = await startBesides({ redis, s3, proxy }, new URL(simulator.url), scope);
  if (json) {
    const fields = Object.fromEntries(besides.map(({ field }) => field));
    printJson(shell.stdout, { type: "simulator", url: simulator.url, ...fields });
  } else {
    printLine(shell.stdout, say`The simulated provider is at ${simulator.url}; Ctrl-C stops it.`);
    printLine(
      shell.stdout,
      say`Use it with MINIMAX_BASE_URL=${simulator.url} MINIMAX_API_KEY=any; its requests and costs are at ${simulator.url}/__stats`,
    );
    for (const { line } of besides) printLine(shell.stdout, line);
  }
  await untilInterrupted(shell);
  return EXIT.allSucceeded;
}

async function startBesides(
  { redis, s3, proxy }: { readonly [Option in "redis" | "s3" | "proxy"]: SimulateOptions[Option] | undefined },
  simulator: URL,
  scope: Scope,
): Promise<readonly Besides[]> {
  const besides: Besides[] = [];
  const add = (what: string, field: Besides["field"], use: string, hint?: string): void =>
    void besides.push({ field, line: `${what}: ${use}${hint === undefined ? "" : ` (${hint})`}` });
  if (redis !== undefined) {
    const { url, hint } = await startSimulatedRedis(redis, scope);
    add(say`The Redis (${redis})`, ["redis_url", url], `REDIS_URL=${url}`, hint);
  }
  if (s3 !== undefined) {
    const { endpoint, hint } = await startSimulatedS3(s3, scope);
    add(say`The simulated S3 (${s3})`, ["s3_endpoint", endpoint], environmentOfS3(endpoint), hint);
  }
  if (proxy !== undefined) {
    const { url, hint } = await startSimulatedProxy(proxy, simulator, scope);
    const use = `HTTP_PROXY=${url} MINIMAX_BASE_URL=http://${BEHIND_PROXY}`;
    add(say`The proxy before it (${proxy})`, ["proxy_url", url], use, hint);
  }
  return besides;
}

async function start(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    throw new InvalidInputError(
      "simulator_not_started",
      say`The simulated provider could not be started: ${errorMessage(error)}.`,
      {
        cause: error,
      },
    );
  }
}
