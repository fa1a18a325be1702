import { randomUUID } from "node:crypto";
import { type ObjectStore, UnavailableError } from "@hailuo-queue/contracts";
import { createRunningTime } from "@hailuo-queue/outbound";

type CheckedStore = Pick<ObjectStore, "location" | "put" | "get" | "delete">;

export interface VerifyOptions {
  /** How long each call may take. */
  readonly callMs: number;
  /** Ends the sentence about a store that does not answer. */
  readonly advice: string;
  readonly signal?: AbortSignal | undefined;
  /**
   * Gone through before the first call, with a time limit of its own: finding credentials may take as long as a call.
   */
  readonly prepare?: () => Promise<unknown>;
}

/**
 * Writes, reads back and deletes a small object. A store that is slow is not refused as long as it answers each call in
 * time.
 * @throws UnavailableError: `storage_damaged` where it reads back other bytes; what the store refuses, and what is slow.
 */
export async function verifyStore(store: CheckedStore, options: VerifyOptions): Promise<void> {
  const key = `.hailuo-check-${randomUUID()}`;
  const written = Buffer.from(`hailuo-queue check ${key}\n`);
  const { prepare } = options;
  if (prepare !== undefined) await within(store, "find credentials", options, prepare);
  await within(store, "write", options, (signal) =>
    store.put(key, once(written), { contentType: "text/plain", signal }),
  );
  const back = await within(store, "read", options, async () => readAll(await store.get(key)));
  await within(store, "delete", options, () => store.delete(key));
  if (!written.equals(back)) {
    throw new UnavailableError(
      "storage_damaged",
      `Storage at ${store.location} returned other bytes than were written to it.`,
    );
  }
}

/** Raced, because looking for credentials, a read and a delete cannot be stopped by a signal. */
async function within<Result>(
  store: CheckedStore,
  what: string,
  { callMs, advice, signal }: VerifyOptions,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = new AbortController();
  const stopWaiting = createRunningTime(callMs).after(() => deadline.abort());
  const stop = signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]);
  const late = new Promise<never>((_resolve, reject) => {
    const refuse = (): void =>
      reject(signal?.aborted === true ? (signal.reason as Error) : tooSlow(store.location, what, callMs, advice));
    if (stop.aborted) refuse();
    else stop.addEventListener("abort", refuse, { once: true });
  });
  late.catch(() => undefined);
  const running = call(stop);
  running.catch(() => undefined);
  return Promise.race([running, late]).finally(stopWaiting);
}

function tooSlow(location: string, what: string, callMs: number, advice: string): UnavailableError {
  const sentence = `Storage at ${location} did not answer within ${callMs / 1000} s (to ${what}); ${advice}.`;
  return new UnavailableError("storage_unreachable", sentence);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readAll(body: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}
