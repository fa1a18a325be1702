import { type VideoFacts, optional } from "@hailuo-queue/contracts";
import type { ISOFile } from "mp4box";
import { MP4_LIMITS } from "../limits.ts";
import { pruneMoov } from "./prune-moov.ts";

/** The reader wants one before the moov. */
const FTYP = Buffer.from("\0\0\0\u0010ftypisom\0\0\0\0", "latin1");
/** What writers put where they do not know a length. */
const UNKNOWN_32 = 0xffff_ffff;

type Track = ISOFile["moov"]["traks"][number];

/** Reads a whole moov box; undefined for one that cannot be read. */
export async function readVideoFacts(moov: Buffer | undefined): Promise<VideoFacts | undefined> {
  const pruned = moov && pruneMoov(moov, MP4_LIMITS.maxHeaderBytes);
  if (pruned === undefined) return undefined;
  // With the first video, not with the process: most that open a store never see one.
  const reader = await import("mp4box");
  // It tells the console what it comes upon, in the words of a stranger's file.
  for (const level of ["error", "warn"] as const) reader.Log[level] = () => undefined;
  try {
    return factsOf(parse(pruned, reader));
  } catch {
    // The reader throws what it comes upon in a tree that is not as it should be.
    return undefined;
  }
}

function parse(moov: Buffer, { createFile, MP4BoxBuffer }: typeof import("mp4box")): ISOFile["moov"] {
  const bytes = Buffer.concat([FTYP, moov]);
  const file = createFile();
  file.appendBuffer(
    MP4BoxBuffer.fromArrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), 0),
  );
  return file.moov;
}

function factsOf(moov: ISOFile["moov"]): VideoFacts {
  const tracks: readonly Track[] = moov.traks ?? [];
  const pictures = tracks.find((track) => kindOf(track) === "vide");
  const sounds = tracks.find((track) => kindOf(track) === "soun");
  const picture = pictures?.mdia.minf.stbl.stsd.entries[0];
  const sound = sounds?.mdia.minf.stbl.stsd.entries[0];
  const durationMs = trackMs(pictures ?? sounds) ?? fragmentsMs(moov);
  return {
    ...(picture !== undefined && {
      picture: { widthPx: picture.getWidth(), heightPx: picture.getHeight(), codec: codecName(picture.getCodec()) },
    }),
    ...(sound !== undefined && { sound: { codec: codecName(sound.getCodec()) } }),
    ...optional({ durationMs }),
  };
}

function kindOf(track: Track): string {
  return track.mdia.hdlr.handler;
}

function trackMs(track: Track | undefined): number | undefined {
  if (track === undefined) return undefined;
  const { duration, timescale } = track.mdia.mdhd;
  return inMs(duration, timescale);
}

/** A file of fragments may name its length here; its tracks name none. */
function fragmentsMs({ mvex, mvhd }: ISOFile["moov"]): number | undefined {
  return mvex?.mehd === undefined ? undefined : inMs(mvex.mehd.fragment_duration, mvhd.timescale);
}

function inMs(duration: number, timescale: number): number | undefined {
  if (!(duration > 0) || !(timescale > 0) || duration === UNKNOWN_32) return undefined;
  return Math.round((duration * 1000) / timescale);
}

/** Out of a stranger's file into records and pages. */
function codecName(codec: string): string {
  return codec.replace(/[^\w.+-]/g, "?").slice(0, MP4_LIMITS.maxCodecCharacters);
}
