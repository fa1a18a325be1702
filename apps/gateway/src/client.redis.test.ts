import { readFile } from "node:fs/promises";
import { createClient, GatewayError } from "@hailuo-queue/client";
import { expect, test } from "@jest/globals";
import { openWorld, TEXT } from "./__fixtures__/gateway-world.ts";
import { clientTypes } from "./openapi/client-types.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";

test("the client's types are those of the route table", async () => {
  const file = await readFile(new URL("../../../packages/client/src/generated/api.ts", import.meta.url), "utf8");
  // What the formatter may change is left out.
  const words = (text: string) => text.replaceAll(/[\s;,|"'*]/g, "");
  expect(words(file)).toBe(words(await clientTypes()));
});

test("a client fills a batch over broken connections, follows it and reads its results", async () => {
  await using world = await openWorld(redisUrl);
  let calls = 0;
  const flaky: typeof fetch = async (input, init) => {
    calls += 1;
    const answer = await fetch(input, init);
    // The first part was taken, and its answer was lost.
    if (calls === 2) throw new TypeError("fetch failed");
    return answer;
  };
  const client = createClient({ baseUrl: world.url, apiKey: await world.key("studio"), fetch: flaky });
  const { data: batch } = await client.api.POST("/api/v1/batches", { body: {} });
  const id = batch?.id ?? "";
  async function* items() {
    for (let at = 0; at < 6000; at += 1) yield { ...TEXT, prompt: `${at}` };
  }
  const progress: number[] = [];
  const sent = await client.sendItems(id, items(), { onProgress: (count) => void progress.push(count) });
  expect(sent).toEqual({ sent: 6000, created: 1000, existing: 5000, invalid: 0, conflicts: 0, faults: [] });
  expect(progress).toEqual([5000, 6000]);
  const { data: seal } = await client.api.POST("/api/v1/batches/{id}/seal", {
    params: { path: { id } },
    body: { total: 6000 },
  });
  expect(seal).toMatchObject({ result: "sealed", batch: { phase: "sealed", total: 6000 } });

  const ended = client.waitForBatch(id);
  const first = await world.begin();
  const own = client.waitForGeneration(first);
  await world.end(first, "succeeded");
  expect(await own).toMatchObject({ id: first, state: "succeeded" });
  await world.producer.cancelBatch(id);
  expect(await ended).toMatchObject({ phase: "ended", counts: { succeeded: 1, cancelled: 5999 } });
  let lines = 0;
  for await (const { batch: name } of client.results(id)) lines += Number(name === id);
  expect(lines).toBe(6000);
});

/** The error of what was refused. */
async function refusal(call: () => Promise<unknown>): Promise<GatewayError> {
  const error = await call().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatewayError)) throw new Error(`no GatewayError: ${String(error)}`);
  return error;
}

test("an answer that breaks off is asked for again, and what was taken is not taken twice", async () => {
  await using world = await openWorld(redisUrl);
  let uploads = 0;
  const breaking: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    if (!answer.url.includes("/items") || ++uploads > 1) return answer;
    await answer.text();
    return new Response(new ReadableStream({ pull: (body) => body.error(new TypeError("terminated")) }), {
      status: 200,
    });
  };
  const client = createClient({ baseUrl: world.url, apiKey: await world.key("studio"), fetch: breaking });
  const { data: batch } = await client.api.POST("/api/v1/batches", { body: {} });
  expect(await client.sendItems(batch?.id ?? "", [TEXT])).toMatchObject({ sent: 1, created: 0, existing: 1 });
  expect(uploads).toBe(2);
});

test("a gateway that is away, a key that it does not take and an address that is none are told in a GatewayError", async () => {
  await using world = await openWorld(redisUrl);
  const away = createClient({ baseUrl: "http://127.0.0.1:1", apiKey: "any", attempts: 1 });
  const told = {
    status: 0,
    code: "unreachable",
    message: expect.stringMatching(/^The gateway at http:\/\/127\.0\.0\.1:1 cannot be reached.*\(.+\)\.$/),
  };
  expect(await refusal(() => away.sendItems("b", [TEXT]))).toMatchObject(told);
  expect(await refusal(() => away.api.GET("/api/v1/generations"))).toMatchObject(told);
  const stranger = createClient({ baseUrl: world.url, apiKey: "hq_nobody" });
  expect(await refusal(() => stranger.waitForBatch("b"))).toMatchObject({
    status: 401,
    message: "Send a valid key as `Authorization: Bearer KEY`; `hailuo keys create` makes one.",
  });
  await expect(async () => createClient({ baseUrl: "queue:8080", apiKey: "any" })).rejects.toMatchObject({
    code: "bad_base_url",
  });
});

test("who stops waiting for a gateway that is away waits no pause out", async () => {
  const calls = new AbortController();
  const fail: typeof fetch = async () => {
    setImmediate(() => calls.abort(new Error("enough")));
    throw new TypeError("fetch failed");
  };
  const client = createClient({ baseUrl: "http://127.0.0.1:1", apiKey: "any", fetch: fail });
  await expect(client.waitForGeneration("gen_1", calls.signal)).rejects.toThrow("enough");
});
