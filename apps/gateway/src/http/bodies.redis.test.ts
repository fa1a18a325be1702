import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, TEXT } from "../__fixtures__/gateway-world.ts";
import { API_ROUTES, MINIMAX_ROUTES, OPENAI_ROUTES } from "../routes/table.ts";

let world: GatewayWorld;
let token: string;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
  });
  token = await world.key("mine", "admin");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const takingJson = [...API_ROUTES, ...MINIMAX_ROUTES, ...OPENAI_ROUTES].filter(({ body }) => body !== undefined);
const named = takingJson.map((route) => [`${route.method} ${route.path}`, route] as const);
const JSON_TYPE = { "content-type": "application/json" };
const text = JSON.stringify(TEXT);

const BODIES: readonly (readonly [
  what: string,
  headers: Record<string, string>,
  body: string | Buffer,
  statuses: readonly number[],
])[] = [
  ["gzip", { ...JSON_TYPE, "content-encoding": "gzip" }, gzipSync(text), [415]],
  ["an encoding that is none", { ...JSON_TYPE, "content-encoding": "zip, br" }, text, [415]],
  ["another charset", { "content-type": "application/json; charset=latin1" }, text, [415]],
  ["a text", { "content-type": "text/plain" }, text, [415]],
  ["lines", { "content-type": "application/x-ndjson" }, text, [415]],
  ["a form", { "content-type": "application/x-www-form-urlencoded" }, "model=x", [415]],
  ["a type that is none", { "content-type": "a/b/c;;" }, text, [415]],
  ["zeros", JSON_TYPE, Buffer.alloc(1000), [400]],
  ["noise", JSON_TYPE, Buffer.from([0xff, 0xfe, 0x00, 0x80]), [400]],
  ["brackets", JSON_TYPE, "[".repeat(50_000), [422]],
  ["a name of 60,000 letters", JSON_TYPE, JSON.stringify({ ["a".repeat(60_000)]: 1 }), [422]],
  [
    "1,500 names",
    JSON_TYPE,
    JSON.stringify(Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`n${at}`, 0]))),
    // An edit judges names by the generation, which is not there.
    [400, 404],
  ],
  ["a number", JSON_TYPE, "1", [400]],
];

describe.each(named)("%s", (_name, route) => {
  const refused = BODIES.filter(([what]) => what !== "a text" || route.anyJsonType === undefined);
  test.each(refused)("refuses %s by a sentence, in its own shape", async (_what, headers, body, statuses) => {
    const path = route.path.replace(":id", "gen_0").replace(":name", "default");
    const response = await world.fetch(path, token, { method: route.method, headers, body });
    const answer = await response.text();
    expect(answer.length).toBeLessThan(30_000);
    expect(answer).not.toMatch(/node_modules|\.ts:|_readableState|FST_/);
    if (route.tellProblem === undefined) {
      expect([response.status, response.headers.get("content-type")]).toEqual([
        expect.any(Number),
        "application/problem+json; charset=utf-8",
      ]);
      // A thing that is not there is told only once the body is read.
      expect(statuses).toContain(response.status);
    } else if (route.path.startsWith("/openai/"))
      expect(JSON.parse(answer)).toMatchObject({
        error: { message: expect.any(String), type: "invalid_request_error", code: expect.any(String) },
      });
    else expect(answer).toContain("invalid params");
  });
});

test("JSON in UTF-8 is taken as whoever sends it says so", async () => {
  for (const type of ["application/json; charset=utf-8", 'application/json;charset="UTF-8"', "Application/JSON"]) {
    const { status } = await world.call("POST", "/api/v1/generations", token, text, { "content-type": type });
    expect([type, status]).toEqual([type, 201]);
  }
});

test("of a generation with a thousand unknown fields a hundred are told, and how many there are", async () => {
  const fields = Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`field${at}`, 0]));
  const { body } = await world.call("POST", "/api/v1/generations", token, { ...TEXT, ...fields });
  expect(body.errors).toHaveLength(100);
  expect(body["detail"]).toBe(
    "The generation cannot be made as it was asked for: it has 900 faults, and the first are told.",
  );
  const batch = await world.call("POST", "/api/v1/batches", token, fields);
  expect([batch.body.errors?.length, batch.body["detail"]]).toEqual([
    100,
    "The body has 900 faults; the first 100 are told.",
  ]);
});

test("an upload's answer tells a hundred faults, whatever was sent, and the batch counts all", async () => {
  const batch = String((await world.call("POST", "/api/v1/batches", token, {})).body["id"]);
  const lines = { "content-type": "application/x-ndjson" };
  const upload = await world.call("POST", `/api/v1/batches/${batch}/items`, token, "{}\n".repeat(20_000), lines);
  expect(upload.body).toMatchObject({ received: 20_000, invalid: 20_000, batch: { invalid: 20_000 } });
  expect(upload.body["faults"]).toHaveLength(100);
  expect(upload.text.length).toBeLessThan(60_000);
  const again = await world.call("POST", `/api/v1/batches/${batch}/items`, token, "{}\n".repeat(20_000), lines);
  expect(again.body).toMatchObject({ batch: { invalid: 20_000 } });
  const kept = (await world.call("GET", `/api/v1/batches/${batch}/faults.jsonl`, token)).text.trimEnd().split("\n");
  expect([kept.length, JSON.parse(kept[0] ?? ""), JSON.parse(kept.at(-1) ?? "")]).toMatchObject([
    20_000,
    { index: 0, faults: [{ field: "model" }] },
    { index: 19_999, faults: [] },
  ]);
});

test("a batch takes no item beyond the most that it may have, and keeps those before", async () => {
  const batch = String((await world.call("POST", "/api/v1/batches", token, {})).body["id"]);
  const path = `/api/v1/batches/${batch}/items?start=999999`;
  const reply = await world.call("POST", path, token, `${text}\n${text}\n`, { "content-type": "application/x-ndjson" });
  expect([reply.status, reply.body["code"]]).toEqual([413, "too_many_items"]);
  expect((await world.call("GET", `/api/v1/batches/${batch}`, token)).body["total"]).toBe(1);
  const far = await world.call("POST", `/api/v1/batches/${batch}/items?start=1000001`, token, text, {
    "content-type": "application/x-ndjson",
  });
  expect(far.status).toBe(400);
});
