import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@hailuo-queue/local";
import { Redis } from "ioredis";
import type { CampaignWorld } from "../campaign.ts";
import { endWithUs } from "../processes/end-with-us.ts";
import { until } from "./until.ts";

/** A Redis (or a sentinel) that may be killed and come back at the same port with the same files. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** 0 while it is down. */
  pid(): number;
  start(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** A connection of its own for one piece of work. */
  use<Answer>(work: (redis: Redis) => Promise<Answer>): Promise<Answer>;
}

export interface RedisServerOptions {
  readonly world: Pick<CampaignWorld, "redisServer" | "path">;
  readonly directory: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Further lines of redis.conf. */
  readonly lines?: readonly string[];
  readonly sentinel?: boolean;
}

const DATA_LINES = ["appendonly yes", "appendfsync everysec", 'save ""', "maxmemory-policy noeviction", "hz 100"];

/** Starts it and waits until it answers. */
export async function startRedisServer({
  world,
  directory,
  lines = [],
  sentinel = false,
  ...options
}: RedisServerOptions): Promise<RedisServer> {
  const port = options.port ?? (await freePort());
  await mkdir(directory, { recursive: true });
  const configuration = join(directory, "redis.conf");
  const own = [
    "bind 127.0.0.1",
    `port ${port}`,
    `dir ${directory}`,
    "daemonize no",
    ...(sentinel ? [] : DATA_LINES),
    ...lines,
    "",
  ];
  await writeFile(configuration, own.join("\n"));
  let server: ChildProcess | undefined;

  async function use<Answer>(work: (redis: Redis) => Promise<Answer>): Promise<Answer> {
    const redis = new Redis({ port, lazyConnect: true, retryStrategy: () => null, commandTimeout: 5000 });
    redis.on("error", () => undefined);
    try {
      await redis.connect();
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }

  async function start(): Promise<void> {
    const [program = "", ...words] = world.redisServer.command;
    const log = await open(join(directory, "redis.log"), "a");
    server = spawn(program, [...words, configuration, ...(sentinel ? ["--sentinel"] : [])], {
      env: { PATH: world.path },
      // A process group of its own: Ctrl-C ends the campaign, which ends it.
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    await log.close();
    endWithUs(server);
    await until(`the Redis on port ${port} answers`, () =>
      use((redis) => redis.ping()).then(
        () => true,
        () => false,
      ),
    );
  }

  async function kill(): Promise<void> {
    const victim = server;
    server = undefined;
    if (victim === undefined || victim.exitCode !== null || victim.signalCode !== null) return;
    const ended = once(victim, "exit");
    victim.kill("SIGKILL");
    await ended;
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: () => server?.pid ?? 0,
    start,
    signal: (name) => void server?.kill(name),
    kill,
    use,
    [Symbol.asyncDispose]: kill,
  };
}
