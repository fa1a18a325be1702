import { readCpuSeconds, readRssBytes } from "./process-load.ts";

export interface ProcessWatch {
  /** Safe to call twice. */
  stop(): Promise<{ readonly peakRssBytes: number; readonly cpuSeconds: number }>;
}

/**
 * Looks at a process again and again until it is stopped or the process has ended; CPU time counts from the process's
 * start.
 */
export function watchProcess(pid: number, everyMs: number): ProcessWatch {
  let peakRssBytes = 0;
  let cpuSeconds = 0;
  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    try {
      peakRssBytes = Math.max(peakRssBytes, await readRssBytes(pid));
      cpuSeconds = await readCpuSeconds(pid);
    } catch {
      // It has ended: the last values stand.
      clearInterval(timer);
    }
  };
  const lookOnce = (): Promise<void> => (looking ??= look().finally(() => (looking = undefined)));
  const timer = setInterval(() => void lookOnce(), everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await lookOnce();
      return { peakRssBytes, cpuSeconds };
    },
  };
}
