import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { GenerationRecord, ObjectStore } from "@hailuo-queue/contracts";
import type { RedisClient, RedisKeys } from "@hailuo-queue/redis";

export interface VideoLinksParts {
  readonly redis: RedisClient;
  readonly keys: Pick<RedisKeys, "linkSecret">;
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
  /** A link that needs no key, for an hour; undefined while there is no video. `host`: what the caller asked. */
  linkTo(record: GenerationRecord, host: string | undefined): Promise<VideoLink | undefined>;
  /** Whether a link to this generation was made here and has not run out. */
  isGood(id: string, expires: string, signature: string): Promise<boolean>;
}

const LIFETIME_SECONDS = 3600;

/** Links to finished videos: the store's own where it can make them, else signed ones to this gateway. */
export function createVideoLinks({ redis, keys, store, publicUrl, now }: VideoLinksParts): VideoLinks {
  let secret: Promise<string> | undefined;

  /** One for all gateways of a deployment, made by the first that needs it. */
  async function readSecret(): Promise<string> {
    await redis.setnx(keys.linkSecret, randomBytes(32).toString("base64url"));
    return (await redis.get(keys.linkSecret)) ?? "";
  }

  async function sign(id: string, expires: string): Promise<Buffer> {
    secret ??= readSecret();
    try {
      return createHmac("sha256", await secret)
        .update(`${id}.${expires}`)
        .digest();
    } catch (error) {
      secret = undefined;
      throw error;
    }
  }

  async function linkTo(record: GenerationRecord, host: string | undefined): Promise<VideoLink | undefined> {
    if (record.state !== "succeeded") return undefined;
    const expiresAt = Math.floor(now() / 1000) + LIFETIME_SECONDS;
    const direct = await store.link(record.objectKey, LIFETIME_SECONDS);
    if (direct !== undefined) return { url: direct, expiresAt };
    const url = new URL(`/api/v1/videos/${record.id}`, publicUrl ?? `http://${host ?? "127.0.0.1"}`);
    url.searchParams.set("Expires", String(expiresAt));
    url.searchParams.set("Signature", (await sign(record.id, String(expiresAt))).toString("base64url"));
    return { url: url.href, expiresAt };
  }

  async function isGood(id: string, expires: string, signature: string): Promise<boolean> {
    const right = await sign(id, expires);
    const given = Buffer.from(signature, "base64url");
    return given.length === right.length && timingSafeEqual(given, right) && Number(expires) * 1000 > now();
  }

  return { linkTo, isGood };
}
