import { type ConfiguredAccounts, createScope } from "@hailuo-queue/runtime";
import { type CreateWorker, startCreateWorker } from "@hailuo-queue/worker-create";
import { startDownloadWorker } from "@hailuo-queue/worker-download";
import { startPollWorker } from "@hailuo-queue/worker-poll";
import { type Stage, STAGES } from "@hailuo-queue/contracts";
import type { WorkersSettings } from "../env.ts";

export interface RunningWorkers extends AsyncDisposable {
  /** Asks every account now what it has left, in at most this time; never throws. */
  lookAtFunds(limitMs: number): Promise<void>;
  /** Takes no new work and lets what costs money finish, within the workers' grace. Safe to call twice. */
  close(): Promise<void>;
}

export interface StartWorkersOptions {
  /** Default: all. */
  readonly stages?: readonly Stage[];
  /** Ends the wait for a Redis that is away; the start then throws its reason. */
  readonly signal?: AbortSignal;
}

/** Starts workers in this process. */
export async function startWorkers(
  settings: WorkersSettings,
  pool: ConfiguredAccounts,
  { stages = STAGES, signal }: StartWorkersOptions = {},
): Promise<RunningWorkers> {
  const scope = createScope();
  const running: { close(): Promise<void> }[] = [];
  // All at once: each may wait for calls under way, and the grace is for all of them together.
  scope.defer(async () => {
    await Promise.all(running.map((worker) => worker.close()));
  });
  try {
    let creates: CreateWorker | undefined;
    for (const [place, stage] of stages.entries()) {
      const own = withOwnPort(settings, place);
      if (stage === "create") running.push((creates = await startCreateWorker(own, pool, { signal })));
      else running.push(await START[stage](own, pool, { signal }));
    }
    return {
      lookAtFunds: async (limitMs) => creates?.lookAtFunds(AbortSignal.timeout(limitMs)),
      close: () => scope.close(),
      [Symbol.asyncDispose]: () => scope.close(),
    };
  } catch (error) {
    await scope.close();
    throw error;
  }
}

const START = { poll: startPollWorker, download: startDownloadWorker } as const;

/** One HAILUO_HEALTH_PORT for several stages of a process: the next ones take the ports after it. */
function withOwnPort(settings: WorkersSettings, place: number): WorkersSettings {
  const port = settings.HAILUO_HEALTH_PORT;
  return typeof port === "number" && port > 0 ? { ...settings, HAILUO_HEALTH_PORT: port + place } : settings;
}
