import { createClient, GatewayError, type HailuoClient, verifyWebhook } from "@hailuo-queue/client";
import { imageFile } from "@hailuo-queue/testkit";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Webhook } from "standardwebhooks";
import { type GatewayWorld, openWorld, TEXT } from "./__fixtures__/gateway-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let world: GatewayWorld;
beforeAll(async () => {
  world = await openWorld(redisUrl);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function clientOf(tenant: string, fetching: typeof fetch = fetch): Promise<HailuoClient> {
  return createClient({ baseUrl: world.url, apiKey: await world.key(tenant), fetch: fetching });
}

test("a batch is uploaded from an iterable and from a file in one call, and the same key is the same batch", async () => {
  const client = await clientOf("uploads");
  async function* requests() {
    for (let at = 0; at < 3; at += 1) yield { ...TEXT, prompt: `${at}` };
  }
  const heard: number[] = [];
  const first = await client.uploadBatch(requests(), {
    settings: { budget_usd: 5 },
    onProgress: (sent) => void heard.push(sent),
  });
  expect(first).toMatchObject({
    result: "sealed",
    items: { sent: 3, created: 3 },
    batch: { phase: "sealed", total: 3, budget_usd: 5 },
  });
  expect(heard).toEqual([3]);

  const csv = new Blob(["prompt;model\nA harbour;MiniMax-Hailuo-2.3\nA tram;MiniMax-Hailuo-2.3\n"]);
  const second = await client.uploadBatch(csv, { idempotencyKey: "order 7" });
  expect(second).toMatchObject({ result: "sealed", items: { sent: 2, created: 2 }, batch: { total: 2 } });
  const again = await client.uploadBatch(csv, { idempotencyKey: "order 7" });
  expect(again).toMatchObject({ result: "existing", batch: { id: second.batch.id, total: 2 } });

  const bad = await client.uploadBatch([TEXT, { ...TEXT, duration: 7 }]);
  expect(bad).toMatchObject({ result: "rejected", items: { invalid: 1, faults: [{ index: 1, field: "duration" }] } });
});

test("an upload that breaks off after it was taken is sent again, and adds nothing twice", async () => {
  let uploads = 0;
  const client = await clientOf("broken", async (input, init) => {
    const answer = await fetch(input, init);
    if (answer.url.includes("/items") && ++uploads === 1) throw new TypeError("fetch failed");
    return answer;
  });
  const { items, batch } = await client.uploadBatch(new Blob([`${JSON.stringify(TEXT)}\n`]));
  expect([uploads, items, batch.total]).toEqual([2, expect.objectContaining({ sent: 1, created: 0, existing: 1 }), 1]);
});

test("a picture becomes an input that requests use, and what is none is refused as a GatewayError", async () => {
  const client = await clientOf("pictures");
  const picture = new Uint8Array(imageFile("png", { width: 800, height: 600 }));
  const input = await client.inputs.put(new Blob([picture]));
  expect(input).toMatchObject({ kind: "image", type: "image/png", width: 800 });
  expect(await client.inputs.put(picture)).toMatchObject({ id: input.id });
  const { data } = await client.api.POST("/api/v1/generations", { body: { ...TEXT, image_url: input.id } });
  expect(data).toMatchObject({ state: "queued", request: { image_url: input.id } });
  await expect(client.inputs.put(new Blob(["no picture"]))).rejects.toMatchObject({
    name: "GatewayError",
    status: 422,
    code: "unknown_content",
  });
});

test("whatever a call returned is waited for by itself, and its events have types", async () => {
  const client = await clientOf("waits");
  const { data: generation } = await client.api.POST("/api/v1/generations", { body: TEXT });
  if (generation === undefined) throw new Error("nothing was made");
  const states: string[] = [];
  const followed = (async () => {
    for await (const told of client.generationEvents(generation.id))
      states.push(told.event === "change" ? told.data.to : told.data.state);
  })();
  const ended = client.waitFor(generation);
  await world.producer.cancel(generation.id);
  expect(await ended).toMatchObject({ object: "generation", id: generation.id, state: "cancelled" });
  await followed;
  expect(states.at(-1)).toBe("cancelled");
  const { batch } = await client.uploadBatch([{ ...TEXT, prompt: "batch" }]);
  await world.producer.cancelBatch(batch.id);
  expect(await client.waitFor(batch)).toMatchObject({ object: "batch", id: batch.id, phase: "ended" });
});

test("a webhook is believed by its signature alone", () => {
  const secret = `whsec_${Buffer.from("a secret of thirty-two bytes ....").toString("base64")}`;
  const body = JSON.stringify({
    type: "batch.ended",
    timestamp: "2026-11-30T12:00:00.000Z",
    data: { object: "batch", id: "b" },
  });
  const id = "evt_1-0";
  const headers = (at: Date, text = body): Record<string, string> => ({
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, at, text),
  });
  const now = new Date();
  expect(verifyWebhook({ secret, body, headers: headers(now) })).toMatchObject({
    type: "batch.ended",
    data: { id: "b" },
  });
  expect(verifyWebhook({ secret, body: Buffer.from(body), headers: new Headers(headers(now)) })).toMatchObject({
    type: "batch.ended",
  });
  const refused = expect.objectContaining({ code: "bad_signature", status: 0 });
  const attempts = [
    { secret, body: `${body} `, headers: headers(now) },
    { secret, body, headers: headers(new Date(now.getTime() - 3_600_000)) },
    { secret: `whsec_${Buffer.from("another").toString("base64")}`, body, headers: headers(now) },
    { secret, body, headers: {} },
  ];
  for (const attempt of attempts) {
    const told = (() => {
      try {
        return verifyWebhook(attempt);
      } catch (error) {
        return error;
      }
    })();
    expect(told).toBeInstanceOf(GatewayError);
    expect(told).toEqual(refused);
  }
});

test("what stands between here and the gateway is told apart from it, and waited for as it asks", async () => {
  const calls: number[] = [];
  const answers = (replies: readonly (() => Response)[]): typeof fetch => {
    let at = 0;
    return async () => {
      calls.push(performance.now());
      return (replies[Math.min(at++, replies.length - 1)] ?? Response.error)();
    };
  };
  const page = (): Response => new Response("<html>a proxy is here", { status: 200 });
  const broken = (): Response => new Response('{"code": "half', { status: 400 });
  const options = { baseUrl: world.url, apiKey: "k", attempts: 1 };
  await expect(createClient({ ...options, fetch: answers([page]) }).inputs.put(new Blob(["x"]))).rejects.toMatchObject({
    name: "GatewayError",
    code: "not_json",
    message: expect.stringContaining("a proxy is here"),
  });
  await expect(
    createClient({ ...options, fetch: answers([broken]) }).inputs.put(new Blob(["x"])),
  ).rejects.toMatchObject({ name: "GatewayError", status: 400, message: expect.stringContaining("half") });

  const pending = (): Response =>
    new Response('{"code":"idempotency_pending"}', { status: 409, headers: { "retry-after": "1" } });
  const put = (): Response => new Response('{"id":"input://x"}', { status: 200 });
  calls.length = 0;
  const client = createClient({ ...options, attempts: 2, fetch: answers([pending, put]) });
  expect(await client.inputs.put(new Blob(["x"]))).toEqual({ id: "input://x" });
  // The first pause of its own is half as long; timers may fire a little early.
  expect((calls[1] ?? 0) - (calls[0] ?? 0)).toBeGreaterThan(950);
});

test("results that break off in the middle are told in a GatewayError", async () => {
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      stream.enqueue(new TextEncoder().encode('{"id":"gen_1"}\n'));
      stream.error(new TypeError("terminated"));
    },
  });
  const client = createClient({ baseUrl: world.url, apiKey: "k", fetch: async () => new Response(body) });
  const read = async (): Promise<void> => {
    for await (const line of client.results("b")) expect(line).toEqual({ id: "gen_1" });
  };
  await expect(read()).rejects.toMatchObject({ name: "GatewayError", code: "unreachable" });
});
