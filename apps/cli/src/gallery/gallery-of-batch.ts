import { type GenerationRecord, isDirectory, type ObjectStore, UnavailableError } from "@hailuo-queue/contracts";
import { createFfmpeg, createPosters, NO_POSTERS, type Posters } from "./posters.ts";
import { writeGallery, type WrittenGallery } from "./write-gallery.ts";

export interface GalleryPlace {
  readonly store: ObjectStore;
  readonly batchId: string;
  /** HAILUO_FFMPEG. */
  readonly ffmpeg: string;
  /** For videos that are in another place. */
  readonly open: (target: string) => ObjectStore;
  readonly signal: AbortSignal;
}

/** Links of a bucket cannot hold longer: the limit of S3's signatures. */
export const LONGEST_LINK_SECONDS = 7 * 86_400;

export function openPosters({ store, batchId, ffmpeg, signal }: Omit<GalleryPlace, "open">): Posters {
  return isDirectory(store) && ffmpeg !== "off"
    ? createPosters({ store, batchId, frameOf: createFfmpeg(ffmpeg), signal })
    : NO_POSTERS;
}

export interface GalleryOfBatch {
  readonly read: () => AsyncIterable<GenerationRecord>;
  readonly posters: Posters;
  readonly simulated: boolean;
  readonly expiresInSeconds?: number;
  readonly now: () => number;
}

/** Has the first frames made that are missing, and writes the gallery. */
export async function galleryOfBatch(place: GalleryPlace, options: GalleryOfBatch): Promise<WrittenGallery> {
  const { posters, read, expiresInSeconds = LONGEST_LINK_SECONDS } = options;
  for await (const { video } of read()) if (video !== undefined) posters.want(video);
  await posters.settled();
  const { store, batchId, open } = place;
  return writeGallery({
    ...options,
    store,
    batchId,
    open,
    expiresInSeconds,
    posterKey: (video) => posters.keyOf(video),
  });
}

/** What a run tells of its gallery. */
export interface RunGallery {
  /** The page. */
  readonly location?: string;
  /** Whether the page stands in a bucket, and is opened by a link that is signed. */
  readonly isSigned?: boolean;
  /** Why there is none: the videos are there nevertheless. */
  readonly fault?: string;
}

/**
 * The same at the end of a run, which does not fail for it.
 * @throws what is not the storage's fault.
 */
export async function galleryAtEnd(place: GalleryPlace, options: GalleryOfBatch): Promise<RunGallery> {
  try {
    const { key, topKey } = await galleryOfBatch(place, options);
    return { location: place.store.uri(topKey ?? key), isSigned: !isDirectory(place.store) };
  } catch (error) {
    if (!(error instanceof UnavailableError) || error.code === "redis_unavailable") throw error;
    return { fault: error.message };
  }
}
