import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, TEXT } from "./__fixtures__/gateway-world.ts";

let world: GatewayWorld;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const BATCHES = "/api/v1/batches";
const LABELS = {
  name: "Spring campaign 🌸",
  tags: { team: "video", season: "spring" },
  metadata: { order: 17, rush: true, note: "two\nlines", client: null },
};
const LINES = { "content-type": "application/x-ndjson" };

async function open(token: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const { status, body: made } = await world.call("POST", BATCHES, token, body, headers);
  expect(status).toBe(201);
  return String(made["id"]);
}

async function listed(token: string, query: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor = "";
  for (;;) {
    const { status, body } = await world.call("GET", `${BATCHES}?limit=2&${query}${cursor}`, token);
    expect(status).toBe(200);
    ids.push(...(body["data"] as readonly { readonly id: string }[]).map(({ id }) => id));
    if (body["next_cursor"] === null) return ids;
    cursor = `&cursor=${encodeURIComponent(body["next_cursor"] as string)}`;
  }
}

test("a batch has the name, tags and metadata that its caller gave it, until they are changed", async () => {
  const token = await world.key("labels");
  const id = await open(token, LABELS);
  expect((await world.call("GET", `${BATCHES}/${id}`, token)).body).toMatchObject(LABELS);
  const changed = await world.call("PATCH", `${BATCHES}/${id}`, token, { name: null, tags: { team: "sound" } });
  expect(changed.body).toMatchObject({ name: null, tags: { team: "sound" }, metadata: LABELS.metadata });
  const emptied = await world.call("PATCH", `${BATCHES}/${id}`, token, { tags: {}, metadata: null });
  expect(emptied.body).toMatchObject({ name: null, tags: {}, metadata: {} });
  expect((await world.call("GET", `${BATCHES}/${await open(token, {})}`, token)).body).toMatchObject({
    name: null,
    tags: {},
    metadata: {},
  });
});

test("the same Idempotency-Key with other labels is another batch's, and is refused", async () => {
  const token = await world.key("again");
  const key = { "idempotency-key": "order-17" };
  const id = await open(token, LABELS, key);
  expect(await open(token, LABELS, key)).toBe(id);
  expect((await world.call("POST", BATCHES, token, { ...LABELS, name: "Autumn" }, key)).status).toBe(409);
});

test("batches are listed by name and by tags, page by page, and by nothing of another tenant's", async () => {
  const token = await world.key("lister");
  const other = await world.key("other");
  const ids: string[] = [];
  for (let at = 0; at < 9; at += 1) {
    const tags = { team: at % 2 === 0 ? "video" : "sound", number: String(at % 3), ["__proto__x"]: "y" };
    ids.push(await open(token, { name: at < 5 ? "early" : "late", tags }));
    await open(other, { name: "early", tags });
  }
  const of = (...places: readonly number[]): readonly string[] => places.map((at) => ids[at] ?? "");
  expect(await listed(token, "name=early")).toEqual(of(4, 3, 2, 1, 0));
  expect(await listed(token, "tag=team:video")).toEqual(of(8, 6, 4, 2, 0));
  expect(await listed(token, "tag=team%3Dvideo&tag=number:0")).toEqual(of(6, 0));
  expect(await listed(token, "tag=number:0&tag=team:video&name=late")).toEqual(of(6));
  expect(await listed(token, "tag=team:nobody")).toEqual([]);
  expect(await listed(token, "tag=constructor:x")).toEqual([]);
  // A cursor goes on with the filter that it came from.
  const { body } = await world.call("GET", `${BATCHES}?limit=1&tag=team:video`, token);
  const cursor = encodeURIComponent(body["next_cursor"] as string);
  expect((await world.call("GET", `${BATCHES}?tag=team:sound&cursor=${cursor}`, token)).status).toBe(400);
  expect((await world.call("GET", `${BATCHES}?cursor=${cursor}`, token)).status).toBe(400);
});

