import type { RedisClient } from "./connection.ts";

/** What a write must have reached before it counts, and how long that is waited for. */
export interface WriteGuardOptions {
  /** A connection of its own: the wait holds it up. */
  readonly redis: RedisClient;
  /** In the same Cluster slot as what is guarded. */
  readonly key: string;
  /** How many replicas must have it. */
  readonly replicas: number;
  /** Whether the server that took it must have it on its disk (WAITAOF); default false. */
  readonly disk?: boolean;
  /** Default 1,000. How long to wait for the replicas, and before a Redis that cannot be asked is answered with no. */
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

/** A file that is synced each second has it after one, and on a slow disk after three. */
const DISK_TIMEOUT_MS = 4000;

/**
 * Tells whether a write stands where the loss of its server does not reach: on so many replicas, so that a failover to
 * one of them does not forget it, and on the server's disk, so that its own end does not. Writes that come while a
 * question is under way share the next one: it covers all that was written before it. The write itself is read back
 * behind the wait: after a failover both would be asked of the new master, which may never have heard of it. What
 * cannot be asked is not safe, and says so no sooner than a wait would, so that nobody asks without end.
 */
export function createWriteGuard(options: WriteGuardOptions): { isSafe(write: GuardedWrite): Promise<boolean> } {
  const { redis, key, replicas, disk = false, timeoutMs = 1000, onError } = options;
  let waiting: Pending[] = [];
  let asking = false;

  async function ask(writes: readonly Pending[]): Promise<readonly boolean[]> {
    // Together, so that a Cluster sends all to the node that has the keys.
    const pipeline = redis.pipeline().set(key, "1");
    if (replicas > 0 || !disk) pipeline.call("WAIT", String(replicas), String(timeoutMs));
    if (disk) pipeline.call("WAITAOF", "1", "0", String(DISK_TIMEOUT_MS));
    for (const write of writes) pipeline.hget(write.key, write.field);
    const replies = (await pipeline.exec()) ?? [];
    const failed = replies.find(([error]) => error !== null)?.[0];
    if (failed) throw failed;
    const answers = replies.map(([, answer]) => answer);
    const waits = answers.slice(1, answers.length - writes.length);
    const onDisk = !disk || Number((waits.at(-1) as readonly unknown[])[0]) >= 1;
    const copied = replicas === 0 || Number(waits[0]) >= replicas;
    const values = answers.slice(answers.length - writes.length);
    return writes.map(({ value }, at) => onDisk && copied && values[at] === value);
  }

  async function askAgain(writes: readonly Pending[]): Promise<readonly boolean[]> {
    // ioredis does not follow a Cluster that moved where only a part of a pipeline is told so, WAIT not; with a plain
    // command it learns.
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

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const writes = waiting;
      waiting = [];
      await settle(writes);
    }
    asking = false;
  }

  return {
    isSafe: (write) =>
      new Promise((resolve) => {
        waiting.push({ ...write, resolve });
        if (asking) return;
        asking = true;
        setImmediate(() => void work());
      }),
  };
}
