import {
  constants,
  monitorEventLoopDelay,
  type NodeGCPerformanceDetail,
  type PerformanceEntry,
  PerformanceObserver,
} from "node:perf_hooks";
import { openThreadTimes } from "./thread-times.ts";

/** How long the event loop stood still at most, while its own work held it. */
export interface LoopWatch {
  begin(): void;
  /**
   * `heldMs` leaves out the time in which the process waited for a processor that others had; `stoodMs` is all of it.
   * `workedMs` is the most work of its first thread between two looks at the loop, without waiting for others, as the
   * garbage collector does for its helpers. `collectedMs` is the longest pause of the garbage collector, `collections`
   * how often it collected young garbage and all of it, `collectingMs` what all its pauses took together.
   */
  read(): {
    readonly heldMs: number;
    readonly stoodMs: number;
    readonly workedMs: number;
    readonly collectedMs: number;
    readonly collectingMs: number;
    readonly collections: { readonly young: number; readonly all: number };
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
  let collectingMs = 0;
  let collections = { young: 0, all: 0 };
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { duration, detail } = entry as PerformanceEntry & { readonly detail: NodeGCPerformanceDetail };
      collectedMs = Math.max(collectedMs, duration);
      collectingMs += duration;
      const { kind } = detail;
      if (kind === constants.NODE_PERFORMANCE_GC_MINOR) collections.young += 1;
      if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections.all += 1;
    }
  });
  observer.observe({ entryTypes: ["gc"] });
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
      collectingMs = 0;
      collections = { young: 0, all: 0 };
    },
    read: () => ({ heldMs, workedMs, stoodMs: delays.max / 1e6 - TICK_MS, collectedMs, collectingMs, collections }),
    close() {
      clearInterval(timer);
      delays.disable();
      observer.disconnect();
      times.close();
    },
  };
}
