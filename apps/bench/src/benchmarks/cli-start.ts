import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { joinRedis } from "@hailuo-queue/local";
import type { Benchmark, Figure } from "../benchmark.ts";
import { inRepository } from "../places.ts";

/**
 * A folder as people have it: without a queue, since nothing was run there; with one whose Redis runs, as beside a run
 * or a dashboard; with one that nobody uses, whose Redis the command has to start.
 */
const FOLDERS = ["no queue", "Redis runs", "Redis is started"] as const;
type Folder = (typeof FOLDERS)[number];

/** Each is read-only. */
const COMMANDS: readonly { readonly words: readonly string[]; readonly folder: Folder }[] = [
  { words: ["--version"], folder: "no queue" },
  { words: ["--help"], folder: "no queue" },
  { words: ["run", "prompts.jsonl", "--dry-run"], folder: "no queue" },
  { words: ["run", "prompts.jsonl", "--dry-run"], folder: "Redis runs" },
  { words: ["run", "prompts.jsonl", "--dry-run"], folder: "Redis is started" },
  { words: ["submit", "prompts.jsonl", "--dry-run"], folder: "Redis is started" },
  { words: ["status"], folder: "Redis runs" },
  { words: ["status"], folder: "Redis is started" },
  { words: ["list"], folder: "Redis runs" },
  { words: ["get", "gen_none"], folder: "Redis runs" },
  { words: ["results", "none"], folder: "Redis runs" },
];
const MOST_CPU_SECONDS = 0.5;
const HAILUO = inRepository("apps/cli/bin/hailuo.mjs");
/** Says at its end what the process has used, on a descriptor of its own. */
const METER = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from "node:fs"; process.on("exit", () => { const { user, system } = ` +
    "process.cpuUsage(); writeSync(3, String((user + system) / 1e6)); });",
)}`;

/** What a command costs that only reads, start included. */
export const cliStartBenchmark: Benchmark = {
  name: "cli-start",
  async run({ short, redisServer, note }) {
    const rounds = short ? 3 : 15;
    const root = await mkdtemp(join(tmpdir(), "hailuo-bench-start-"));
    try {
      const places = Object.fromEntries(FOLDERS.map((name) => [name, join(root, name)])) as Record<Folder, string>;
      for (const place of Object.values(places)) await preparePlace(place);
      for (const name of ["Redis runs", "Redis is started"] as const) await enqueue(places[name]);
      await using _redis = await joinRedis({
        directory: join(places["Redis runs"], ".hailuo", "redis"),
        what: "benchmark",
        env: { PATH: process.env["PATH"] },
        findServer: async () => redisServer,
      });
      const peer: number[] = [];
      const used = COMMANDS.map(() => [] as number[]);
      for (let round = 0; round < rounds; round += 1) {
        peer.push((await measure(["-e", "0"], root)).seconds);
        for (const [at, { words, folder }] of COMMANDS.entries())
          used[at]?.push((await measure([HAILUO, ...words], places[folder])).seconds);
      }
      const figures: Figure[] = COMMANDS.map(({ words, folder }, at) => ({
        what: `hailuo ${words.join(" ")} (${folder})`,
        unit: "s",
        ours: median(used[at] ?? []),
        peer: median(peer),
      }));
      for (const { what, ours } of figures) note(`cli-start ${what}: ${ours.toFixed(2)} s of CPU`);
      return {
        setting:
          `CPU time (user and system) of one command from its start to its end, the median of ${rounds}: in a ` +
          "folder without a queue, in one with a batch whose Redis runs, as beside a run or a dashboard, and in one " +
          "with a batch whose Redis the command starts (Redis and its keeper are processes of their own, which do " +
          "not count). The peer is Node with nothing to do (`node -e 0`), in the same rounds.",
        figures,
        targets: figures.map(({ what, ours }) => ({
          what,
          unit: "s",
          value: ours,
          bound: "at most" as const,
          limit: MOST_CPU_SECONDS,
        })),
        rounds: COMMANDS.map(({ words, folder }, at) => ({ command: words.join(" "), folder, seconds: used[at] })),
      };
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
};

/** With the prompts that the commands read. */
async function preparePlace(place: string): Promise<void> {
  await mkdir(place);
  await writeFile(
    join(place, "prompts.jsonl"),
    `${JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: "A cat yawns in the sun" })}\n`,
  );
}

/** The batch of these prompts, left in a queue that nobody works on. */
async function enqueue(place: string): Promise<void> {
  const { exitCode } = await measure([HAILUO, "submit", "prompts.jsonl", "--yes"], place);
  if (exitCode !== 0) throw new Error(`hailuo submit ended with ${exitCode} in ${place}`);
}

interface Measured {
  /** CPU time, user and system, of this process alone. */
  readonly seconds: number;
  readonly exitCode: number | null;
}

async function measure(words: readonly string[], cwd: string): Promise<Measured> {
  const child = spawn(process.execPath, ["--import", METER, ...words], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd },
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  let told = "";
  child.stdio[3]?.on("data", (chunk: Buffer) => (told += chunk.toString()));
  await once(child, "close");
  return { seconds: Number(told), exitCode: child.exitCode };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
