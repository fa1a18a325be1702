import type { VideoFacts, VideoWarning } from "./video-facts.ts";

/** What is known of a video that was stored and read back. */
export interface StoredVideo {
  /** `file:///…` or `s3://bucket/key`. */
  readonly location: string;
  readonly bytes: number;
  /** Hex SHA-256 of the bytes. */
  readonly sha256: string;
  /** Missing where its boxes could not be read. */
  readonly facts?: VideoFacts;
  /** How many bytes behind its last box are no box; missing: none. */
  readonly strayBytes?: number;
  /** In what it is not what was bought; missing: in nothing. */
  readonly warnings?: readonly VideoWarning[];
}
