import { createHmac, timingSafeEqual } from "node:crypto";
import type { GenerationRecord, ObjectStore } from "@hailuo-queue/contracts";

export interface VideoLinksParts {
  /** One for all gateways of a deployment. */
  readonly secret: () => Promise<string>;
  /** Of any tenant: a good link is all the right that its bearer needs. */
  readonly recordOf: (id: string) => Promise<GenerationRecord | undefined>;
  readonly store: ObjectStore;
  readonly publicUrl: string | undefined;
  readonly now: () => number;
}

export interface VideoLink {
  readonly url: string;
  /** Unix seconds. */
  readonly expiresAt: number;
}

export interface VideoLinks {
  /**
   * A link that needs no key, for an hour; undefined while there is no video. `host`: what the caller asked; without one,
   * only the store or HAILUO_GATEWAY_PUBLIC_URL can give a link.
   */
  linkTo(record: GenerationRecord, host: string | undefined): Promise<VideoLink | undefined>;
  /**
   * Where the video of a link stands that was made here and has not run out; undefined for any other link, and when
   * there is no video.
   */
  open(id: string, expires: string, signature: string): Promise<string | undefined>;
}

const LIFETIME_SECONDS = 3600;

/** Links to finished videos: the store's own where it can make them, else signed ones to this gateway. */
export function createVideoLinks({ secret, recordOf, store, publicUrl, now }: VideoLinksParts): VideoLinks {
  async function sign(id: string, expires: string): Promise<Buffer> {
    return createHmac("sha256", await secret())
      .update(`${id}.${expires}`)
      .digest();
  }

  async function linkTo(record: GenerationRecord, host: string | undefined): Promise<VideoLink | undefined> {
    if (record.state !== "succeeded") return undefined;
    const expiresAt = Math.floor(now() / 1000) + LIFETIME_SECONDS;
    const direct = await store.link(record.objectKey, LIFETIME_SECONDS);
    if (direct !== undefined) return { url: direct, expiresAt };
    const base = publicUrl ?? (host === undefined ? undefined : `http://${host}`);
    if (base === undefined) return undefined;
    const url = new URL(`/api/v1/videos/${record.id}`, base);
    url.searchParams.set("Expires", String(expiresAt));
    url.searchParams.set("Signature", (await sign(record.id, String(expiresAt))).toString("base64url"));
    return { url: url.href, expiresAt };
  }

  async function isGood(id: string, expires: string, signature: string): Promise<boolean> {
    const right = await sign(id, expires);
    const given = Buffer.from(signature, "base64url");
    return given.length === right.length && timingSafeEqual(given, right) && Number(expires) * 1000 > now();
  }

  async function open(id: string, expires: string, signature: string): Promise<string | undefined> {
    const record = (await isGood(id, expires, signature)) ? await recordOf(id) : undefined;
    return record?.state === "succeeded" ? record.objectKey : undefined;
  }

  return { linkTo, open };
}
