import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRedisServer, type PrivateRedis, startPrivateRedis } from "@hailuo-queue/local";
import { closeRedis, createWriteGuard, inspectDiskSafety, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { startClusterNodes } from "./stand/cluster-nodes.ts";

let master: PrivateRedis;
let replica: PrivateRedis;
let connections: { readonly writer: RedisClient; readonly guard: RedisClient; readonly replica: RedisClient };
beforeAll(async () => {
  const server = await findRedisServer({ allowFetch: true });
  [master, replica] = await Promise.all([startPrivateRedis({ server }), startPrivateRedis({ server })]);
  const [writer, guard, other] = await Promise.all([
    openRedis(master.url, { role: "client" }),
    openRedis(master.url, { role: "worker" }),
    openRedis(replica.url, { role: "client" }),
  ]);
  connections = { writer, guard, replica: other };
});
afterAll(async () => {
  await Promise.all(Object.values(connections).map(closeRedis));
  await Promise.all([master.close(), replica.close()]);
});

test("a write is safe once a replica has it, and not before, and never when the server does not know it", async () => {
  const { writer, guard, replica: copy } = connections;
  const { isSafe } = createWriteGuard({ redis: guard, key: "guard", replicas: 1, timeoutMs: 200 });
  // A busy machine may take long to acknowledge: it is given the time.
  const patient = createWriteGuard({ redis: guard, key: "guard", replicas: 1, timeoutMs: 240_000 });
  const write = { key: "generation", field: "token", value: "mine" };
  await writer.hset(write.key, write.field, write.value);
  expect(await isSafe(write)).toBe(false);

  await copy.config("SET", "masterauth", new URL(master.url).password);
  await copy.replicaof("127.0.0.1", master.port);
  while ((await writer.call("WAIT", "1", "500")) !== 1) await writer.set("any", "1");
  expect(await Promise.all([patient.isSafe(write), patient.isSafe({ ...write, value: "another's" })])).toEqual([
    true,
    false,
  ]);

  await copy.replicaof("NO", "ONE");
  expect(await isSafe(write)).toBe(false);
});

describe("on the disk of the server", () => {
  /** One that knows WAITAOF (Redis 7.2, Valkey); the packages of older systems do not. */
  const newer = process.env["HAILUO_TEST_AOF_SERVER"];

  async function openServer(path?: string) {
    const found = await findRedisServer({ allowFetch: true });
    const directory = await mkdtemp(join(tmpdir(), "hailuo-disk-"));
    const server = await startPrivateRedis({
      server: path === undefined ? found : { ...found, path, command: [path] },
      directory,
    });
    const redis = await openRedis(server.url, { role: "worker" });
    const close = async (): Promise<void> => {
      await closeRedis(redis);
      await server.close();
      await rm(directory, { recursive: true, force: true });
    };
    return { server, redis, [Symbol.asyncDispose]: close };
  }

  test("a server says how its writes come there: the embedded one has them there before it answers", async () => {
    await using stand = await openServer();
    expect(await inspectDiskSafety(stand.redis, true)).toBe("always");
    expect(await inspectDiskSafety(stand.redis, false)).toBe("no_file");
    await stand.redis.config("SET", "appendfsync", "everysec");
    const known = await stand.redis.call("COMMAND", "INFO", "WAITAOF");
    expect(await inspectDiskSafety(stand.redis, true)).toBe(
      (known as readonly unknown[])[0] === null ? "cannot_wait" : "can_wait",
    );
  });

  (newer === undefined ? test.skip : test)("a write is safe once it is synced, and not before", async () => {
    await using stand = await openServer(newer);
    await stand.redis.config("SET", "appendfsync", "no");
    expect(await inspectDiskSafety(stand.redis, true)).toBe("never_synced");
    const { isSafe } = createWriteGuard({ redis: stand.redis, key: "guard", replicas: 0, disk: true });
    const write = { key: "generation", field: "token", value: "mine" };
    await stand.redis.hset(write.key, write.field, write.value);
    expect(await isSafe(write)).toBe(false);
    await stand.redis.config("SET", "appendfsync", "everysec");
    expect(await inspectDiskSafety(stand.redis, true)).toBe("can_wait");
    // A busy disk may take longer than a question waits.
    while (!(await isSafe(write)));
    expect(await isSafe({ ...write, value: "another's" })).toBe(false);
  });

  (newer === undefined ? test.skip : test)("a disk and a replica are both asked for", async () => {
    await using stand = await openServer(newer);
    const { isSafe } = createWriteGuard({ redis: stand.redis, key: "guard", replicas: 1, disk: true, timeoutMs: 100 });
    await stand.redis.hset("generation", "token", "mine");
    expect(await isSafe({ key: "generation", field: "token", value: "mine" })).toBe(false);
  });
});

test("a guard follows a Cluster in which its keys move to another node", async () => {
  await using cluster = await startClusterNodes();
  const redis = await openRedis(cluster.url, { role: "worker" });
  try {
    const key = "{q}:guard";
    const { isSafe } = createWriteGuard({ redis, key, replicas: 0 });
    const write = { key: "{q}:generation", field: "token", value: "mine" };
    await cluster.nodes[0].hset(write.key, write.field, write.value);
    expect(await isSafe(write)).toBe(true);

    await cluster.move(key);
    await cluster.nodes[1].hset(write.key, write.field, write.value);
    expect(await isSafe(write)).toBe(true);
  } finally {
    await closeRedis(redis);
  }
});

test("a guard that cannot ask says no, and no sooner than it would have waited", async () => {
  const closed = await openRedis(master.url, { role: "client" });
  await closeRedis(closed);
  const errors: unknown[] = [];
  const { isSafe } = createWriteGuard({
    redis: closed,
    key: "guard",
    replicas: 1,
    timeoutMs: 300,
    onError: (error) => errors.push(error),
  });
  const startedAt = performance.now();
  expect(await isSafe({ key: "generation", field: "token", value: "mine" })).toBe(false);
  expect(performance.now() - startedAt).toBeGreaterThan(290);
  expect(errors).toHaveLength(1);
});
