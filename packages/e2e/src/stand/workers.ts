import { freePort } from "@hailuo-queue/local";
import type { HailuoProcess } from "./hailuo-process.ts";
import type { Stand } from "./open-stand.ts";

/** Of a generation, as `hailuo worker` names it. */
export type Stage = "create" | "poll" | "download";

/** A worker process. */
export interface Worker {
  readonly stage: Stage | "all";
  readonly process: HailuoProcess;
  /** Asks its health server. */
  ask(path: string): Promise<{ readonly status: number; readonly text: string }>;
}

/**
 * Starts a worker process and waits until it says that it runs; with another port when somebody took its port
 * meanwhile.
 */
export async function startWorker(
  stand: Stand,
  stage: Worker["stage"],
  env: Readonly<Record<string, string>> = {},
): Promise<Worker> {
  for (;;) {
    // Three workers in one process have no use for one port.
    const port = stage === "all" ? 0 : await freePort();
    const process = stand.start(["worker", stage, "--json"], { env: { HAILUO_HEALTH_PORT: String(port), ...env } });
    const said = await process.jsonLine(({ type, code }) => type === "workers" || code === "health_port");
    if (said["type"] === "workers") return workerOf(stage, process, port);
  }
}

function workerOf(stage: Worker["stage"], process: HailuoProcess, port: number): Worker {
  return {
    stage,
    process,
    async ask(path) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: answer.status, text: await answer.text() };
    },
  };
}

export const STAGES: readonly Stage[] = ["create", "poll", "download"];
