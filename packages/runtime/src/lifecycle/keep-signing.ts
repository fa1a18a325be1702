import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { optional, WORKER_SIGN_EVERY_MS, type WorkerKind, type WorkerSign } from "@hailuo-queue/contracts";
import { systemClock } from "../clock.ts";
import { delay } from "../delay.ts";

/** With Redis away, a worker that closes does not wait longer than this, in ms, to say that it stopped. */
const GOODBYE_MS = 1000;

/** Who signs, and where. */
export interface KeepSigningOptions {
  readonly roll: { note(sign: WorkerSign): Promise<void> };
  readonly stage: WorkerKind;
  /** Default: it works on all. */
  readonly onlyBatch?: string | undefined;
  /** Jobs under way now. */
  readonly underWay: () => number;
  /** Told of a sign that could not be written; the next one follows all the same. */
  readonly onError: (error: unknown) => void;
}

/** A worker's signs of life: none before `begin()`; `close()` tells that it stopped. */
export interface SignsOfLife {
  begin(): void;
  close(): Promise<void>;
}

/** Tells the deployment every ten seconds that this worker lives. */
export function keepSigning({ roll, stage, onlyBatch, underWay, onError }: KeepSigningOptions): SignsOfLife {
  const self: Omit<WorkerSign, "underWay"> = {
    id: randomUUID(),
    stage,
    host: hostname(),
    pid: process.pid,
    version: readVersion(),
    startedAt: systemClock.now(),
    ...optional({ onlyBatch }),
  };
  const tell = (last: Pick<WorkerSign, "stoppedAt"> = {}): Promise<void> =>
    roll.note({ ...self, underWay: underWay(), ...last }).catch(onError);
  let timer: NodeJS.Timeout | undefined;
  return {
    begin() {
      if (timer !== undefined) return;
      timer = setInterval(() => void tell(), WORKER_SIGN_EVERY_MS).unref();
      void tell();
    },
    async close() {
      if (timer === undefined) return;
      clearInterval(timer);
      const enough = new AbortController();
      await Promise.race([tell({ stoppedAt: systemClock.now() }), delay(GOODBYE_MS, enough.signal)]);
      enough.abort();
    },
  };
}

function readVersion(): string {
  return (
    JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { readonly version: string }
  ).version;
}
