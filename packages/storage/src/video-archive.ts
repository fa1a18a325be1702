import {
  DownloadError,
  errorMessage,
  type ObjectStore,
  type SaveVideo,
  type StoredVideo,
  takeKey,
  UnavailableError,
  type VideoArchive,
  optional,
} from "@hailuo-queue/contracts";
import type { WayOut } from "@hailuo-queue/outbound";
import { putHashed } from "./hashing-store.ts";
import { createMp4Check, type Mp4Findings } from "./mp4/mp4-check.ts";
import { stoppedDownload } from "./download/open-download.ts";
import { createPumpedBody, type TakeChunk } from "./pumped-body.ts";
import { tooLarge } from "./download/too-large.ts";
import { unpackBody } from "./download/unpack-body.ts";
import { readVideoFacts } from "./mp4/read-video-facts.ts";
import { safeDownload } from "./download/safe-download.ts";

/** Where videos are stored, and limits of their downloads. Times are in ms. */
export interface VideoArchiveOptions {
  readonly store: ObjectStore;
  readonly maxBytes: number;
  /** Silence of the download server; default 30,000. */
  readonly idleTimeoutMs?: number;
  /** Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Set when the provider itself is on a loopback or private address. Default false. */
  readonly allowPrivateHosts?: boolean;
  /** Default: straight, through no proxy. */
  readonly wayOut?: WayOut;
}

/**
 * Makes the {@link VideoArchive} that downloads videos into a store. Its methods throw DownloadError; a stored object
 * is whole or not there.
 */
export function createVideoArchive(options: VideoArchiveOptions): VideoArchive {
  const { store } = options;
  return {
    save: (save) => saveVideo(save, options),
    async saveText(objectKey, text, signal) {
      try {
        const { sha256, bytes } = await putHashed(store, objectKey, once(text), {
          contentType: "text/plain; charset=utf-8",
          signal,
        });
        return { location: store.uri(objectKey), bytes, sha256 };
      } catch (error) {
        throw signal.aborted ? stoppedDownload(signal) : storageFault(error);
      }
    },
    async saveSidecar(objectKey, sidecar) {
      try {
        await store.put(sidecarKey(objectKey), once(`${JSON.stringify(sidecar, null, 2)}\n`), {
          contentType: "application/json",
        });
      } catch (error) {
        throw storageFault(error);
      }
    },
    async keepTake(objectKey, { take, video }) {
      if (video.location !== store.uri(objectKey)) return undefined;
      const kept = takeKey(objectKey, take);
      try {
        await store.keep(objectKey, kept);
        await requireSame(store, objectKey, kept);
        await store.keep(sidecarKey(objectKey), sidecarKey(kept));
      } catch (error) {
        throw storageFault(error);
      }
      return { ...video, location: store.uri(kept) };
    },
    async remove(objectKey) {
      // The sidecar last: while it is there it says what the video was.
      await store.delete(objectKey);
      await store.delete(sidecarKey(objectKey));
    },
  };
}

/**
 * A version that knew no takes may have given this key to another video: the one in the way then stays where it is, and
 * nothing is overwritten.
 */
async function requireSame(store: ObjectStore, key: string, kept: string): Promise<void> {
  const [original, copy] = [await store.head(key), await store.head(kept)];
  if (original === undefined || original.bytes === copy?.bytes) return;
  throw new Error(
    `${store.uri(kept)} is another object, so the video of the take before cannot be kept there; move it away`,
  );
}

async function saveVideo(
  { downloadUrl, objectKey, signal }: SaveVideo,
  options: VideoArchiveOptions,
): Promise<StoredVideo> {
  const { store } = options;
  let bytes = 0;
  let findings: Mp4Findings | undefined;
  // Nothing is opened before the store pulls: a store that makes us wait does not leave a link open meanwhile.
  const body = createPumpedBody(async (take, left) => {
    const download = await safeDownload(downloadUrl, {
      trust: "from-response",
      credentials: "none",
      maxBytes: options.maxBytes,
      idleTimeoutMs: options.idleTimeoutMs ?? 30_000,
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
      allowPrivateHosts: options.allowPrivateHosts ?? false,
      ...optional({ wayOut: options.wayOut }),
      signal,
    });
    const check = createMp4Check(download.contentType);
    const checkOne: TakeChunk = (chunk) => {
      bytes += chunk.length;
      // Packed, a small body may hold a large one.
      if (bytes > options.maxBytes) throw tooLarge(options.maxBytes);
      check.push(chunk);
      return take(chunk);
    };
    await unpackBody(download.body, download.contentEncoding).pump(checkOne, left);
    findings = check.end();
  });
  try {
    const { sha256 } = await putHashed(store, objectKey, body, { contentType: "video/mp4", signal });
    const stored = await store.head(objectKey);
    if (stored?.bytes !== bytes) {
      await store.delete(objectKey);
      throw new Error(
        `${bytes} bytes were written to ${store.uri(objectKey)}, but storage holds ${stored?.bytes ?? "nothing"}`,
      );
    }
    const facts = await readVideoFacts(findings?.moov);
    const strayBytes = findings?.strayBytes ?? 0;
    return {
      location: store.uri(objectKey),
      bytes,
      sha256,
      ...optional({ facts }),
      ...(strayBytes > 0 && { strayBytes }),
    };
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    throw signal.aborted ? stoppedDownload(signal) : storageFault(error);
  }
}

function storageFault(error: unknown): DownloadError {
  const isFull = error instanceof UnavailableError && error.code === "storage_full";
  return new DownloadError(
    isFull ? "storage_full" : "storage",
    `The video could not be stored: ${errorMessage(error)}`,
    { cause: error },
  );
}

/** Where the JSON beside a video stands: `a/b.mp4` -> `a/b.json`. */
export function sidecarKey(objectKey: string): string {
  const stem = objectKey.replace(/\.[^./]+$/, "");
  const key = `${stem}.json`;
  return key === objectKey ? `${objectKey}.json` : key;
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
