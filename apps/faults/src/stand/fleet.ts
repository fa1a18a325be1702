import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Stage, STAGES, startWorkerProcess, type WorkerProcess } from "./worker-process.ts";

export interface FleetOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Of each stage. */
  readonly count: number;
  /** Default: all. */
  readonly stages?: readonly Stage[];
}

/** Workers of all stages; one that ends is started again at once, as a process manager does. */
export interface Fleet extends AsyncDisposable {
  workers(): readonly WorkerProcess[];
  /** How often one was started again. */
  restarts(): number;
  /** Exits that nobody's SIGKILL explains, e.g. `poll ended with 1`. */
  strangeEnds(): readonly string[];
}

/** A process that cannot start is not started a hundred times a second. */
const RESTART_MS = 100;
const END_LIMIT_MS = 30_000;

export function startFleet({ environment, directory, count, stages = STAGES }: FleetOptions): Fleet {
  const places = stages.flatMap((stage) =>
    Array.from({ length: count }, (_, number) => ({ stage, logFile: join(directory, `${stage}-${number}.log`) })),
  );
  const alive = new Map<string, WorkerProcess>();
  const strange: string[] = [];
  let restarts = 0;
  let closing = false;

  function start(stage: Stage, logFile: string): void {
    const worker = startWorkerProcess(stage, { environment, logFile });
    alive.set(logFile, worker);
    void worker.ended.then(async ({ code, signal }) => {
      if (closing) return;
      if (signal !== "SIGKILL") strange.push(`${stage} ended with ${String(code ?? signal)}`);
      await pause(RESTART_MS);
      restarts += 1;
      if (!closing) start(stage, logFile);
    });
  }

  for (const { stage, logFile } of places) start(stage, logFile);
  return {
    workers: () => [...alive.values()].filter((worker) => worker.isAlive()),
    restarts: () => restarts,
    strangeEnds: () => strange,
    async [Symbol.asyncDispose]() {
      closing = true;
      await Promise.all([...alive.values()].map(endWorker));
    },
  };
}

async function endWorker(worker: WorkerProcess): Promise<void> {
  if (!worker.isAlive()) return;
  worker.signal("SIGCONT");
  worker.signal("SIGTERM");
  const late = new AbortController();
  const kill = pause(END_LIMIT_MS, undefined, { signal: late.signal }).then(
    () => worker.signal("SIGKILL"),
    () => undefined,
  );
  await worker.ended;
  late.abort();
  await kill;
}
