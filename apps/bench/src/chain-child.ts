import { runBareChain } from "./bare-chain.ts";
import { runOurChain } from "./our-chain.ts";
import { serveParent } from "./processes/serve-parent.ts";

export interface ChainInput {
  readonly which: "ours" | "without_admission" | "bare";
  readonly redisUrl: string;
  readonly generations: number;
  readonly promptCharacters: number;
  /** Jobs of each stage at once. */
  readonly concurrency: number;
  readonly maxInFlight: number;
}

export interface ChainRun {
  readonly seconds: number;
  readonly nodeCpuSeconds: number;
}

await serveParent(async (input: ChainInput) => ({
  ready: true,
  answers: { run: () => runChain(input) },
  close: async () => undefined,
}));

async function runChain({ which, promptCharacters, ...options }: ChainInput): Promise<ChainRun> {
  const prompt = "x".repeat(promptCharacters);
  const before = process.cpuUsage();
  const seconds =
    which === "bare"
      ? (await runBareChain({ ...options, prompt })).seconds
      : await runOurs({ ...options, prompt, withoutAdmission: which === "without_admission" });
  const { user, system } = process.cpuUsage(before);
  return { seconds, nodeCpuSeconds: (user + system) / 1e6 };
}

async function runOurs(options: Parameters<typeof runOurChain>[0]): Promise<number> {
  const { seconds, sold, stored } = await runOurChain(options);
  const { generations } = options;
  if (sold !== generations || stored !== generations)
    throw new Error(`of ${generations} generations ${sold} were bought and ${stored} stored`);
  return seconds;
}
