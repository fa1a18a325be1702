import type { Cluster, Redis } from "ioredis";

/**
 * Tells of each connection that was made, was closed before it could be used, and is tried again. ioredis says nothing
 * of it where the server's refusal (`max number of clients reached`) was read as the answer to a greeting: its owner
 * would wait for ever, and nobody would know for what.
 */
export function tellSilentEnds(redis: Redis | Cluster, tell: (error: Error) => void): void {
  let isSilent = false;
  redis.on("connect", () => (isSilent = true));
  redis.on("ready", () => (isSilent = false));
  redis.on("error", () => (isSilent = false));
  redis.on("reconnecting", () => {
    if (isSilent) tell(new Error("the connection was closed before it was ready"));
    isSilent = false;
  });
}
