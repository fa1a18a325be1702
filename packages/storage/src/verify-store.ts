import { randomUUID } from "node:crypto";
import { type ObjectStore, UnavailableError } from "@hailuo-queue/contracts";
import { createRunningTime } from "@hailuo-queue/outbound";

/** Commands promise to say within 5 s that a service is away, and need some of it to start. */
const CHECK_WITHIN_MS = 3000;

type CheckedStore = Pick<ObjectStore, "location" | "put" | "get" | "delete">;

/** Writes, reads back and deletes a small object, within 3 s. `advice` ends the sentence about a store that does not answer. */
export async function verifyStore(store: CheckedStore, advice: string, signal?: AbortSignal): Promise<void> {
  const deadline = new AbortController();
  const stopWaiting = createRunningTime(CHECK_WITHIN_MS).after(() => deadline.abort());
  const stop = signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]);
  const late = new Promise<never>((_resolve, reject) => {
    const refuse = (): void => reject(signal?.aborted === true ? (signal.reason as Error) : tooSlow(store.location, advice));
    if (stop.aborted) refuse();
    else stop.addEventListener("abort", refuse, { once: true });
  });
  late.catch(() => undefined);
  const key = `.hailuo-check-${randomUUID()}`;
  const written = Buffer.from(`hailuo-queue check ${key}\n`);
  const trip = async (): Promise<void> => {
    await store.put(key, once(written), { contentType: "text/plain", signal: stop });
    const back = await readAll(await store.get(key));
    await store.delete(key);
    if (!written.equals(back)) {
      throw new UnavailableError("storage_damaged", `Storage at ${store.location} returned other bytes than were written to it.`);
    }
  };
  // Raced, because looking for credentials cannot be stopped by a signal.
  const running = trip();
  running.catch(() => undefined);
  await Promise.race([running, late]).finally(stopWaiting);
}

function tooSlow(location: string, advice: string): UnavailableError {
  return new UnavailableError(
    "storage_unreachable",
    `Storage at ${location} did not answer within ${CHECK_WITHIN_MS / 1000} s; ${advice}.`,
  );
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readAll(body: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}
