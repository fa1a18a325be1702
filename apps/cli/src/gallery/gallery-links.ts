import { isDirectory, type ObjectStore, type StoredVideo } from "@hailuo-queue/contracts";
import { splitLocation } from "../results/missing-videos.ts";
import type { GalleryLinks } from "./gallery-item.ts";

export interface GalleryLinksOptions {
  /** Where the page is written. */
  readonly store: Pick<ObjectStore, "location" | "link">;
  /** Of the page, in that store. */
  readonly pageKey: string;
  /** How long links of a bucket hold. */
  readonly expiresInSeconds: number;
  /** The key of a video's first frame; undefined where none was made. */
  readonly posterKey: (video: StoredVideo) => string | undefined;
  /** For videos that are in another place than the page. */
  readonly open: (target: string) => Pick<ObjectStore, "link" | "close">;
}

export interface OpenGalleryLinks extends GalleryLinks, AsyncDisposable {
  /** Of anything in the store of the page. */
  urlOf(key: string): Promise<string>;
}

/**
 * From a directory, URLs that begin at the page, so that the folder can be moved and sent. From a bucket, whose objects
 * nobody reads without leave, links that are signed one by one.
 */
export function openGalleryLinks({
  store,
  pageKey,
  expiresInSeconds,
  posterKey,
  open,
}: GalleryLinksOptions): OpenGalleryLinks {
  const up = "../".repeat(pageKey.split("/").length - 1);
  const others = new Map<string, Pick<ObjectStore, "link" | "close">>();

  async function urlOf(key: string): Promise<string> {
    if (isDirectory(store)) return `./${up}${key.split("/").map(encodeURIComponent).join("/")}`;
    return (await store.link(key, expiresInSeconds)) ?? "";
  }

  async function elsewhere(location: string): Promise<string> {
    if (location.startsWith("file:")) return location;
    const { target, key } = splitLocation(location);
    const other = others.get(target) ?? open(target);
    others.set(target, other);
    return (await other.link(key, expiresInSeconds)) ?? "";
  }

  return {
    urlOf,
    async videoUrl({ location }) {
      if (!location.startsWith(store.location)) return elsewhere(location);
      const key = location.slice(store.location.length);
      return urlOf(isDirectory(store) ? decodeURIComponent(key) : key);
    },
    async posterUrl(video) {
      const key = posterKey(video);
      return key === undefined ? "" : urlOf(key);
    },
    [Symbol.asyncDispose]: async () => void (await Promise.all([...others.values()].map((other) => other.close()))),
  };
}
