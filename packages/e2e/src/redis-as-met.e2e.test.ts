import { spawnSync } from "node:child_process";
import { constants, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { freePort } from "@hailuo-queue/local";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { untilAskedAbout } from "./stand/books.ts";
import { examine } from "./stand/examine.ts";
import { closingServer, hideFrom, outerAddress, startOddRedis } from "./stand/odd-redis.ts";
import { jsonLines, openStand, type Stand, textPrompts } from "./stand/open-stand.ts";
import { until } from "./stand/until.ts";

async function runOf(stand: Stand, url: string, count = 2): Promise<readonly string[]> {
  stand.env["REDIS_URL"] = url;
  return ["run", await stand.write("a.jsonl", jsonLines(textPrompts(count))), "--batch", "a", "--out", "out"];
}

test.concurrent("a Redis with room for few clients is told with the number that a run needs, before anything is enqueued", async () => {
  await using stand = await openStand();
  const redis = await startOddRedis(stand, ["--maxclients", "5"]);
  const command = await runOf(stand, redis.url);
  const end = await stand.run(command);
  expect(end).toMatchObject({ code: 2, stdout: expect.not.stringContaining("succeeded") });
  expect(end.stderr).toMatch(
    /has no room: a run needs \d+ connections beside this one; of its 5 \(maxclients\).*max number of clients.*Raise maxclients/,
  );
  const machine = await stand.run([...command, "--json"]);
  expect(machine.json.find(({ type }) => type === "error")).toMatchObject({ code: "redis_full_of_clients" });
  expect(machine.json.at(-1)).toMatchObject({ type: "summary", total: 0 });
  expect(stand.simulator.stats().accepted).toBe(0);
  expect((await examine(stand)).stdout).toMatch(/redis connections.*takes 5 \(maxclients\), of which \d are free/);
});

test.concurrent("a hosted one that hides its number is asked at the door", async () => {
  await using stand = await openStand();
  const redis = await startOddRedis(stand, ["--maxclients", "5"]);
  const end = await stand.run(await runOf(stand, await hideFrom(stand, redis.port, ["maxclients"])));
  expect(end).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/a run needs \d+ connections, and some were refused.*max number of clients/),
  });
  expect(stand.simulator.stats().accepted).toBe(0);
});

test.concurrent("one that takes nobody at all says so itself", async () => {
  await using stand = await openStand();
  const redis = await startOddRedis(stand, ["--maxclients", "1"]);
  // Not as a client, who gives up: whoever looked whether it listens may be its one client for a moment.
  const holder = await openRedis(redis.url, { role: "worker" });
  await holder.ping();
  stand.env["REDIS_URL"] = redis.url;
  const end = await stand.run(["status"]);
  expect(end).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/\(ERR max number of clients reached\).*raise its maxclients/),
  });
  await closeRedis(holder);
});

test.concurrent("a run takes no more connections than it says, and Ctrl-C ends it also when all of them are refused", async () => {
  await using stand = await openStand();
  stand.env["HAILUO_SHUTDOWN_GRACE_MS"] = "1000";
  const redis = await startOddRedis(stand);
  const watcher = await openRedis(redis.url, { role: "worker" });
  stand.defer(() => closeRedis(watcher));
  stand.hold();
  const run = stand.start([...(await runOf(stand, redis.url)), "--json"]);
  await untilAskedAbout(stand.simulator, 2);
  const ids = String(await watcher.client("LIST"))
    .trim()
    .split("\n");
  expect(ids.length - 1).toBeLessThanOrEqual(8);
  await watcher.config("SET", "maxclients", "1");
  await watcher.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await run.line((line) => line.includes("max number of clients"));
  run.signal("SIGINT");
  expect(await run.ended).toMatchObject({ code: 130 });
});

test.concurrent.each(["?family=0", "?family=4&db=2", "/1?db=2"])("a URL with %s is taken", async (query) => {
  await using stand = await openStand();
  const redis = await startOddRedis(stand);
  stand.env["REDIS_URL"] = `${redis.url}${query}`;
  expect(await stand.run(["status"])).toMatchObject({ code: 0, stderr: "" });
});

test.concurrent("a password that is not percent-encoded is told in a true sentence", async () => {
  await using stand = await openStand();
  const redis = await startOddRedis(stand, ["--requirepass", "hunter/two"]);
  stand.env["REDIS_URL"] = `redis://:hunter/two@127.0.0.1:${redis.port}`;
  const told = await stand.run(["status"]);
  expect(told).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('has a "/" that is not percent-encoded; write %2F for it'),
  });
  expect(told.stderr).not.toContain("hunter");
  stand.env["REDIS_URL"] = `redis://:hunter%2Ftwo@127.0.0.1:${redis.port}`;
  expect(await stand.run(["status"])).toMatchObject({ code: 0 });
});

