import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startPrivateRedis } from "@hailuo-queue/local";
import type { Benchmark, BenchmarkReport } from "../benchmark.ts";
import { readCpuSeconds, readRssBytes } from "../measure/process-load.ts";
import { inRepository } from "../places.ts";
import { startChild } from "../processes/child-process.ts";

/** Each has a prefix of its own in Redis: a worker that is alone finds nothing that another one does. */
const WORKERS: readonly { readonly name: string; readonly words: readonly string[]; readonly roles: number }[] = [
  { name: "worker-create", words: ["apps/worker-create/dist/main.js"], roles: 1 },
  { name: "worker-poll", words: ["apps/worker-poll/dist/main.js"], roles: 1 },
  { name: "worker-download", words: ["apps/worker-download/dist/main.js"], roles: 1 },
  { name: "hailuo worker all", words: ["apps/cli/bin/hailuo.mjs", "worker", "all"], roles: 3 },
];
/** Of a core, for each role that a process has. */
const CPU_PERCENT_PER_ROLE = 0.2;
const PEER = "a bare BullMQ worker";

interface IdleLoad {
  readonly name: string;
  readonly cpuPercent: number;
  readonly rssBytes: number;
}

/** What a worker costs that has nothing to do. All are watched at the same time. */
export const idleBenchmark: Benchmark = {
  name: "idle",
  async run({ short, redisServer, note }) {
    // After its start V8 takes some 30 s to give memory back, once, with 50 ms of CPU time: no part of idling.
    const warmUpMs = short ? 3000 : 60_000;
    const measuredMs = short ? 5000 : 30_000;
    const directory = await mkdtemp(join(tmpdir(), "hailuo-bench-idle-"));
    await using redis = await startPrivateRedis({ server: redisServer });
    await using simulator = await startChild<{ readonly url: string }>("simulator-child", { input: {} });
    await using peer = await startChild("bare-worker-child", { input: { redisUrl: redis.url } });
    const environment = {
      REDIS_URL: redis.url,
      MINIMAX_BASE_URL: simulator.ready.url,
      HAILUO_OUT: join(directory, "videos"),
    };
    const children = WORKERS.map(({ words }, at) =>
      startWorker(words, { ...environment, HAILUO_PREFIX: `idle-${at}` }),
    );
    try {
      await delay(warmUpMs);
      const watched = [
        { name: PEER, pid: peer.pid },
        { name: "Redis", pid: redis.pid },
        ...children.map(({ pid }, at) => ({ name: nameAt(at), pid })),
      ];
      const loads = await Promise.all(watched.map(({ name, pid }) => measure(name, pid ?? 0, measuredMs)));
      for (const { name, cpuPercent, rssBytes } of loads)
        note(`idle ${name}: ${cpuPercent.toFixed(2)} % CPU, ${Math.round(rssBytes / 1e6)} MB`);
      return report(loads, { warmUpMs, measuredMs });
    } finally {
      await Promise.all(children.map(stop));
      await rm(directory, { recursive: true, force: true });
    }
  },
};

function startWorker(words: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  const [program = "", ...rest] = words;
  return spawn(process.execPath, [inRepository(program), ...rest], {
    env: {
      PATH: process.env["PATH"],
      MINIMAX_API_KEY: "any",
      HAILUO_HEALTH_HOST: "127.0.0.1",
      HAILUO_HEALTH_PORT: "0",
      HAILUO_LOG_LEVEL: "warn",
      ...environment,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

async function measure(name: string, pid: number, measuredMs: number): Promise<IdleLoad> {
  const startedAt = performance.now();
  const before = await readCpuSeconds(pid);
  await delay(measuredMs);
  const used = (await readCpuSeconds(pid)) - before;
  return {
    name,
    cpuPercent: (used / ((performance.now() - startedAt) / 1000)) * 100,
    rssBytes: await readRssBytes(pid),
  };
}

function nameAt(index: number): string {
  return WORKERS[index]?.name ?? "";
}

function report(
  loads: readonly IdleLoad[],
  { warmUpMs, measuredMs }: { readonly warmUpMs: number; readonly measuredMs: number },
): BenchmarkReport {
  const peer = loads.find(({ name }) => name === PEER);
  const workers = loads.filter(({ name }) => WORKERS.some((worker) => worker.name === name));
  const redis = loads.find(({ name }) => name === "Redis");
  return {
    setting:
      "Each worker in a process of its own, with health server, metrics and its own prefix in one Redis, and " +
      `nothing to do: CPU time over ${measuredMs / 1000} s after ${warmUpMs / 1000} s of warm-up, and RSS at the ` +
      "end. The peer is Node with one BullMQ worker and nothing else. Redis serves all of them.",
    figures: [
      ...workers.flatMap(({ name, cpuPercent, rssBytes }) => [
        { what: `${name}: CPU`, unit: "% of a core", ours: cpuPercent, peer: peer?.cpuPercent ?? 0 },
        { what: `${name}: RSS`, unit: "MB", ours: rssBytes / 1e6, peer: (peer?.rssBytes ?? 0) / 1e6 },
      ]),
      { what: "Redis: CPU", unit: "% of a core", ours: redis?.cpuPercent ?? 0 },
    ],
    targets: workers.flatMap(({ name, cpuPercent, rssBytes }) => [
      { what: `${name}: CPU`, unit: "% of a core", value: cpuPercent, bound: "at most" as const, limit: limitOf(name) },
      { what: `${name}: RSS`, unit: "MB", value: rssBytes / 1e6, bound: "at most" as const, limit: 150 },
    ]),
    rounds: loads,
  };
}

function limitOf(name: string): number {
  return CPU_PERCENT_PER_ROLE * (WORKERS.find((worker) => worker.name === name)?.roles ?? 1);
}
