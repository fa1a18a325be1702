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

/** How many processes wanted to run, over the last minute. */
export function loadNow(): number {
  return loadavg()[0] ?? 0;
}
