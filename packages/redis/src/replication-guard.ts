import type { RedisClient } from "./connection.ts";

export interface ReplicationGuardOptions {
  /** A connection of its own: the wait holds it up. */
  readonly redis: RedisClient;
  /** In the same Cluster slot as what is guarded. */
  readonly key: string;
  /** How many replicas must have it. */
  readonly replicas: number;
  /** Default 1,000. How long to wait for them, and before a Redis that cannot be asked is answered with no. */
  readonly timeoutMs?: number;
  readonly onError?: (error: unknown) => void;
}

/** A field of a hash, and what was written into it. */
export interface GuardedWrite {
  readonly key: string;
  readonly field: string;
  readonly value: string;
}

interface Pending extends GuardedWrite {
  readonly resolve: (safe: boolean) => void;
}

/**
 * Tells whether a write stands on so many replicas, so that a failover to one of them does not forget it. Writes of one
 * turn of the event loop share one question: one WAIT covers all that was written before it. The write itself is read
 * back behind the WAIT: after a failover both would be asked of the new master, which may never have heard of it. What
 * cannot be asked is not safe, and says so no sooner than a WAIT would, so that nobody asks without end.
 */
export function createReplicationGuard(options: ReplicationGuardOptions): { isSafe(write: GuardedWrite): Promise<boolean> } {
  const { redis, key, replicas, timeoutMs = 1000, onError } = options;
  let waiting: Pending[] = [];

  async function ask(writes: readonly Pending[]): Promise<readonly boolean[]> {
    // Together, so that a Cluster sends all to the node that has the keys.
    const pipeline = redis.pipeline().set(key, "1").call("WAIT", String(replicas), String(timeoutMs));
    for (const write of writes) pipeline.hget(write.key, write.field);
    const replies = (await pipeline.exec()) ?? [];
    const failed = replies.find(([error]) => error !== null)?.[0];
    if (failed) throw failed;
    const acknowledged = Number(replies[1]?.[1] ?? 0);
    return writes.map(({ value }, at) => acknowledged >= replicas && replies[at + 2]?.[1] === value);
  }

  async function askAgain(writes: readonly Pending[]): Promise<readonly boolean[]> {
    // ioredis does not follow a Cluster that moved where only a part of a pipeline is told so, WAIT not; with a plain command it learns.
    await redis.set(key, "1");
    return ask(writes);
  }

  async function settle(writes: readonly Pending[]): Promise<void> {
    let answers: readonly boolean[] = [];
    try {
      answers = await ask(writes).catch(() => askAgain(writes));
    } catch (error) {
      onError?.(error);
      await new Promise((resolve) => setTimeout(resolve, timeoutMs));
    }
    for (const [at, { resolve }] of writes.entries()) resolve(answers[at] === true);
  }

  function flush(): void {
    const writes = waiting;
    waiting = [];
    void settle(writes);
  }

  return {
    isSafe: (write) =>
      new Promise((resolve) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ ...write, resolve });
      }),
  };
}
