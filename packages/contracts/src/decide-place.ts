import type { BatchPlace } from "./batch.ts";

/** Where a process stores videos, and what it can reach. */
export interface Whereabouts {
  /** Of its own store. */
  readonly location: string;
  /** The machine that it runs on. */
  readonly host: string;
  /** Of its S3 server, where that is not AWS. */
  readonly endpoint?: string | undefined;
}

/** Its own store; another one that it can open; or one that only others reach. */
export type PlaceDecision = "own" | "here" | "elsewhere";

/**
 * Where a worker stores the videos of a batch: in its own storage, in that of the batch, or not at all, as it cannot
 * reach it.
 */
export function decidePlace(place: BatchPlace, { location, host, endpoint }: Whereabouts): PlaceDecision {
  const reached = isDirectory(place) ? place.host === undefined || place.host === host : place.endpoint === endpoint;
  // The same path on another machine is most often the same folder, mounted: a container has a new name each time.
  if (place.location === location && (reached || isDirectory(place))) return "own";
  return reached ? "here" : "elsewhere";
}

/** A process' own store as the place of a batch. */
export function placeOf({ location, host, endpoint }: Whereabouts): BatchPlace {
  if (isDirectory({ location })) return { location, host };
  return endpoint === undefined ? { location } : { location, endpoint };
}

/** Whether a place is a directory instead of a bucket. */
export function isDirectory({ location }: Pick<BatchPlace, "location">): boolean {
  return location.startsWith("file:");
}
