import { join } from "node:path";
import type { CampaignWorld } from "../campaign.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";
import { until } from "./until.ts";

const NAME = "faults";
const SENTINELS = 3;
const REPLICAS = 2;
const DOWN_AFTER_MS = 1000;

/** One master with replicas, and three sentinels that agree on who is master. */
export interface SentinelSet extends AsyncDisposable {
  readonly url: string;
  /** Whoever is master now. */
  master(): Promise<RedisServer>;
  replicas(): Promise<readonly RedisServer[]>;
  /**
   * Kills the master and waits until another is; starts the old one again, as a replica. Returns how long there was
   * none.
   */
  failOver(): Promise<{ readonly withoutMasterMs: number }>;
}

export async function startSentinelSet(world: CampaignWorld, directory: string): Promise<SentinelSet> {
  const first = await startRedisServer({ world, directory: join(directory, "data-0") });
  const lines = [`replicaof 127.0.0.1 ${first.port}`];
  const others = await Promise.all(
    Array.from({ length: REPLICAS }, (_, at) =>
      startRedisServer({ world, directory: join(directory, `data-${at + 1}`), lines }),
    ),
  );
  const data = [first, ...others];
  const watch = [
    `sentinel monitor ${NAME} 127.0.0.1 ${first.port} 2`,
    `sentinel down-after-milliseconds ${NAME} ${DOWN_AFTER_MS}`,
    `sentinel failover-timeout ${NAME} 5000`,
    `sentinel parallel-syncs ${NAME} ${REPLICAS}`,
  ];
  const sentinels = await Promise.all(
    Array.from({ length: SENTINELS }, (_, at) =>
      startRedisServer({ world, directory: join(directory, `sentinel-${at}`), lines: watch, sentinel: true }),
    ),
  );
  await until("the sentinels know each other and the replicas", () => knowEachOther(sentinels[0]));

  async function masterPort(): Promise<number> {
    const [sentinel] = sentinels;
    const address = (await sentinel?.use((redis) => redis.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME))) as
      | [string, string]
      | undefined;
    return Number(address?.[1] ?? 0);
  }

  async function master(): Promise<RedisServer> {
    const port = await masterPort();
    const server = data.find((each) => each.port === port);
    if (server === undefined) throw new Error(`the sentinels name a master on port ${port}, which is none of ours`);
    return server;
  }

  return {
    url: `sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(",")}/${NAME}`,
    master,
    async replicas() {
      const { port } = await master();
      return data.filter((each) => each.port !== port);
    },
    async failOver() {
      const victim = await master();
      const startedAt = performance.now();
      await victim.kill();
      await until(
        "there is another master",
        async () => (await masterPort()) !== victim.port && (await takesWrites(await master())),
      );
      const withoutMasterMs = performance.now() - startedAt;
      await victim.start();
      return { withoutMasterMs };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...sentinels, ...data].map((server) => server[Symbol.asyncDispose]()));
    },
  };
}

async function knowEachOther(sentinel: RedisServer | undefined): Promise<boolean> {
  const fields = ((await sentinel?.use((redis) => redis.call("SENTINEL", "MASTER", NAME))) ?? []) as string[];
  const read = (name: string): number => Number(fields[fields.indexOf(name) + 1]);
  return read("num-slaves") === REPLICAS && read("num-other-sentinels") === SENTINELS - 1;
}

async function takesWrites(server: RedisServer): Promise<boolean> {
  return server
    .use((redis) => redis.info("replication"))
    .then(
      (text) => text.includes("role:master"),
      () => false,
    );
}
