import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { closeRedis, createKeys, openRedis, type RedisClient, type RedisKeys } from "@hailuo-queue/redis";
import { Webhook } from "standardwebhooks";
import { checkWebhookUrl } from "./check-webhook-url.ts";
import { createDeliverer, RETRY_WAITS_MS } from "./deliver-webhook.ts";
import { createDeliveryLog } from "./delivery-log.ts";
import { postWebhook } from "./post-webhook.ts";
import { relayWebhooks } from "./webhook-relay.ts";
import { createWebhookSecrets } from "./webhook-secrets.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "client" });
});
const opened: (() => void)[] = [];
afterAll(async () => {
  for (const close of opened) close();
  await closeRedis(redis);
});

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that answers with the given statuses in turn, and 200 when they are used up. */
async function openReceiver(statuses: number[] = [], location?: string): Promise<{ readonly port: number; readonly received: Received[] }> {
  const received: Received[] = [];
  const listener: RequestListener = (request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(statuses.shift() ?? 200, location === undefined ? {} : { location }).end("thanks");
    })();
  };
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  opened.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, received };
}

function openWorld(now: () => number = Date.now) {
  const keys: RedisKeys = createKeys(`test-${randomUUID()}`);
  const log = createDeliveryLog({ redis, keys });
  const secrets = createWebhookSecrets({ redis, keys, now });
  return { keys, log, secrets, deliver: createDeliverer({ log, secrets, now, allowPrivateHosts: true }) };
}

const signal = new AbortController().signal;
const event = { eventId: "evt_1-0", tenant: "acme", type: "generation.succeeded", body: '{"prompt":"猫"}', createdAt: 1 };

describe("a delivery", () => {
  test("is signed so that the Standard Webhooks library takes it", async () => {
    const { log, secrets, deliver } = openWorld();
    const secret = await secrets.make("acme");
    const { port, received } = await openReceiver();
    await log.add({ ...event, url: `http://127.0.0.1:${port}/hook` });
    expect(await deliver({ job: { eventId: event.eventId, run: 0 }, attemptsMade: 0, signal })).toEqual({ type: "done" });
    expect(received).toHaveLength(1);
    const { headers, body } = received[0] as Received;
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual({ prompt: "猫" });
    expect(headers["webhook-id"]).toBe("evt_1-0");
    expect(await log.list("acme", 10)).toMatchObject([{ state: "delivered", attempts: 1, lastResult: "HTTP 200" }]);
    expect(await log.list("other", 10)).toEqual([]);
  });

  test("is signed with the secret before, too, for a day after a new one was made", async () => {
    let nowMs = Date.now();
    const { log, secrets, deliver } = openWorld(() => nowMs);
    const before = await secrets.make("acme");
    const after = await secrets.make("acme");
    const { port, received } = await openReceiver();
    await log.add({ ...event, url: `http://127.0.0.1:${port}/` });
    await deliver({ job: { eventId: event.eventId, run: 0 }, attemptsMade: 0, signal });
    for (const secret of [before, after]) {
      const { headers, body } = received[0] as Received;
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toBeDefined();
    }
    nowMs += 25 * 3_600_000;
    expect(await secrets.current("acme")).toEqual([after]);
  });

  test("that is not taken is tried again for 24 hours with the same id, and then given up", async () => {
    const { log, deliver } = openWorld();
    const { port, received } = await openReceiver(Array.from({ length: 20 }, () => 503));
    await log.add({ ...event, url: `http://127.0.0.1:${port}/` });
    let waitedMs = 0;
    for (let attemptsMade = 0; ; attemptsMade += 1) {
      const outcome = await deliver({ job: { eventId: event.eventId, run: 0 }, attemptsMade, signal });
      if (outcome.type !== "fail") break;
      waitedMs += outcome.retryInMs;
    }
    expect(Math.round(waitedMs / 3_600_000)).toBe(24);
    expect(received).toHaveLength(RETRY_WAITS_MS.length + 1);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set(["evt_1-0"]));
    expect(await log.get("evt_1-0")).toMatchObject({ state: "failed", lastResult: "HTTP 503" });
  });

  test("follows no redirect", async () => {
    const { log, deliver } = openWorld();
    const other = await openReceiver();
    const { port } = await openReceiver([307], `http://127.0.0.1:${other.port}/stolen`);
    await log.add({ ...event, url: `http://127.0.0.1:${port}/` });
    expect(await deliver({ job: { eventId: event.eventId, run: 0 }, attemptsMade: 0, signal })).toMatchObject({ type: "fail" });
    expect(other.received).toEqual([]);
  });

  test("that was delivered is not sent again by a job that comes twice; a replay is, under its old id", async () => {
    const { log, deliver } = openWorld();
    const { port, received } = await openReceiver();
    await log.add({ ...event, url: `http://127.0.0.1:${port}/` });
    for (let time = 0; time < 2; time += 1) await deliver({ job: { eventId: event.eventId, run: 0 }, attemptsMade: 0, signal });
    expect(received).toHaveLength(1);
    const run = await log.reopen(event.eventId);
    await deliver({ job: { eventId: event.eventId, run }, attemptsMade: 0, signal });
    expect(received.map(({ headers }) => headers["webhook-id"])).toEqual(["evt_1-0", "evt_1-0"]);
  });

  test("to a receiver that is gone (410) is given up at once", async () => {
    const { log, deliver } = openWorld();
    const { port } = await openReceiver([410]);
    await log.add({ ...event, url: `http://127.0.0.1:${port}/` });
    expect(await deliver({ job: { eventId: event.eventId, run: 0 }, attemptsMade: 0, signal })).toEqual({ type: "done" });
    expect(await log.get(event.eventId)).toMatchObject({ state: "failed" });
  });
});

