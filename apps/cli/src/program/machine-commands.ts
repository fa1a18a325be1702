import { type Command, Option } from "commander";
import type { Finish } from "../exit-code.ts";
import { portNumber, positiveInteger, positiveNumber, share, wholeNumber } from "../option-values.ts";
import type { SimulateOptions } from "../commands/simulate.ts";
import type { Shell } from "../shell.ts";
import { JSON_OPTION } from "./json-option.ts";

const WORKERS = ["create", "poll", "download", "all"] as const;
const DIALECTS = ["documented", "legacy-v3", "minimax-v1", "minimax-v2", "minimax-agent"] as const;

/** The commands that run or check parts of a deployment. */
export function addMachineCommands(program: Command, shell: Shell, finish: Finish): void {
  program
    .command("doctor")
    .description("Check Node, Redis, storage and provider, without buying anything")
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      "\nExamples:\n  $ hailuo doctor\n  $ REDIS_URL=redis://queue:6379 HAILUO_OUT=s3://my-bucket hailuo doctor --json\n\nExit code 0 when all can be used, else 2.",
    )
    .action(async (options: { json: boolean }) => {
      const { doctor } = await import("../commands/doctor.ts");
      finish(await doctor(options, shell));
    });

  program
    .command("worker")
    .addArgument(workerArgument(program))
    .description("Run workers until they are stopped: create asks for tasks, poll waits for them, download stores the videos")
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      `
Examples:
  $ REDIS_URL=redis://queue:6379 MINIMAX_API_KEY=… HAILUO_OUT=s3://my-bucket hailuo worker all
  $ REDIS_URL=redis://queue:6379 MINIMAX_API_KEY=… hailuo worker poll

Any number may run on any number of machines: the caps are held over all of them. SIGTERM lets calls under way finish.`,
    )
    .action(async (which: (typeof WORKERS)[number], options: { json: boolean }) => {
      const { runWorkers } = await import("../commands/worker.ts");
      finish(await runWorkers({ ...options, which }, shell));
    });

  program
    .command("dashboard")
    .description("Serve the web page on queues and batches until it is stopped")
    .option("--port <port>", "default: HAILUO_DASHBOARD_PORT or 3000; 0 takes a free one", portNumber)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      "\nExamples:\n  $ REDIS_URL=redis://queue:6379 hailuo dashboard\n  $ HAILUO_DASHBOARD_PASSWORD=… hailuo dashboard --port 8080\n\nWithout a password it is served on this machine only.",
    )
    .action(async (options: { json: boolean; port?: number }) => {
      const { dashboard } = await import("../commands/dashboard.ts");
      finish(await dashboard(options, shell));
    });

  program
    .command("prices")
    .description("Show what videos are priced with: the provider's list prices, or your own in their place")
    .addOption(JSON_OPTION())
    .addHelpText("after", "\nExamples:\n  $ hailuo prices\n  $ HAILUO_PRICES_FILE=contract.json hailuo prices --json")
    .action(async (options: { json: boolean }) => {
      const { showPrices } = await import("../commands/prices.ts");
      finish(await showPrices(options, shell));
    });

  program
    .command("templates")
    .description("Show the provider's templates and what each makes a video from")
    .addOption(JSON_OPTION())
    .addHelpText("after", "\nExamples:\n  $ hailuo templates\n  $ hailuo templates --json")
    .action(async (options: { json: boolean }) => {
      const { showTemplates } = await import("../commands/templates.ts");
      finish(await showTemplates(options, shell));
    });

  program
    .command("simulate")
    .description("Serve a simulated MiniMax video API until it is stopped")
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--port <port>", "0 takes a free one", portNumber, 0)
    .option("--speed <factor>", "how much faster than life videos are made", positiveNumber)
    .option("--seed <n>", "of all chance", wholeNumber)
    .addOption(new Option("--dialect <dialect...>", "what it speaks (default: all)").choices(DIALECTS))
    .option("--max-in-flight <n>", "unfinished tasks allowed", positiveInteger)
    .option("--create-per-minute <n>", "creates allowed in a sliding minute", positiveInteger)
    .option("--v2-max-in-flight <n>", "the same for MiniMax-H3 and -Max, which are counted apart", positiveInteger)
    .option("--v2-create-per-minute <n>", "the same for MiniMax-H3 and -Max", positiveInteger)
    .option("--latency <ms>", "wait before every answer", wholeNumber)
    .option("--refuse-rate <share>", "share of creates that moderation refuses", share)
    .option("--fail-rate <share>", "share of tasks that fail", share)
    .option("--video-bytes <n>", "size of each video", wholeNumber)
    .option("--api-key <key...>", "keys that are good (default: any)")
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      "\nExamples:\n  $ hailuo simulate --port 8787 --speed 25\n  $ MINIMAX_BASE_URL=http://127.0.0.1:8787 MINIMAX_API_KEY=any hailuo run prompts.jsonl --out ./videos\n\nIts own books are at /__stats.",
    )
    .action(async (options: SimulateOptions) => {
      const { simulate } = await import("../commands/simulate.ts");
      finish(await simulate(options, shell));
    });
}

function workerArgument(program: Command): ReturnType<Command["createArgument"]> {
  return program.createArgument("<create|poll|download|all>", "which of the stages").choices(WORKERS);
}
