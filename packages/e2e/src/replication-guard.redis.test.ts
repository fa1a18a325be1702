import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { findRedisServer, type PrivateRedis, startPrivateRedis } from "@hailuo-queue/local";
import { closeRedis, createReplicationGuard, openRedis, type RedisClient } from "@hailuo-queue/redis";
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
  const { isSafe } = createReplicationGuard({ redis: guard, key: "guard", replicas: 1, timeoutMs: 200 });
  // A busy machine may take long to acknowledge: it is given the time.
  const patient = createReplicationGuard({ redis: guard, key: "guard", replicas: 1, timeoutMs: 240_000 });
  const write = { key: "generation", field: "token", value: "mine" };
  await writer.hset(write.key, write.field, write.value);
  expect(await isSafe(write)).toBe(false);

  await copy.config("SET", "masterauth", new URL(master.url).password);
  await copy.replicaof("127.0.0.1", master.port);
  while ((await writer.call("WAIT", "1", "500")) !== 1) await writer.set("any", "1");
  expect(await Promise.all([patient.isSafe(write), patient.isSafe({ ...write, value: "another's" })])).toEqual([true, false]);

  await copy.replicaof("NO", "ONE");
  expect(await isSafe(write)).toBe(false);
});

test("a guard follows a Cluster in which its keys move to another node", async () => {
  await using cluster = await startClusterNodes();
  const redis = await openRedis(cluster.url, { role: "worker" });
  try {
    const key = "{q}:guard";
    const { isSafe } = createReplicationGuard({ redis, key, replicas: 0 });
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
  const { isSafe } = createReplicationGuard({
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
