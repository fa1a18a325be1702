import type { StoredVideo } from "../stored-video.ts";

/** A video to store, and what its sidecar says. */
export interface SaveVideo {
  /** A link that came out of the provider's answer: not trusted, no credentials are sent to it. */
  readonly downloadUrl: string;
  readonly objectKey: string;
  readonly signal: AbortSignal;
}

/** Moves a finished video from its link into storage. Safe to repeat: the same key is written with the same bytes. */
export interface VideoArchive {
  /**
   * Streams, checks that it is a whole MP4, hashes, stores, reads the object's size back.
   * @throws DownloadError; then no object stands under the key that was not there before.
   */
  save(save: SaveVideo): Promise<StoredVideo>;
  /**
   * Stores a text that was made in place of a video.
   * @throws DownloadError.
   */
  saveText(objectKey: string, text: string, signal: AbortSignal): Promise<StoredVideo>;
  /** Stores the JSON beside the video, under the video's key with `.json` in place of its ending. */
  saveSidecar(objectKey: string, sidecar: object): Promise<void>;
  /**
   * Keeps the video of an earlier take, with its sidecar, under {@link takeKey}, so that a later one may be stored
   * under the generation's key. Returns where it is then; undefined where it does not stand under that key here, and is
   * in nobody's way.
   * @throws DownloadError.
   */
  keepTake(
    objectKey: string,
    earlier: { readonly take: number; readonly video: StoredVideo },
  ): Promise<StoredVideo | undefined>;
  /** Removes a video and its sidecar; what is not there is no error. */
  remove(objectKey: string): Promise<void>;
}
