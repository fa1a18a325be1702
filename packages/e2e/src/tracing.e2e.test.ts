import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { openStand, type Stand } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { type CollectedSpan, collectTraces } from "./stand/trace-collector.ts";
import { until } from "./stand/until.ts";
import { startWorker } from "./stand/workers.ts";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = `00-${TRACE_ID}-00f067aa0ba902b7-01`;

/** Takes every webhook. */
async function openReceiver(
  stand: Stand,
): Promise<{ readonly url: string; readonly heard: readonly IncomingHttpHeaders[] }> {
  const heard: IncomingHttpHeaders[] = [];
  const server = createServer((request, reply) => {
    heard.push(request.headers);
    request.resume().on("end", () => reply.end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stand.defer(async () => server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard };
}

async function openGateway(
  stand: Stand,
): Promise<{ post(path: string, body: object, headers?: object): Promise<Made> }> {
  const gateway = stand.start(["gateway", "--port", "0", "--json"], { env: { HAILUO_WEBHOOK_ALLOW_PRIVATE: "true" } });
  const base = String((await gateway.jsonLine(({ type }) => type === "gateway"))["url"]);
  const { stdout } = await stand.run(["keys", "create", "--tenant", "acme", "--json"]);
  const key = /"(?:token|key)":"([^"]+)"/.exec(stdout)?.[1] ?? "";
  return {
    async post(path, body, headers = {}) {
      const all = { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers };
      const answer = await fetch(`${base}${path}`, { method: "POST", headers: all, body: JSON.stringify(body) });
      expect(answer.status).toBeLessThan(300);
      return (await answer.json()) as Made;
    },
  };
}

interface Made {
  readonly id: string;
  readonly traceparent?: string;
}

const named = (spans: readonly CollectedSpan[], name: string): CollectedSpan => {
  const found = spans.filter((span) => span.name === name);
  expect([name, found.length]).toEqual([name, 1]);
  return found[0] as CollectedSpan;
};

test.concurrent("one trace leads from a caller's request over each worker to the webhook, and says what failed", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  await shareRedis(stand);
  const { spans, env } = await collectTraces(stand);
  Object.assign(stand.env, env);
  const receiver = await openReceiver(stand);
  const gateway = await openGateway(stand);
  await gateway.post("/api/v1/webhooks/secret", {});
  const workers = [];
  for (const stage of ["create", "poll", "download"] as const) workers.push(await startWorker(stand, stage));

  const request = { model: "MiniMax-Hailuo-2.3", prompt: "a boat", custom_id: "boat", webhook: receiver.url };
  const made = await gateway.post("/api/v1/generations", request, { traceparent: CALLER });
  expect(made.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
  const ofIt = (): readonly CollectedSpan[] => spans.filter(({ traceId }) => traceId === TRACE_ID);
  await until("the webhook's span is there", () => ofIt().some(({ name }) => name === "hailuo.webhook"));
  await until("the download's span is there", () => ofIt().some(({ name }) => name === "hailuo.download"));
  await until("the polls' span is there", () => ofIt().some(({ name }) => name === "hailuo.generate"));
  await until("the create's span is there", () => ofIt().some(({ name }) => name === "hailuo.create"));

  const all = ofIt();
  const root = named(all, "POST /api/v1/generations");
  expect(root).toMatchObject({ service: "hailuo-gateway", parentSpanId: "00f067aa0ba902b7", failed: false });
  expect(root.attributes).toMatchObject({ "http.response.status_code": 201 });
  expect(made.traceparent).toContain(root.spanId);
  const steps = {
    "hailuo.wait": "hailuo-worker-create",
    "hailuo.create": "hailuo-worker-create",
    "hailuo.generate": "hailuo-worker-poll",
    "hailuo.download": "hailuo-worker-download",
    "hailuo.webhook": "hailuo-gateway",
  };
  for (const [name, service] of Object.entries(steps))
    expect(named(all, name)).toMatchObject({ service, parentSpanId: root.spanId, failed: false });
  const [wait, create, generate, download] = Object.keys(steps).map((name) => named(all, name));
  expect(create?.from).toBe(wait?.to);
  expect(generate?.from).toBe(create?.to);
  expect(download?.from).toBe(generate?.to);
  expect(download?.attributes).toMatchObject({
    "hailuo.generation": made.id,
    "hailuo.batch": "tenant-acme",
    "hailuo.custom_id": "boat",
    "hailuo.account": "default",
  });
  for (const event of generate?.events ?? []) expect(event).toBe("poll");
  expect(all).toHaveLength(1 + Object.keys(steps).length);
  expect(receiver.heard.map(({ traceparent }) => traceparent)).toEqual([
    `00-${TRACE_ID}-${named(all, "hailuo.webhook").spanId}-01`,
  ]);

  // A refused one, from the command line, in a trace of its own.
  const refused = { model: "MiniMax-Hailuo-2.3", prompt: "a boat [[flagged]]" };
  const file = await stand.write("bad.jsonl", `${JSON.stringify(refused)}\n`);
  await stand.run(["submit", file, "--batch", "bad"]);
  await until("its create's span is there", () => spans.some(({ name, failed }) => name === "hailuo.create" && failed));
  const line = named(spans, "hailuo submit");
  expect(line).toMatchObject({ service: "hailuo-cli", parentSpanId: "" });
  const failing = spans.find(({ name, failed }) => name === "hailuo.create" && failed);
  expect(failing).toMatchObject({ traceId: line.traceId, parentSpanId: line.spanId, service: "hailuo-worker-create" });
});

test.concurrent("without the settings of OpenTelemetry nothing is sent, and a caller's trace still reaches its webhook", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  await shareRedis(stand);
  const receiver = await openReceiver(stand);
  const gateway = await openGateway(stand);
  await gateway.post("/api/v1/webhooks/secret", {});
  await startWorker(stand, "all");
  const request = { model: "MiniMax-Hailuo-2.3", prompt: "a boat", webhook: receiver.url };
  const made = await gateway.post("/api/v1/generations", request, { traceparent: CALLER });
  expect(made.traceparent).toBe(CALLER);
  const plain = await gateway.post("/api/v1/generations", { ...request, prompt: "a ship" });
  expect(plain.traceparent).toBeUndefined();
  await until("both webhooks are heard", () => receiver.heard.length === 2);
  const heard = receiver.heard.map(({ traceparent }) => traceparent);
  expect(heard).toContain(CALLER);
  expect(heard).toContain(undefined);
});