test.concurrent("one that hides its policy in INFO is asked by CONFIG; where both are hidden, its owner may say that it evicts nothing", async () => {
  await using stand = await openStand();
  const redis = await startOddRedis(stand);
  const hidden = await hideFrom(stand, redis.port, ["maxmemory_policy"]);
  expect(await stand.run(await runOf(stand, hidden))).toMatchObject({ code: 0 });

  const both = await hideFrom(stand, (await startOddRedis(stand, ["--rename-command", "CONFIG", ""])).port, [
    "maxmemory_policy",
  ]);
  const refused = await stand.run(await runOf(stand, both));
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/does not tell.*maxmemory-policy.*add \?maxmemory-policy=noeviction to REDIS_URL/),
  });
  expect((await examine(stand)).stdout).toMatch(/redis memory.*\n?.*add \?maxmemory-policy=noeviction/);
  expect(await stand.run(await runOf(stand, `${both}?maxmemory-policy=noeviction`))).toMatchObject({ code: 0 });
});

test.concurrent("one that may evict is refused whatever its owner says", async () => {
  await using stand = await openStand();
  const redis = await startOddRedis(stand, ["--maxmemory-policy", "allkeys-lru"]);
  const end = await stand.run(await runOf(stand, `${redis.url}?maxmemory-policy=noeviction`));
  expect(end).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/may evict data \(maxmemory-policy is allkeys-lru\)/),
  });
});

const address = outerAddress();
(address === undefined ? test.skip : test.concurrent)("protected mode is told in the server's own words", async () => {
  await using stand = await openStand();
  const redis = await startOddRedis(stand, ["--bind", "*", "--protected-mode", "yes"]);
  stand.env["REDIS_URL"] = `redis://${address}:${redis.port}`;
  for (const command of [["status"], ["doctor"]]) {
    const end = await stand.run(command);
    expect(end.code).not.toBe(0);
    expect(`${end.stdout}${end.stderr}`).toMatch(/DENIED Redis is running in protected mode.*no password: set one/s);
    // Not the whole screen of ways out of it that Redis lists.
    expect(`${end.stdout}${end.stderr}`).not.toMatch(/EPIPE|CONFIG REWRITE/);
  }
});

test.concurrent("a full memory is told as such, and nothing is bought", async () => {
  await using stand = await openStand();
  const redis = await startOddRedis(stand, ["--maxmemory", "1600kb"]);
  const end = await stand.run(await runOf(stand, redis.url));
  expect(end).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/OOM command not allowed.*its memory is full: give it more \(maxmemory\)/),
  });
  expect(await examine(stand, { env: { REDIS_URL: redis.url } })).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(/FAIL +redis +it takes no writes \(OOM.*give it more \(maxmemory\)/),
  });
  expect(end.stderr).not.toMatch(/start Redis there|user_script/);
  expect(stand.simulator.stats().accepted).toBe(0);
});

test.concurrent("while Redis is away, workers say it once and not for each connection, without a stack", async () => {
  await using stand = await openStand();
  const server = await closingServer(stand);
  stand.env["REDIS_URL"] = server.url;
  const worker = stand.start(["worker", "all"]);
  await until("fifteen connections were closed", () => server.connections() >= 15);
  worker.signal("SIGTERM");
  const end = await worker.ended;
  expect(end.code).toBe(0);
  const lines = end.stderr
    .split("\n")
    .flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as { time: string; msg: string }] : []));
  expect(lines[0]?.msg).toMatch(/^Redis at redis:\/\/127.0.0.1:\d+ cannot be used/);
  // However long it took: one a minute.
  const times = lines.map(({ time }) => Date.parse(time));
  for (const [at, time] of times.slice(1).entries()) expect(time - (times[at] ?? 0)).toBeGreaterThan(59_000);
  expect(end.stderr).not.toContain("    at ");
});

test.concurrent("a worker whose output nobody reads ends on SIGTERM", async () => {
  await using stand = await openStand();
  const redis = await startOddRedis(stand);
  const pipe = join(stand.directory, "unread");
  expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
  const unread = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  expect(() => {
    for (;;) writeSync(unread, Buffer.alloc(4096));
  }).toThrow(/EAGAIN/);
  const port = await freePort();
  const env = { REDIS_URL: redis.url, HAILUO_HEALTH_PORT: String(port), HAILUO_LOG_LEVEL: "debug" };
  const worker = stand.start(["worker", "create"], { env, output: unread });
  await until("it runs", () =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  worker.signal("SIGTERM");
  expect(await worker.ended).toMatchObject({ code: 0 });
});
