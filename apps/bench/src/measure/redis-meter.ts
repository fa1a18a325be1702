import { Redis } from "ioredis";

export interface RedisLoad {
  /** Commands that were carried out, those inside scripts too. */
  readonly commands: number;
  readonly cpuSeconds: number;
  /** The ten that took longest, with their time in the server; a script's time holds that of the commands inside. */
  readonly heaviest: readonly CommandLoad[];
}

export interface CommandLoad {
  readonly name: string;
  readonly calls: number;
  readonly seconds: number;
}

export interface RedisMeter extends AsyncDisposable {
  /** Empties the database and counts from now. */
  restart(): Promise<void>;
  /** Counts from now. */
  begin(): Promise<void>;
  read(): Promise<RedisLoad>;
}

/** Reads what a Redis itself counts: INFO cpu and INFO commandstats. */
export function openRedisMeter(redisUrl: string): RedisMeter {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  let before = 0;
  async function begin(): Promise<void> {
    await redis.config("RESETSTAT");
    before = await usedCpuSeconds(redis);
  }
  return {
    begin,
    async restart() {
      await redis.flushall();
      await begin();
    },
    async read() {
      const cpuSeconds = (await usedCpuSeconds(redis)) - before;
      const loads = parseCommandStats(await redis.info("commandstats"));
      const commands = loads.reduce((sum, { calls }) => sum + calls, 0);
      return {
        commands,
        cpuSeconds,
        heaviest: loads.toSorted((one, other) => other.seconds - one.seconds).slice(0, 10),
      };
    },
    async [Symbol.asyncDispose]() {
      await redis.quit();
    },
  };
}

export function parseCommandStats(text: string): readonly CommandLoad[] {
  return [...text.matchAll(/^cmdstat_(\S+?):calls=(\d+),usec=(\d+)/gm)].map(([, name = "", calls, microseconds]) => ({
    name,
    calls: Number(calls),
    seconds: Number(microseconds) / 1e6,
  }));
}

async function usedCpuSeconds(redis: Redis): Promise<number> {
  const text = await redis.info("cpu");
  const read = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(text)?.[1] ?? 0);
  return read("used_cpu_user") + read("used_cpu_sys");
}
