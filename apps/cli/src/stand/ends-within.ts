import type { Shell } from "../shell.ts";
import type { RunningWorkers } from "./start-workers.ts";

/** A process manager kills what takes longer than its own patience; better to end before, and to say so. */
export async function endsWithin(
  graceMs: number,
  workers: Pick<RunningWorkers, "close">,
  shell: Pick<Shell, "pause">,
): Promise<boolean> {
  const ended = new AbortController();
  const late = shell.pause(graceMs, ended.signal).then(() => false);
  try {
    return await Promise.race([workers.close().then(() => true), late]);
  } finally {
    ended.abort();
  }
}
