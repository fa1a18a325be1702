import { readFileSync } from "node:fs";

/** Pixels that live videos had, by resolution. */
export const PICTURES: Readonly<Record<string, readonly [number, number]>> = {
  "480P": [854, 480],
  "512P": [912, 512],
  "720P": [1280, 720],
  "768P": [1366, 768],
  "1080P": [1920, 1080],
  "2K": [2560, 1440],
};

/** Units a second of the two clocks in each clip: of the movie and of its track. */
const MOVIE_SCALE = 1000;
const TRACK_SCALE = 12_288;
const FRAMES = 6;

const kept = new Map<string, Buffer>();

/**
 * H.264, six frames, each shown for a sixth of the length. The files stand beside src and dist, so the same path holds
 * from both.
 */
export function clipOf(resolution: string, seconds: number): Buffer {
  const name = `${resolution}/${seconds}`;
  let clip = kept.get(name);
  if (clip === undefined) {
    const known = resolution in PICTURES ? resolution : "768P";
    clip = readFileSync(new URL(`../assets/${known}.mp4`, import.meta.url));
    for (const [box, offset, value] of [
      ["mvhd", 16, seconds * MOVIE_SCALE],
      ["tkhd", 20, seconds * MOVIE_SCALE],
      ["elst", 8, seconds * MOVIE_SCALE],
      ["mdhd", 16, seconds * TRACK_SCALE],
      ["stts", 12, (seconds * TRACK_SCALE) / FRAMES],
    ] as const)
      clip.writeUInt32BE(Math.round(value), clip.indexOf(box, 0, "latin1") + 4 + offset);
    kept.set(name, clip);
  }
  return clip;
}

/** The same with a movie box that names no tracks. */
export function withoutPicture(clip: Buffer): Buffer {
  const copy = Buffer.from(clip);
  copy.write("free", copy.indexOf("trak", 0, "latin1"), "latin1");
  return copy;
}
