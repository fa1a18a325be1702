import { afterAll, expect, test } from "@jest/globals";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createKeys } from "@hailuo-queue/store";
import { Webhook } from "standardwebhooks";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const prefix = `test-${randomUUID()}`;
const children: ChildProcess[] = [];

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly response: ServerResponse;
}

const received: Received[] = [];
const heard = new EventEmitter();
/** Leaves every call open: the test answers. */
const receiver = createServer((request, response) => {
  void (async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString(), response });
    heard.emit("call");
  })();
});

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  receiver.closeAllConnections();
  receiver.close();
});

async function startGateway(): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env["PATH"],
      REDIS_URL: redisUrl,
      HAILUO_PREFIX: prefix,
      HAILUO_GATEWAY_PORT: "0",
      HAILUO_GATEWAY_AUTH: "off",
      HAILUO_WEBHOOK_ALLOW_PRIVATE: "true",
    },
  });
  children.push(child);
  let told = "";
  for await (const chunk of child.stderr) {
    told += String(chunk);
    const url = /"url":"(http:[^"]+)"/.exec(told)?.[1];
    if (url !== undefined) {
      child.stderr.resume();
      return { url, child };
    }
  }
  throw new Error(`The gateway did not start: ${told}`);
}

async function post(
  url: string,
  body?: object,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const answer = await fetch(url, {
    method: "POST",
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** As if the time had gone by after which the one who delivers a webhook is taken for dead. */
async function endLeases(): Promise<void> {
  const redis = await openRedis(redisUrl, { role: "client" });
  const { webhookLeases } = createKeys(prefix);
  for (const event of await redis.zrange(webhookLeases, "0", "-1")) await redis.zadd(webhookLeases, "XX", 0, event);
  await closeRedis(redis);
}

async function calls(count: number): Promise<void> {
  while (received.length < count) await once(heard, "call");
}

test("a webhook under way when its process is killed comes again from the next one, under the same id", async () => {
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const first = await startGateway();
  const wanted = { model: "MiniMax-Hailuo-2.3", prompt: "a cat", webhook: hook };
  expect(await post(`${first.url}/api/v1/generations`, wanted)).toMatchObject({
    status: 400,
    body: { code: "webhook_secret_missing" },
  });
  const { secret } = (await post(`${first.url}/api/v1/webhooks/secret`)).body;
  const { id } = (await post(`${first.url}/api/v1/generations`, wanted)).body;
  await post(`${first.url}/api/v1/generations/${String(id)}/cancel`);
  await calls(1);
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  await endLeases();

  const second = await startGateway();
  await calls(2);
  received[1]?.response.writeHead(204).end();
  expect(received[1]?.headers["webhook-id"]).toBe(received[0]?.headers["webhook-id"]);
  const { headers, body = "" } = received[1] ?? {};
  expect(new Webhook(String(secret)).verify(body, headers as Record<string, string>)).toMatchObject({
    type: "generation.cancelled",
    data: { id, state: "cancelled" },
  });

  const eventId = received[0]?.headers["webhook-id"];
  expect(await post(`${second.url}/api/v1/webhooks/replay`, { event_id: eventId })).toMatchObject({
    status: 202,
    body: { id: eventId },
  });
  await calls(3);
  received[2]?.response.writeHead(200).end();
  expect(received.map((call) => call.headers["webhook-id"])).toEqual([eventId, eventId, eventId]);
  expect(await post(`${second.url}/api/v1/webhooks/replay`, { event_id: "evt_1-1" })).toMatchObject({ status: 404 });
});
