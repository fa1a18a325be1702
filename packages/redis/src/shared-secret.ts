import { randomBytes } from "node:crypto";
import type { RedisClient } from "./connection.ts";

const SECRET_BYTES = 32;

/**
 * A random secret that all processes of a deployment share: the first that asks makes it. It is read once; a Redis that
 * is away is asked again at the next call.
 */
export function createSharedSecret(redis: RedisClient, key: string): () => Promise<string> {
  let cached: Promise<string> | undefined;

  async function read(): Promise<string> {
    await redis.setnx(key, randomBytes(SECRET_BYTES).toString("base64url"));
    const secret = await redis.get(key);
    if (secret === null) throw new Error(`The secret ${key} was removed while it was read.`);
    return secret;
  }

  return async () => {
    cached ??= read();
    try {
      return await cached;
    } catch (error) {
      cached = undefined;
      throw error;
    }
  };
}
