import { errorMessage, InvalidInputError } from "@hailuo-queue/contracts";
import { type Simulator, type SimulatorOptions, startSimulator } from "@hailuo-queue/simulator";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { untilInterrupted } from "../stand/until-interrupted.ts";

export interface SimulateOptions extends Pick<
  SimulatorOptions,
  "host" | "port" | "speed" | "seed" | "maxInFlight" | "createPerMinute" | "v2MaxInFlight" | "v2CreatePerMinute" | "videoBytes"
> {
  readonly dialect?: NonNullable<SimulatorOptions["dialects"]>;
  readonly latency?: number;
  readonly refuseRate?: number;
  readonly failRate?: number;
  readonly apiKey?: readonly string[];
  readonly json: boolean;
}

export async function simulate(options: SimulateOptions, shell: Shell): Promise<ExitCode> {
  const { json, dialect, latency, refuseRate, failRate, apiKey, ...same } = options;
  const simulator = await start({
    ...same,
    ...(dialect === undefined ? {} : { dialects: dialect }),
    ...(latency === undefined ? {} : { latencyMs: latency }),
    ...(apiKey === undefined ? {} : { apiKeys: apiKey }),
    moderation: { ...(refuseRate === undefined ? {} : { refuseRate }), ...(failRate === undefined ? {} : { failRate }) },
  });
  if (json) printJson(shell.stdout, { type: "simulator", url: simulator.url });
  else {
    printLine(shell.stdout, `The simulated provider is at ${simulator.url}; Ctrl-C stops it.`);
    printLine(
      shell.stdout,
      `Use it with MINIMAX_BASE_URL=${simulator.url} MINIMAX_API_KEY=any; what it was asked and billed is at ${simulator.url}/__stats`,
    );
  }
  await untilInterrupted(shell);
  await simulator.close();
  return EXIT.allSucceeded;
}

async function start(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    throw new InvalidInputError("simulator_not_started", `The simulated provider could not be started: ${errorMessage(error)}.`, {
      cause: error,
    });
  }
}
