import { freePort } from "@hailuo-queue/local";
import type { HailuoProcess } from "./hailuo-process.ts";
import type { Stand } from "./open-stand.ts";

export type WorkerKind = "create" | "poll" | "download";

export interface Worker {
  readonly kind: WorkerKind | "all";
  readonly process: HailuoProcess;
  /** Asks its health server. */
  ask(path: string): Promise<{ readonly status: number; readonly text: string }>;
}

/** Starts a worker process and waits until it says that it runs; with another port when somebody took its port meanwhile. */
export async function startWorker(stand: Stand, kind: Worker["kind"], env: Readonly<Record<string, string>> = {}): Promise<Worker> {
  for (;;) {
    // Three workers in one process have no use for one port.
    const port = kind === "all" ? 0 : await freePort();
    const process = stand.start(["worker", kind, "--json"], { env: { HAILUO_HEALTH_PORT: String(port), ...env } });
    const said = await process.jsonLine(({ type, code }) => type === "workers" || code === "health_port");
    if (said["type"] === "workers") return workerOf(kind, process, port);
  }
}

function workerOf(kind: Worker["kind"], process: HailuoProcess, port: number): Worker {
  return {
    kind,
    process,
    async ask(path) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: answer.status, text: await answer.text() };
    },
  };
}

export const KINDS: readonly WorkerKind[] = ["create", "poll", "download"];