describe("the outbox", () => {
  test("keeps an event until its job stands in the queue: a relay that dies in between loses none and gives none another id", async () => {
    const { keys, log } = openWorld();
    await redis.xadd(keys.webhookOutbox, "*", "event", "batch.ended", "batch", "b1", "url", "http://a.example/", "at", "5");
    const jobs: string[] = [];
    let dies = true;
    const queue = {
      add: async (added: readonly { readonly eventId: string }[]) => {
        jobs.push(...added.map(({ eventId }) => eventId));
        if (dies) throw new Error("killed");
      },
    };
    const parts = { redis, keys, log, queue, describe: async () => ({ tenant: "acme", data: { id: "b1" } }) };
    await expect(relayWebhooks(parts, 1)).rejects.toThrow("killed");
    dies = false;
    expect(await relayWebhooks(parts, 1)).toBe(1);
    expect(await relayWebhooks(parts, 1)).toBe(0);
    expect(new Set(jobs).size).toBe(1);
    expect(await log.list("acme", 5)).toMatchObject([{ eventId: jobs[0], type: "batch.ended", state: "pending" }]);
  });
});

const REFUSED = [
  "http://127.0.0.1/",
  "http://10.0.0.8/hook",
  "http://169.254.169.254/latest/meta-data",
  "http://0/",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0177.0.0.1/",
  "http://127.1/",
  "http://[::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:a00:1]/",
  "http://[64:ff9b::7f00:1]/",
  "http://[2002:7f00:1::]/",
  "http://[fd00::1]/",
  "http://[fe80::1]/",
  "http://localhost/",
  "http://localhost./",
  "http://LOCALHOST:8080/",
  "http://hook.localhost/",
  "http://a.b.LocalHost./",
  "http://localhost.localdomain/",
  "http://１２７.0.0.1/",
  "http://user:secret@example.com/",
  "ftp://example.com/",
  "file:///etc/passwd",
  "no url",
  `http://example.com/${"a".repeat(2048)}`,
];

describe("a target inside", () => {
  test.each(REFUSED)("%s is refused when it is registered", async (url) => {
    await expect(checkWebhookUrl(url, { allowPrivateHosts: false })).rejects.toMatchObject({ code: "bad_webhook" });
  });

  test.each(["http://169.254.169.254/", "http://[fe80::1]/"])("%s is refused where private addresses are allowed, too", async (url) => {
    await expect(checkWebhookUrl(url, { allowPrivateHosts: true })).rejects.toMatchObject({ code: "bad_webhook" });
  });

  test("that its name leads to only when it is called is refused at the connection", async () => {
    const { port, received } = await openReceiver();
    const options = { allowPrivateHosts: false, timeoutMs: 5000, signal };
    const content = { headers: {}, body: "{}" };
    expect(await postWebhook(`http://localhost:${port}/`, content, options)).toMatchObject({ outcome: "failed" });
    expect(await postWebhook(`http://127.0.0.1:${port}/`, content, options)).toMatchObject({ outcome: "failed" });
    expect(received).toEqual([]);
    // The same receiver, where it may be called.
    expect(await postWebhook(`http://localhost:${port}/`, content, { ...options, allowPrivateHosts: true })).toMatchObject({ status: 200 });
  });

  test("is told without what the URL holds", async () => {
    const refusal = await checkWebhookUrl("http://user:secret@10.0.0.1/token", { allowPrivateHosts: false }).catch(String);
    expect(refusal).not.toMatch(/secret|token/);
  });
});
