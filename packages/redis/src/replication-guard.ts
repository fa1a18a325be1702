import type { RedisClient } from "./connection.ts";

export interface ReplicationGuardOptions {
  /** A connection of its own: the wait holds it up. */
  readonly redis: RedisClient;
  /** In the same Cluster slot as what is guarded. */
  readonly key: string;
  /** How many replicas must have it; 0: none, nothing is asked. */
  readonly replicas: number;
  /** Default 1,000. */
  readonly timeoutMs?: number;
}

/**
 * Tells whether everything that was written before the call is on so many replicas, so that a failover to one of them does
 * not forget it. Calls of one turn of the event loop share one question: one WAIT covers all that was written before it.
 */
export function createReplicationGuard(options: ReplicationGuardOptions): { isSafe(): Promise<boolean> } {
  const { redis, key, replicas, timeoutMs = 1000 } = options;
  let asking: Promise<boolean> | undefined;

  async function ask(): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    asking = undefined;
    // Together, so that a Cluster sends both to the node that has the key; WAIT covers the writes before its own.
    const replies = await redis.pipeline().set(key, "1").call("WAIT", String(replicas), String(timeoutMs)).exec();
    const [error, acknowledged] = replies?.[1] ?? [new Error("no answer"), 0];
    if (error !== null) throw error;
    return Number(acknowledged) >= replicas;
  }

  return {
    isSafe: async () => {
      if (replicas === 0) return true;
      asking ??= ask();
      return asking;
    },
  };
}
