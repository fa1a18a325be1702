import { setTimeout as pause } from "node:timers/promises";
import { optional } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, TEXT } from "./__fixtures__/gateway-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";

interface Told {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The whole stream, once it has ended. */
async function follow(
  world: GatewayWorld,
  path: string,
  token: string,
  lastEventId?: string,
): Promise<readonly Told[]> {
  const headers = optional({ "last-event-id": lastEventId });
  const response = await world.fetch(path, token, { headers });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  const text = await response.text();
  return text.split("\n\n").flatMap((part) => {
    const [event, id, data] = ["event", "id", "data"].map((name) => new RegExp(`^${name}: (.*)$`, "m").exec(part)?.[1]);
    return event === undefined || data === undefined ? [] : [{ event, id, data: JSON.parse(data) as Told["data"] }];
  });
}

test("a stream tells each change once and ends; who comes back with an id is told what came after it", async () => {
  await using world = await openWorld(redisUrl);
  const token = await world.key("studio");
  const made = await world.call("POST", "/api/v1/generations", token, TEXT);
  const path = `${made.headers.get("location")}/events`;
  const whole = follow(world, path, token);
  await world.end(await world.begin(), "succeeded");
  const told = await whole;
  expect(told.at(-1)).toMatchObject({ event: "end", data: { id: made.body["id"], state: "succeeded" } });
  const again = await follow(world, path, token, "0-0");
  const changes = again.filter(({ event }) => event === "change");
  expect(changes.map(({ data }) => data["to"])).toEqual(["creating", "generating", "downloading", "succeeded"]);
  const rest = await follow(world, path, token, changes[1]?.id);
  expect(rest.filter(({ event }) => event === "change")).toEqual(changes.slice(2));
  expect(rest.at(-1)?.event).toBe("end");
  const bad = await world.call("GET", path, token, undefined, { "last-event-id": "1\n2".replace("\n", "x") });
  expect([bad.status, bad.body["code"]]).toEqual([400, "bad_last_event_id"]);
});

test("a batch and its last event tell how many of its videos are not what was bought", async () => {
  await using world = await openWorld(redisUrl);
  const token = await world.key("studio");
  const { body: batch, headers } = await world.call("POST", "/api/v1/batches", token, {});
  const path = String(headers.get("location"));
  const items = ["one", "two"].map((prompt) => `${JSON.stringify({ ...TEXT, prompt })}\n`).join("");
  await world.call("POST", `${path}/items?seal=true`, token, items, { "content-type": "application/x-ndjson" });
  const whole = follow(world, `${path}/events`, token);
  await world.end(await world.begin(), "succeeded", ["wrong_duration"]);
  await world.end(await world.begin(), "succeeded");
  expect((await whole).at(-1)).toMatchObject({ event: "end", data: { id: batch["id"], warned: 1 } });
  expect((await world.call("GET", path, token)).body).toMatchObject({ warned: 1, counts: { succeeded: 2 } });
  expect((await world.call("GET", "/api/v1/batches", token)).body["data"]).toMatchObject([{ warned: 1 }]);
});

test("a gateway that is stopped answers who waits with what is known by then, and ends streams", async () => {
  await using world = await openWorld(redisUrl);
  const token = await world.key("studio");
  const made = await world.call("POST", "/api/v1/generations", token, TEXT);
  const streamed = follow(world, `${made.headers.get("location")}/events`, token);
  const waiting = world.call(
    "POST",
    "/api/v1/generations",
    token,
    { ...TEXT, custom_id: "waiting" },
    { prefer: "wait=50" },
  );
  const listed = async (): Promise<string> => (await world.call("GET", "/api/v1/generations", token)).text;
  while (!(await listed()).includes('"waiting"')) await pause(50);
  const stopped = world.stop();
  expect(await waiting).toMatchObject({ status: 201, body: { custom_id: "waiting", state: "queued" } });
  expect(await streamed).toMatchObject([{ event: "snapshot", data: { state: "queued" } }]);
  await stopped;
  expect(world.output()).toContain("shutdown ended");
});

test("fifty open streams cost Redis one blocked connection", async () => {
  await using world = await openWorld(redisUrl);
  const token = await world.key("studio");
  const made = await world.call("POST", "/api/v1/generations", token, TEXT);
  const stop = new AbortController();
  const readers = await Promise.all(
    Array.from({ length: 50 }, () =>
      world.fetch(`${made.headers.get("location")}/events`, token, { signal: stop.signal }),
    ),
  );
  const first = await Promise.all(readers.map(async ({ body }) => (await body?.getReader().read())?.done));
  expect(first).toEqual(Array.from({ length: 50 }, () => false));
  // The shared Redis of the tests has other clients too: those of this world's gateway read one stream.
  const clients = String(await world.redis.call("CLIENT", "LIST"));
  expect(clients.split("\n").filter((line) => line.includes("cmd=xread")).length).toBeLessThan(10);
  stop.abort();
});

test("a stream ends soon once its key is revoked; those of other keys go on", async () => {
  await using world = await openWorld(redisUrl);
  const [kept, revoked] = [await world.key("studio"), await world.key("studio")];
  const made = await world.call("POST", "/api/v1/generations", kept, TEXT);
  const batch = await world.call("POST", "/api/v1/batches", kept, {});
  const paths = [`${made.headers.get("location")}/events`, `/api/v1/batches/${String(batch.body["id"])}/events`];
  const streams = await Promise.all(paths.map((path) => world.fetch(path, revoked)));
  const other = follow(world, paths[0] ?? "", kept);
  await world.revoke(revoked);
  const ends = await Promise.allSettled(streams.map((stream) => stream.text()));
  expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await world.end(await world.begin(), "succeeded");
  expect((await other).at(-1)?.event).toBe("end");
});
