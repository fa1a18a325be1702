import { InvalidInputError, type ObjectStore, type PutOptions, type StoredObject } from "@hailuo-queue/contracts";

interface KeptBytes {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** The port's twin in memory, with a look inside for assertions. */
export interface MemoryObjectStore extends ObjectStore {
  keys(): readonly string[];
  /** The bytes under a key; undefined when there are none. */
  read(key: string): Buffer | undefined;
}

/** Makes an object store in memory. It passes the same conformance suite as S3 and the directory. */
export function createMemoryObjectStore(name = "test"): MemoryObjectStore {
  const kept = new Map<string, KeptBytes>();
  const location = `memory://${name}/`;
  return {
    location,
    uri: (key) => location + checkedKey(key),
    async put(key, body, options) {
      checkedKey(key);
      const bytes = await collect(body, options);
      kept.set(key, { bytes, contentType: options.contentType });
      return { bytes: bytes.length, contentType: options.contentType };
    },
    head(key) {
      const found = kept.get(checkedKey(key));
      const stored: StoredObject | undefined = found && { bytes: found.bytes.length, contentType: found.contentType };
      return Promise.resolve(stored);
    },
    get(key, range) {
      const found = kept.get(checkedKey(key));
      return Promise.resolve(
        found && once(range === undefined ? found.bytes : found.bytes.subarray(range.start, range.end)),
      );
    },
    link: () => Promise.resolve(undefined),
    keep(key, keptKey) {
      const found = kept.get(checkedKey(keptKey)) ?? kept.get(checkedKey(key));
      if (found !== undefined) kept.set(keptKey, found);
      return Promise.resolve(found !== undefined);
    },
    delete(key) {
      kept.delete(checkedKey(key));
      return Promise.resolve();
    },
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
    keys: () => [...kept.keys()].toSorted(),
    read: (key) => kept.get(key)?.bytes,
  };
}

async function collect(body: AsyncIterable<Uint8Array>, options: PutOptions): Promise<Buffer> {
  const { signal } = options;
  signal?.throwIfAborted();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
  aborted.catch(() => undefined);
  const chunks: Uint8Array[] = [];
  const iterator = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await Promise.race([iterator.next(), aborted]);
      if (step.done === true) return Buffer.concat(chunks);
      chunks.push(step.value);
    }
  } catch (error) {
    void iterator.return?.();
    throw error;
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The port's rule, said a second time so that the twin does not lean on the adapters. */
function checkedKey(key: string): string {
  const segments = key.split("/");
  const bad = segments.some((segment) => segment === "" || segment === "." || segment === "..");
  // oxlint-disable-next-line no-control-regex
  if (bad || /[\u0000-\u001f\u007f\\]/.test(key) || Buffer.byteLength(key) > 1024) {
    throw new InvalidInputError("bad_object_key", `Not an object key: ${JSON.stringify(key.slice(0, 80))}`);
  }
  return key;
}
