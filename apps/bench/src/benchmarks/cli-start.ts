import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { joinRedis } from "@hailuo-queue/local";
import type { Benchmark, Figure } from "../benchmark.ts";
import { inRepository } from "../places.ts";

/**
 * Each is read-only. In a folder whose Redis runs, as beside a run or a dashboard: what starts it is a process of its
 * own.
 */
const COMMANDS: readonly (readonly string[])[] = [
  ["--version"],
  ["--help"],
  ["run", "prompts.jsonl", "--dry-run"],
  ["status"],
  ["list"],
  ["get", "gen_none"],
  ["results", "none"],
];
const MOST_CPU_SECONDS = 0.5;
/** Says at its end what the process has used, on a descriptor of its own. */
const METER = `data:text/javascript,${encodeURIComponent(
  'import { writeSync } from "node:fs"; process.on("exit", () => { const { user, system } = process.cpuUsage(); writeSync(3, String((user + system) / 1e6)); });',
)}`;

/** What a command costs that only reads, start included. */
export const cliStartBenchmark: Benchmark = {
  name: "cli-start",
  async run({ short, redisServer, note }) {
    const rounds = short ? 3 : 15;
    const directory = await mkdtemp(join(tmpdir(), "hailuo-bench-start-"));
    try {
      await writeFile(
        join(directory, "prompts.jsonl"),
        `${JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: "A cat yawns in the sun" })}\n`,
      );
      await using _redis = await joinRedis({
        directory: join(directory, ".hailuo", "redis"),
        what: "benchmark",
        env: { PATH: process.env["PATH"] },
        findServer: async () => redisServer,
      });
      const peer: number[] = [];
      const used = COMMANDS.map(() => [] as number[]);
      for (let round = 0; round < rounds; round += 1) {
        peer.push(await cpuSeconds(["-e", "0"], directory));
        for (const [at, words] of COMMANDS.entries())
          used[at]?.push(await cpuSeconds([inRepository("apps/cli/bin/hailuo.mjs"), ...words], directory));
      }
      const figures: Figure[] = COMMANDS.map((words, at) => ({
        what: `hailuo ${words.join(" ")}`,
        unit: "s",
        ours: median(used[at] ?? []),
        peer: median(peer),
      }));
      for (const { what, ours } of figures) note(`cli-start ${what}: ${ours.toFixed(2)} s of CPU`);
      return {
        setting: `CPU time (user and system) of one command from its start to its end, the median of ${rounds}, in a folder whose Redis runs. The peer is Node with nothing to do (\`node -e 0\`), in the same rounds.`,
        figures,
        targets: figures.map(({ what, ours }) => ({
          what,
          unit: "s",
          value: ours,
          bound: "at most" as const,
          limit: MOST_CPU_SECONDS,
        })),
        rounds: COMMANDS.map((words, at) => ({ command: words.join(" "), seconds: used[at] })),
      };
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

async function cpuSeconds(words: readonly string[], cwd: string): Promise<number> {
  const child = spawn(process.execPath, ["--import", METER, ...words], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd },
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  let told = "";
  child.stdio[3]?.on("data", (chunk: Buffer) => (told += chunk.toString()));
  await once(child, "close");
  return Number(told);
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
