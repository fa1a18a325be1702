import {
  cutWithEllipsis,
  type GenerationRecord,
  optional,
  type StoredVideo,
  type VideoWarning,
} from "@hailuo-queue/contracts";
import type { Language, Retelling } from "@hailuo-queue/words";
import { readableLocation } from "../results/readable-location.ts";

/** What the page knows of one video; every text is put there as text. */
export interface GalleryItem extends GalleryTake {
  readonly id: string;
  readonly name: string;
  readonly model: string;
  /** Empty where the model has one size. */
  readonly resolution: string;
  /** Seconds that were bought; null where the model has one length. */
  readonly duration: number | null;
  /** Seconds that the stored video has. */
  readonly seconds: number | null;
  readonly warnings: readonly VideoWarning[];
  readonly endedAt: number | null;
  /** Earlier ones, oldest first. */
  readonly takes: readonly GalleryTake[];
}

/** One take of it. */
export interface GalleryTake {
  readonly take: number;
  readonly state: GenerationRecord["state"];
  readonly prompt: string;
  /** In US dollars. */
  readonly cost: number | null;
  /** Why there is no video; empty where there is nothing to say. */
  readonly reason: string;
  /** The same in other languages, where it is known there. */
  readonly reasons?: Readonly<Partial<Record<Language, string>>>;
  /** URL of the video, from the page; empty where there is none. */
  readonly video: string;
  /** URL of its first frame; empty where there is none. */
  readonly poster: string;
  readonly location: string;
}

/** How a page names what is stored. */
export interface GalleryLinks {
  videoUrl(video: StoredVideo): Promise<string>;
  posterUrl(video: StoredVideo): Promise<string>;
}

/** A word and a reason are enough; a provider's may have a page in it. */
const LONGEST_REASON = 2000;
const NAME_CHARACTERS = 60;

type Taken = Pick<GenerationRecord, "state" | "request" | "costMicroUsd" | "error" | "video"> & {
  readonly take: number;
};

/** A record that may tell which take it is, and the ones before. */
type Recorded = GenerationRecord & { readonly take?: number; readonly takes?: readonly Taken[] };

/** A record as its gallery shows it. */
export async function galleryItem(record: Recorded, links: GalleryLinks, retell: Retelling): Promise<GalleryItem> {
  const { id, customId, request, video, endedAt, takes = [], take = 1 } = record;
  const { durationMs } = video?.facts ?? {};
  return {
    ...(await galleryTake({ ...record, take }, links, retell)),
    id,
    name: customId ?? (request.prompt === undefined ? id : cutWithEllipsis(request.prompt, NAME_CHARACTERS)),
    model: request.model,
    resolution: request.resolution ?? "",
    duration: request.duration ?? null,
    seconds: durationMs === undefined ? null : Math.round(durationMs / 100) / 10,
    warnings: video?.warnings ?? [],
    endedAt: endedAt ?? null,
    takes: await Promise.all(takes.map((earlier) => galleryTake(earlier, links, retell))),
  };
}

async function galleryTake(
  { take, state, request, costMicroUsd, error, video }: Taken,
  links: GalleryLinks,
  retell: Retelling,
): Promise<GalleryTake> {
  const reason = error === undefined ? "" : cutWithEllipsis(`${error.message} (${error.code})`, LONGEST_REASON);
  const told = error === undefined ? "" : retell(error.message);
  return {
    take,
    state,
    prompt: request.prompt ?? "",
    cost: costMicroUsd === undefined ? null : costMicroUsd / 1_000_000,
    reason,
    ...optional({
      reasons:
        error === undefined || told === error.message
          ? undefined
          : { zh: cutWithEllipsis(`${told}\uff08${error.code}\uff09`, LONGEST_REASON) },
    }),
    video: video === undefined ? "" : await links.videoUrl(video),
    poster: video === undefined ? "" : await links.posterUrl(video),
    location: video === undefined ? "" : readableLocation(video.location),
  };
}
