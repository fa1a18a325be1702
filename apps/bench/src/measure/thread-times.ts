import { closeSync, openSync, readSync } from "node:fs";

/** What Linux counts of a process' first thread, in ms; both 0 elsewhere. */
export interface ThreadTimes {
  /** On a processor. */
  readonly workedMs: number;
  /** Ready to work, while others had the processors. */
  readonly waitedMs: number;
}

/** `processId`: a number, or `self`. */
export function openThreadTimes(processId: number | "self"): { read(): ThreadTimes; close(): void } {
  try {
    const file = openSync(`/proc/${processId}/schedstat`, "r");
    const buffer = Buffer.alloc(100);
    return {
      read() {
        const [worked, waited] = buffer.toString("latin1", 0, readSync(file, buffer, 0, buffer.length, 0)).split(" ");
        return { workedMs: Number(worked) / 1e6, waitedMs: Number(waited) / 1e6 };
      },
      close: () => closeSync(file),
    };
  } catch {
    return { read: () => ({ workedMs: 0, waitedMs: 0 }), close: () => undefined };
  }
}
