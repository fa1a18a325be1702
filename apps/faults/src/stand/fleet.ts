import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { KINDS, startWorkerProcess, type WorkerKind, type WorkerProcess } from "./worker-process.ts";

export interface FleetOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Of each kind. */
  readonly count: number;
  /** Default: all. */
  readonly kinds?: readonly WorkerKind[];
}

/** Workers of all kinds; one that ends is started again at once, as a process manager does. */
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

export function startFleet({ environment, directory, count, kinds = KINDS }: FleetOptions): Fleet {
  const places = kinds.flatMap((kind) =>
    Array.from({ length: count }, (_, number) => ({ kind, logFile: join(directory, `${kind}-${number}.log`) })),
  );
  const alive = new Map<string, WorkerProcess>();
  const strange: string[] = [];
  let restarts = 0;
  let closing = false;

  function start(kind: WorkerKind, logFile: string): void {
    const worker = startWorkerProcess(kind, { environment, logFile });
    alive.set(logFile, worker);
    void worker.ended.then(async ({ code, signal }) => {
      if (closing) return;
      if (signal !== "SIGKILL") strange.push(`${kind} ended with ${String(code ?? signal)}`);
      await pause(RESTART_MS);
      restarts += 1;
      if (!closing) start(kind, logFile);
    });
  }

  for (const { kind, logFile } of places) start(kind, logFile);
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