test.each<readonly [what: string, body: object, field: string]>([
  ["a name of two lines", { name: "a\nb" }, "name"],
  ["an empty name", { name: "" }, "name"],
  ["a name that is too long", { name: "x".repeat(129) }, "name"],
  ["seventeen tags", { tags: Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`t${at}`, "x"])) }, "tags"],
  ["a tag with a blank in its key", { tags: { "a b": "x" } }, "tags"],
  ["a tag that is a number", { tags: { a: 1 } }, "tags.a"],
  ["metadata in metadata", { metadata: { a: { b: 1 } } }, "metadata.a"],
  ["a list in metadata", { metadata: { a: [1] } }, "metadata.a"],
  ["a text that is too long", { metadata: { a: "x".repeat(257) } }, "metadata.a"],
  ["a list for tags", { tags: ["a"] }, "tags"],
])("%s is refused at its field, when it is opened and when it is changed", async (_what, body, field) => {
  const token = await world.key("refused");
  const id = await open(token, {});
  for (const [method, path] of [
    ["POST", BATCHES],
    ["PATCH", `${BATCHES}/${id}`],
  ] as const) {
    const refused = await world.call(method, path, token, body);
    expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([400, field]);
  }
  expect((await world.call("GET", `${BATCHES}/${id}`, token)).body).toMatchObject({ name: null, tags: {} });
});

test.each(["tag=x", "tag=a%20b:c", "tag=a:1&tag=a:2", "name=a&name=b", `tag=a:${"x".repeat(200)}`])(
  "a list by %s is refused",
  async (query) => {
    expect((await world.call("GET", `${BATCHES}?${query}`, await world.key("refused"))).status).toBe(400);
  },
);

test("labels count in the tenant's bytes: what they add beyond its quota is refused", async () => {
  const token = await world.key("small");
  await world.quotas.set("small", { maxBytes: 3000 });
  const id = await open(token, {});
  const metadata = Object.fromEntries(Array.from({ length: 32 }, (_, at) => [`key${at}`, "x".repeat(200)]));
  const full = await world.call("PATCH", `${BATCHES}/${id}`, token, { metadata });
  expect([full.status, full.body["code"]]).toEqual([429, "quota_bytes"]);
  expect((await world.call("POST", BATCHES, token, { metadata })).status).toBe(429);
  const admin = await world.key("operators", "admin");
  const bytes = async (): Promise<number> => {
    const { body } = await world.call("GET", "/api/v1/tenants", admin);
    const tenants = body["data"] as readonly { readonly name: string; readonly bytes_kept: number }[];
    return tenants.find(({ name }) => name === "small")?.bytes_kept ?? Number.NaN;
  };
  const before = await bytes();
  await world.call("PATCH", `${BATCHES}/${id}`, token, { name: "abc" });
  expect((await bytes()) - before).toBe("label.name".length + 3);
  await world.call("PATCH", `${BATCHES}/${id}`, token, { name: null });
  expect(await bytes()).toBe(before);
});

test("a batch tells how much of it has ended, and when all will have, once enough has", async () => {
  const token = await world.key("eta");
  const id = await open(token, {});
  const items = Array.from({ length: 8 }, () => JSON.stringify(TEXT)).join("\n");
  await world.call("POST", `${BATCHES}/${id}/items?seal=true`, token, items, LINES);
  const look = async (): Promise<Readonly<Record<string, unknown>>> =>
    (await world.call("GET", `${BATCHES}/${id}`, token)).body;
  expect(await look()).toMatchObject({ progress: { ended: 0, ratio: 0 }, eta: null });
  for (let at = 0; at < 4; at += 1) await world.end(await world.begin(), at === 0 ? "failed" : "succeeded");
  const half = await look();
  expect(half["progress"]).toEqual({ ended: 4, ratio: 0.5 });
  expect(Date.parse(String(half["eta"]))).toBeGreaterThan(Date.parse(String(half["sealed_at"])));
  await world.call("POST", `${BATCHES}/${id}/pause`, token);
  expect((await look())["eta"]).toBeNull();
  await world.call("POST", `${BATCHES}/${id}/resume`, token);
  for (let at = 0; at < 4; at += 1) await world.end(await world.begin(), "succeeded");
  expect(await look()).toMatchObject({ progress: { ended: 8, ratio: 1 }, eta: null });
});
