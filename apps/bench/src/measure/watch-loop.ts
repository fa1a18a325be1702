import { monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";
import { openThreadTimes } from "./thread-times.ts";

/** How long the event loop stood still at most, while its own work held it. */
export interface LoopWatch {
  begin(): void;
  /**
   * `heldMs` leaves out the time in which the process waited for a processor that others had; `stoodMs` is all of it.
   * `workedMs` is the most work of its first thread between two looks at the loop, without waiting for others, as the
   * garbage collector does for its helpers. `collectedMs` is the longest pause of the garbage collector.
   */
  read(): {
    readonly heldMs: number;
    readonly stoodMs: number;
    readonly workedMs: number;
    readonly collectedMs: number;
  };
  close(): void;
}

const TICK_MS = 1;

export function watchLoop(): LoopWatch {
  const times = openThreadTimes("self");
  const delays = monitorEventLoopDelay({ resolution: TICK_MS });
  let heldMs = 0;
  let workedMs = 0;
  let collectedMs = 0;
  const collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) collectedMs = Math.max(collectedMs, duration);
  });
  collections.observe({ entryTypes: ["gc"] });
  let last = { at: performance.now(), ...times.read() };
  const timer = setInterval(() => {
    const now = { at: performance.now(), ...times.read() };
    workedMs = Math.max(workedMs, now.workedMs - last.workedMs);
    heldMs = Math.max(heldMs, now.at - last.at - (now.waitedMs - last.waitedMs) - TICK_MS);
    last = now;
  }, TICK_MS);
  return {
    begin() {
      delays.enable();
      delays.reset();
      heldMs = 0;
      workedMs = 0;
      collectedMs = 0;
    },
    read: () => ({ heldMs, workedMs, stoodMs: delays.max / 1e6 - TICK_MS, collectedMs }),
    close() {
      clearInterval(timer);
      delays.disable();
      collections.disconnect();
      times.close();
    },
  };
}
