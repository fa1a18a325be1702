import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import type { FoundServer } from "@hailuo-queue/local";

/** What the figures were taken on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  readonly node: string;
  readonly redis: string;
}

export function describeMachine(redisServer: FoundServer): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryBytes: totalmem(),
    kernel: `${type()} ${release()}`,
    node: process.version,
    redis: `${redisServer.product === "redis" ? "Redis" : "Valkey"} ${redisServer.version}`,
  };
}

/**
 * Whether Linux runs this process before all ordinary ones: `chrt -r 10 …` stands in for a machine without other work.
 */
export function runsInRealTime(): boolean {
  try {
    // The 41st field is the scheduling policy; the second, a name in brackets, may hold blanks.
    const policy = readFileSync("/proc/self/stat", "utf8")
      .split(") ")
      .at(-1)
      ?.split(" ")
      .at(41 - 3);
    return policy === "1" || policy === "2";
  } catch {
    return false;
  }
}

/** How many processes wanted to run, over the last minute. */
export function loadNow(): number {
  return loadavg()[0] ?? 0;
}
