import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ObjectStore, StoredVideo } from "@hailuo-queue/contracts";
import { splitLocation } from "../results/missing-videos.ts";

export interface Posters {
  /**
   * Has the first frame of a stored video made, unless it is there. Never throws: a video without one is shown by
   * itself.
   */
  want(video: StoredVideo): void;
  /** Resolves when all that were wanted are made, or could not be. */
  settled(): Promise<void>;
  /** Where the first frame is, under the place of the batch; undefined where there is none. */
  keyOf(video: StoredVideo): string | undefined;
}

export interface PostersOptions {
  readonly store: Pick<ObjectStore, "head" | "put">;
  readonly batchId: string;
  /** Writes the first frame of a file as JPEG; undefined where it cannot. */
  readonly frameOf: FrameOf;
  /** Ends what is under way, and begins nothing more. */
  readonly signal: AbortSignal;
}

export type FrameOf = (path: string, signal: AbortSignal) => Promise<Uint8Array | undefined>;

/** A frame takes some 100 ms of one processor, and workers want theirs. */
const AT_ONCE = 2;

/**
 * First frames of the videos of a batch that stand in a directory: those of a bucket would have to be fetched again.
 */
export function createPosters({ store, batchId, frameOf, signal }: PostersOptions): Posters {
  const made = new Set<string>();
  const asked = new Set<string>();
  const waiting: StoredVideo[] = [];
  const working = new Set<Promise<void>>();
  // Named by the video's content: another take has another one.
  const keyOf = ({ sha256 }: StoredVideo): string => `${batchId}/posters/${sha256.slice(0, 32)}.jpg`;

  async function make(video: StoredVideo): Promise<void> {
    const key = keyOf(video);
    if ((await store.head(key)) === undefined) {
      const frame = await frameOf(fileURLToPath(video.location), signal);
      if (frame === undefined || frame.length === 0) return;
      await store.put(key, once(frame), { contentType: "image/jpeg", signal });
    }
    made.add(video.sha256);
  }

  function begin(): void {
    while (working.size < AT_ONCE && !signal.aborted) {
      const video = waiting.shift();
      if (video === undefined) return;
      const one = make(video)
        .catch(() => undefined)
        .finally(() => {
          working.delete(one);
          begin();
        });
      working.add(one);
    }
  }

  return {
    want(video) {
      if (asked.has(video.sha256) || splitLocation(video.location).target.startsWith("s3:")) return;
      asked.add(video.sha256);
      waiting.push(video);
      begin();
    },
    async settled() {
      while (working.size > 0) await Promise.race(working);
    },
    keyOf: (video) => (made.has(video.sha256) ? keyOf(video) : undefined),
  };
}

/** For places of which no first frames are made. */
export const NO_POSTERS: Posters = { want() {}, settled: async () => {}, keyOf: () => undefined };

const FRAME_LIMITS = { timeoutMs: 20_000, bytes: 4 * 1024 * 1024, widthPx: 640 } as const;

/**
 * Runs ffmpeg, which must be there: else no frame is ever made. The file is one that a provider sent: ffmpeg takes it
 * for MP4 alone, and opens nothing else.
 */
export function createFfmpeg(command: string): FrameOf {
  let isAway = false;
  return (path, signal) =>
    new Promise((resolve) => {
      if (isAway) return resolve(undefined);
      const how = [
        "-nostdin",
        "-v",
        "error",
        "-threads",
        "1",
        "-protocol_whitelist",
        "file",
        "-f",
        "mov",
        "-i",
        `file:${path}`,
      ];
      const what = ["-frames:v", "1", "-an", "-vf", `scale=min(${FRAME_LIMITS.widthPx}\\,iw):-2`, "-q:v", "4"];
      execFile(
        command,
        [...how, ...what, "-f", "image2pipe", "-c:v", "mjpeg", "pipe:1"],
        {
          encoding: "buffer",
          timeout: FRAME_LIMITS.timeoutMs,
          killSignal: "SIGKILL",
          maxBuffer: FRAME_LIMITS.bytes,
          signal,
        },
        (error, frame) => {
          if (error !== null && (error.code === "ENOENT" || error.code === "EACCES")) isAway = true;
          resolve(error === null ? frame : undefined);
        },
      );
    });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
