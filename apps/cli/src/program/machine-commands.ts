import { HISTORY_SCOPES, HISTORY_STEPS, type HistoryScopeKind } from "@hailuo-queue/contracts";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Finish } from "../exit-code.ts";
import { portNumber, positiveInteger, positiveNumber, share, sinceTime, wholeNumber } from "../option-values.ts";
import type { HistoryOptions } from "../commands/history.ts";
import type { SimulateOptions } from "../commands/simulate.ts";
import type { Shell } from "../shell.ts";
import { listFaults, PROXY_FAULTS, REDIS_FAULTS, S3_FAULTS } from "../simulated/surrounding-faults.ts";
import { JSON_OPTION } from "./json-option.ts";
import { say } from "../words/say.ts";

/** A series is of one of them. */
function scopeOption(kind: HistoryScopeKind): Option {
  const others = HISTORY_SCOPES.filter((other) => other !== kind);
  return new Option(`--${kind} <name>`, say`only of this ${kind}`).conflicts([...others]);
}

const WORKERS = ["create", "poll", "download", "all"] as const;
const DIALECTS = ["documented", "legacy-v3", "minimax-v1", "minimax-v2", "minimax-agent"] as const;

/** The commands that run or check parts of a deployment. */
export function addMachineCommands(program: Command, shell: Shell, finish: Finish): void {
  program
    .command("doctor")
    .description(say`Check Node, Redis, storage and provider, without buying anything`)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo doctor
  $ REDIS_URL=redis://queue:6379 HAILUO_OUT=s3://my-bucket hailuo doctor --json

The exit code is 0 when everything can be used, else 2.`,
    )
    .action(async (options: { json: boolean }) => {
      const { doctor } = await import("../commands/doctor.ts");
      finish(await doctor(options, shell));
    });

  program
    .command("worker")
    .addArgument(workerArgument(program))
    .description(
      say`Run workers until they are stopped: create buys tasks, poll waits for them, download stores the videos`,
    )
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ REDIS_URL=redis://queue:6379 MINIMAX_API_KEY=… HAILUO_OUT=s3://my-bucket hailuo worker all
  $ REDIS_URL=redis://queue:6379 MINIMAX_API_KEY=… hailuo worker poll

Run any number on any number of machines: they share the limits of the accounts.
SIGTERM lets running calls finish.`,
    )
    .action(async (which: (typeof WORKERS)[number], options: { json: boolean }) => {
      const { runWorkers } = await import("../commands/worker.ts");
      finish(await runWorkers({ ...options, which }, shell));
    });

  program
    .command("workers")
    .description(say`List the workers of the last day, and the stages without a worker`)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo workers
  $ hailuo workers --json`,
    )
    .action(async (options: { json: boolean }) => {
      const [{ listWorkers }, { withProducer }] = await Promise.all([
        import("../commands/workers.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withProducer(shell, (producer) => listWorkers(producer, options, shell)));
    });

  program
    .command("history")
    .description(say`Show what happened over the last hour, day or month: made, failed, waited, spent`)
    .addOption(scopeOption("account"))
    .addOption(scopeOption("tenant"))
    .addOption(scopeOption("model"))
    .addOption(scopeOption("batch"))
    .option(
      "--since <time>",
      say`since 30m, 12h or 30d ago, or since a time such as 2026-10-08T09:00:00Z (default: 1h)`,
      (text) => sinceTime(text, shell.now()),
    )
    .addOption(
      new Option("--step <step>", say`how long a point lasts (default: the shortest that reaches so far back)`).choices(
        Object.keys(HISTORY_STEPS),
      ),
    )
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo history
  $ hailuo history --tenant studio --since 7d
  $ hailuo history --account default --since 24h --json

Minutes are kept for an hour, hours for a month, days for a year. Waits and slot
time are sums: five generations that each wait a minute are 5 min.`,
    )
    .action(async (options: HistoryOptions) => {
      const [{ showHistory }, { withProducer }] = await Promise.all([
        import("../commands/history.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withProducer(shell, (producer) => showHistory(producer, options, shell)));
    });

  program
    .command("dashboard")
    .description(say`Serve the dashboard until it is stopped: it shows why nothing moves, and lets you fix it`)
    .option("--port <port>", say`default: HAILUO_DASHBOARD_PORT or 3000; 0 takes a free one`, portNumber)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ REDIS_URL=redis://queue:6379 hailuo dashboard
  $ HAILUO_DASHBOARD_PASSWORD=… hailuo dashboard --port 8080

Without a password it listens on this machine only, and is read-only.`,
    )
    .action(async (options: { json: boolean; port?: number }) => {
      const { dashboard } = await import("../commands/dashboard.ts");
      finish(await dashboard(options, shell));
    });

  program
    .command("dev")
    .description(
      say`Serve everything with a simulated provider until it is stopped: Redis, workers, gateway with a key, dashboard`,
    )
    .option("--out <place>", say`a directory or s3://bucket/prefix (default: HAILUO_OUT or ./hailuo-out)`)
    .option(
      "--port <port>",
      say`port of the gateway (default: HAILUO_GATEWAY_PORT or 8080, or a free one if that is taken)`,
      portNumber,
    )
    .option(
      "--dashboard-port <port>",
      say`default: HAILUO_DASHBOARD_PORT or 3000, or a free one if that is taken`,
      portNumber,
    )
    .option("--speed <factor>", say`how many times faster than the real API videos are made`, positiveNumber)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo dev
  $ hailuo dev --speed 100 --port 0 --json

Its queue ends with it; the videos stay. It never touches ./.hailuo or REDIS_URL.`,
    )
    .action(async (options: { json: boolean; out?: string; port?: number; dashboardPort?: number; speed?: number }) => {
      const { dev } = await import("../commands/dev.ts");
      finish(await dev(options, shell));
    });

  program
    .command("clean")
    .description(
      say`Delete this folder's queue to start over, after showing what would be deleted; videos stay unless their batch is named`,
    )
    .option("--yes", say`do not ask`)
    .option("--videos <batch...>", say`also delete the stored videos of these batches`)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo clean
  $ hailuo clean --yes --videos spring

It refuses while another hailuo uses the folder, and if REDIS_URL is set.`,
    )
    .action(async (options: { json: boolean; yes?: boolean; videos?: string[] }) => {
      const { clean } = await import("../commands/clean.ts");
      finish(await clean(options, shell));
    });

  program
    .command("prices")
    .description(say`Show the prices in use: the provider's list prices, or your own`)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo prices
  $ HAILUO_PRICES_FILE=contract.json hailuo prices --json`,
    )
    .action(async (options: { json: boolean }) => {
      const { showPrices } = await import("../commands/prices.ts");
      finish(await showPrices(options, shell));
    });

  program
    .command("templates")
    .description(say`Show the provider's video templates and their inputs`)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo templates
  $ hailuo templates --json`,
    )
    .action(async (options: { json: boolean }) => {
      const { showTemplates } = await import("../commands/templates.ts");
      finish(await showTemplates(options, shell));
    });

  program
    .command("simulate")
    .description(say`Serve a simulated MiniMax video API for your own tests until it is stopped`)
    .option("--host <host>", say`address to listen on`, "127.0.0.1")
    .option("--port <port>", say`0 takes a free one`, portNumber, 0)
    .option("--speed <factor>", say`how many times faster than the real API videos are made`, positiveNumber)
    .option("--seed <n>", say`seed of the random numbers`, wholeNumber)
    .addOption(new Option("--dialect <dialect...>", say`dialects of the API to serve (default: all)`).choices(DIALECTS))
    .option("--max-in-flight <n>", say`unfinished tasks allowed`, positiveInteger)
    .option("--create-per-minute <n>", say`creates allowed in any 60 seconds`, positiveInteger)
    .option("--v2-max-in-flight <n>", say`the same for MiniMax-H3 and -Max, which count separately`, positiveInteger)
    .option("--v2-create-per-minute <n>", say`the same for MiniMax-H3 and -Max`, positiveInteger)
    .option("--latency <ms>", say`wait before every answer`, wholeNumber)
    .option("--refuse-rate <share>", say`share of creates that moderation refuses`, share)
    .option("--fail-rate <share>", say`share of tasks that fail`, share)
    .option("--video-bytes <n>", say`size of each video`, wholeNumber)
    .option("--api-key <key...>", say`accepted keys (default: any)`)
    .option(
      "--fault <name...>",
      say`faults that every call meets, or a share: queryReset=0.2; docs/simulator.md lists them`,
    )
    .addOption(besideOption("--redis", say`also serve a Redis, as it should be or with this fault`, REDIS_FAULTS))
    .addOption(besideOption("--s3", say`also serve an S3 to store in, as it should be or with this fault`, S3_FAULTS))
    .addOption(besideOption("--proxy", say`also serve a proxy that leads to it, with this fault`, PROXY_FAULTS))
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`${listFaults()}

Examples:
  $ hailuo simulate --port 8787 --speed 25
  $ MINIMAX_BASE_URL=http://127.0.0.1:8787 MINIMAX_API_KEY=any hailuo run prompts.jsonl --out ./videos
  $ hailuo simulate --redis full --s3 slow --proxy login --fault downloadGzip
It prints what to set for \`hailuo doctor\` and \`hailuo run\`. Its requests and costs are at /__stats.`,
    )
    .action(async (options: SimulateOptions) => {
      const { simulate } = await import("../commands/simulate.ts");
      finish(await simulate(options, shell));
    });
}

/** Its faults are listed below the options. */
function besideOption(name: string, description: string, faults: Readonly<Record<string, string>>): Option {
  const known = Object.keys(faults);
  return new Option(`${name} [fault]`, description).preset("none").argParser((fault: string) => {
    if (known.includes(fault)) return fault;
    throw new InvalidArgumentError(say`It must be one of ${known.join(", ")}.`);
  });
}

function workerArgument(program: Command): ReturnType<Command["createArgument"]> {
  return program.createArgument("<create|poll|download|all>", say`stage to run`).choices(WORKERS);
}
