import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";

/** A SHA-256 in the making. Bytes must be in shared memory and stay as they are until the thread has read them. */
export interface RunningHash {
  /** Resolves when the thread has read the bytes. */
  update(bytes: Uint8Array): Promise<void>;
  /** Hexadecimal, of all bytes and these last ones. */
  digest(last?: Uint8Array): Promise<string>;
  /** Frees what the thread holds for a hash that nobody will finish; after `digest` it does nothing. */
  drop(): void;
}

/**
 * SHA-256 on a thread of its own: 0.65 s of CPU per GiB that the thread which moves the bytes does not have to spend
 * (measured, where the processor knows SHA). What is smaller than the effort of asking is hashed at once. The thread
 * starts with the first hash and keeps no process alive.
 */
export interface HashThread {
  start(): RunningHash;
  close(): Promise<void>;
}

interface Waiting {
  resolve(answer: string): void;
  reject(error: unknown): void;
}

interface Running {
  readonly worker: Worker;
  /** The thread answers in the order it was asked. */
  readonly waiting: Waiting[];
}

/**
 * So much is hashed in the time that asking the thread takes (measured: 80 µs of CPU), and so is not worth asking for.
 */
const AT_ONCE_BYTES = 128 * 1024;

export function openHashThread(): HashThread {
  let running: Running | undefined;
  let latestId = 0;

  const end = (ended: Running, error: unknown): void => {
    if (running === ended) running = undefined;
    for (const { reject } of ended.waiting.splice(0)) reject(error);
  };
  const begin = (): Running => {
    // Plain JavaScript beside src and dist, so that the same path holds from both, and nothing has to be compiled in
    // the thread.
    const worker = new Worker(new URL("../threads/sha256.mjs", import.meta.url), { execArgv: [], env: {} });
    const begun: Running = { worker, waiting: [] };
    worker.unref();
    worker.on("message", (answer: string) => {
      begun.waiting.shift()?.resolve(answer);
      if (begun.waiting.length === 0) worker.unref();
    });
    worker.once("error", (error) => end(begun, error));
    worker.once("exit", () => end(begun, new Error("the thread that hashes has ended")));
    return begun;
  };
  const ask = (used: Running, question: object): Promise<string> =>
    new Promise((resolve, reject) => {
      if (used !== running) {
        reject(new Error("the thread that hashes has ended"));
        return;
      }
      if (used.waiting.length === 0) used.worker.ref();
      used.waiting.push({ resolve, reject });
      used.worker.postMessage(question);
    });

  return {
    start() {
      const used = (running ??= begin());
      const id = (latestId += 1);
      let held = false;
      return {
        async update(bytes) {
          held = true;
          await ask(used, { id, bytes });
        },
        digest(last) {
          if (!held && last !== undefined && last.length <= AT_ONCE_BYTES)
            return Promise.resolve(createHash("sha256").update(last).digest("hex"));
          held = false;
          return ask(used, { id, bytes: last, digest: true });
        },
        drop() {
          if (held && used === running) used.worker.postMessage({ id, drop: true });
          held = false;
        },
      };
    },
    async close() {
      await running?.worker.terminate();
    },
  };
}
