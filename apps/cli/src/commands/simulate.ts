import { errorMessage, InvalidInputError, optional } from "@hailuo-queue/contracts";
import { type Simulator, type SimulatorOptions, startSimulator } from "@hailuo-queue/simulator";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import {
  BEHIND_PROXY,
  environmentOfS3,
  type ProxyFault,
  type S3Fault,
  startSimulatedProxy,
  startSimulatedS3,
} from "./simulate-surroundings.ts";
import { untilInterrupted } from "../stand/until-interrupted.ts";

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
  /** A simulated S3 beside it, and what is wrong with it. */
  readonly s3?: S3Fault;
  /** A proxy before it, and what is wrong with that. */
  readonly proxy?: ProxyFault;
  readonly json: boolean;
}

export async function simulate(options: SimulateOptions, shell: Shell): Promise<ExitCode> {
  const { json, dialect, latency, refuseRate, failRate, apiKey, s3, proxy, ...same } = options;
  const simulator = await start({
    ...same,
    ...optional({ dialects: dialect, latencyMs: latency, apiKeys: apiKey }),
    moderation: optional({ refuseRate, failRate }),
  });
  const storage = s3 === undefined ? undefined : await startSimulatedS3(s3);
  const before = proxy === undefined ? undefined : await startSimulatedProxy(proxy, new URL(simulator.url));
  if (json) {
    const besides = { ...(storage && { s3_endpoint: storage.endpoint }), ...(before && { proxy_url: before.url }) };
    printJson(shell.stdout, { type: "simulator", url: simulator.url, ...besides });
  } else {
    printLine(shell.stdout, `The simulated provider is at ${simulator.url}; Ctrl-C stops it.`);
    printLine(
      shell.stdout,
      `Use it with MINIMAX_BASE_URL=${simulator.url} MINIMAX_API_KEY=any; its requests and costs are at ${simulator.url}/__stats`,
    );
    if (storage !== undefined)
      printLine(shell.stdout, `The simulated S3 (${s3}): ${environmentOfS3(storage.endpoint)}`);
    if (before !== undefined)
      printLine(
        shell.stdout,
        `The proxy before it (${proxy}): HTTP_PROXY=${before.url} MINIMAX_BASE_URL=http://${BEHIND_PROXY}`,
      );
  }
  await untilInterrupted(shell);
  await before?.[Symbol.asyncDispose]();
  await storage?.close();
  await simulator.close();
  return EXIT.allSucceeded;
}

async function start(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    throw new InvalidInputError(
      "simulator_not_started",
      `The simulated provider could not be started: ${errorMessage(error)}.`,
      {
        cause: error,
      },
    );
  }
}
