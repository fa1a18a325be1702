import { closeSync, openSync, readSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** How long the event loop stood still at most, while its own work held it. */
export interface LoopWatch {
  begin(): void;
  /** `heldMs` leaves out the time in which the process waited for a processor that others had; `stoodMs` is all of it. */
  read(): { readonly heldMs: number; readonly stoodMs: number };
  close(): void;
}

const TICK_MS = 1;

export function watchLoop(): LoopWatch {
  const waited = openWaited();
  const delays = monitorEventLoopDelay({ resolution: TICK_MS });
  let heldMs = 0;
  let last = { at: performance.now(), waitedMs: waited.readMs() };
  const timer = setInterval(() => {
    const now = { at: performance.now(), waitedMs: waited.readMs() };
    heldMs = Math.max(heldMs, now.at - last.at - (now.waitedMs - last.waitedMs) - TICK_MS);
    last = now;
  }, TICK_MS);
  return {
    begin() {
      delays.enable();
      delays.reset();
      heldMs = 0;
    },
    read: () => ({ heldMs, stoodMs: delays.max / 1e6 - TICK_MS }),
    close() {
      clearInterval(timer);
      delays.disable();
      waited.close();
    },
  };
}

/** How long the process' first thread has waited for a processor, as Linux counts it; 0 elsewhere. */
function openWaited(): { readMs(): number; close(): void } {
  try {
    const file = openSync("/proc/self/schedstat", "r");
    const buffer = Buffer.alloc(100);
    return {
      readMs: () => Number(buffer.toString("latin1", 0, readSync(file, buffer, 0, buffer.length, 0)).split(" ")[1]) / 1e6,
      close: () => closeSync(file),
    };
  } catch {
    return { readMs: () => 0, close: () => undefined };
  }
}
