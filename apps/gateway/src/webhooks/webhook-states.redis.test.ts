import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, TEXT } from "../__fixtures__/gateway-world.ts";

interface Told {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

let world: GatewayWorld;
const heard = new EventEmitter();
const told = new Map<string, Told[]>();
const receiver = createServer((request, response) => {
  void (async () => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const path = request.url ?? "";
    told.set(path, [...(told.get(path) ?? []), JSON.parse(text) as Told]);
    response.writeHead(204).end();
    heard.emit("call");
  })();
});
beforeAll(async () => {
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { HAILUO_WEBHOOK_ALLOW_PRIVATE: "true" });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  receiver.closeAllConnections();
  receiver.close();
});

const hook = (path: string): string => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;

/** Events come in any order. */
async function typesAt(path: string, count: number): Promise<readonly string[]> {
  while ((told.get(path)?.length ?? 0) < count) await once(heard, "call");
  return (told.get(path) ?? []).map(({ type }) => type).toSorted();
}

async function key(tenant: string): Promise<string> {
  const token = await world.key(tenant);
  await world.call("POST", "/api/v1/webhooks/secret", token);
  return token;
}

test("a generation's webhook is told each state that is wanted and no other, or its end", async () => {
  const token = await key("one");
  const wanted = ["creating", "downloading", "succeeded"];
  for (const [path, filter] of [
    ["/some", { events_filter: wanted }],
    ["/usual", {}],
  ] as const) {
    const body = { ...TEXT, webhook: hook(path), ...filter };
    expect((await world.call("POST", "/api/v1/generations", token, body)).status).toBe(201);
    await world.end(await world.begin(), "succeeded");
  }
  // What came last is told last in its turn: nothing else is on its way.
  expect(await typesAt("/usual", 1)).toEqual(["generation.succeeded"]);
  expect(await typesAt("/some", 3)).toEqual(["generation.creating", "generation.downloading", "generation.succeeded"]);
  const parked = { ...TEXT, webhook: hook("/parked"), events_filter: ["needs_attention"] };
  await world.call("POST", "/api/v1/generations", token, parked);
  await world.park(await world.begin());
  expect(await typesAt("/parked", 1)).toEqual(["generation.needs_attention"]);
});

test("a batch's webhook tells of its generations what is wanted, with the batch's labels", async () => {
  const token = await key("many");
  const labels = { name: "Spring", tags: { team: "video" }, metadata: { order: 17 } };
  const made = await world.call("POST", "/api/v1/batches", token, {
    ...labels,
    webhook: hook("/batch"),
    webhook_of_each: true,
    events_filter: ["generating", "failed"],
  });
  const items = [TEXT, TEXT].map((one) => JSON.stringify(one)).join("\n");
  await world.call("POST", `/api/v1/batches/${String(made.body["id"])}/items?seal=true`, token, items, {
    "content-type": "application/x-ndjson",
  });
  await world.end(await world.begin(), "succeeded");
  await world.end(await world.begin(), "failed");
  expect(await typesAt("/batch", 4)).toEqual([
    "batch.ended",
    "batch.sealed",
    "generation.failed",
    "generation.generating",
  ]);
  for (const { type, data } of told.get("/batch") ?? [])
    expect(type.startsWith("batch.") ? data : data["batch_labels"]).toMatchObject(labels);
});

test.each<readonly [what: string, path: string, body: object]>([
  ["a filter without a webhook", "/api/v1/generations", { ...TEXT, events_filter: ["succeeded"] }],
  [
    "a state that there is not",
    "/api/v1/generations",
    { ...TEXT, webhook: "https://x.example/", events_filter: ["done"] },
  ],
  ["an empty filter", "/api/v1/generations", { ...TEXT, webhook: "https://x.example/", events_filter: [] }],
  ["a filter without webhook_of_each", "/api/v1/batches", { webhook: "https://x.example/", events_filter: ["failed"] }],
])("%s is refused", async (_what, path, body) => {
  const { status, body: problem } = await world.call("POST", path, await key("refused"), body);
  expect([status, problem.errors?.[0]?.field]).toEqual([400, expect.stringMatching(/^events_filter/)]);
});
