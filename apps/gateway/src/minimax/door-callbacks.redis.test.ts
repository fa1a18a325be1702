import { EventEmitter, once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Webhook } from "standardwebhooks";
import { type GatewayWorld, openWorld, type Reply } from "../__fixtures__/gateway-world.ts";

/** What each API takes, and how it tells what went wrong. */
const APIS = {
  v1: {
    create: "/minimax/v1/video_generation",
    body: { model: "MiniMax-Hailuo-2.3", prompt: "a cat" },
    wordsOf: ({ body }: Reply) => (body["base_resp"] as { readonly status_msg: string } | undefined)?.status_msg,
  },
  templates: {
    create: "/minimax/v1/video_template_generation",
    body: { template_id: "394125185182695432", text_inputs: [{ value: "a cat" }] },
    wordsOf: ({ body }: Reply) => (body["base_resp"] as { readonly status_msg: string } | undefined)?.status_msg,
  },
  v2: {
    create: "/minimax/v2/video_generation",
    body: {
      model: "MiniMax-H3",
      content: [{ type: "text", text: "a cat" }],
      resolution: "768P",
      duration: 5,
      ratio: "16:9",
    },
    wordsOf: ({ body }: Reply) => (body["error"] as { readonly message: string } | undefined)?.message,
  },
} as const;
const API_NAMES = Object.keys(APIS) as (keyof typeof APIS)[];

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let open: GatewayWorld;
let closed: GatewayWorld;
const servers: Server[] = [];
beforeAll(async () => {
  open = await openWorld(redisUrl, {
    HAILUO_WEBHOOK_ALLOW_PRIVATE: "true",
    HAILUO_GATEWAY_PUBLIC_URL: "https://video.example.com",
  });
  closed = await openWorld(redisUrl);
});
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await open[Symbol.asyncDispose]();
  await closed[Symbol.asyncDispose]();
});

interface Call {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Receiver {
  readonly url: string;
  readonly calls: readonly Call[];
  /** Waits for so many. */
  heard(count: number): Promise<void>;
}

async function openReceiver(act: (call: Call, response: ServerResponse) => void): Promise<Receiver> {
  const calls: Call[] = [];
  const told = new EventEmitter();
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const call = { headers: request.headers, text, body: JSON.parse(text) as Call["body"] };
      calls.push(call);
      told.emit("call");
      act(call, response);
    })();
  });
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=mine#x`,
    calls,
    async heard(count) {
      while (calls.length < count) await once(told, "call");
    },
  };
}

/** As MiniMax asks of a receiver. */
const echo = ({ body: { challenge } }: Call, response: ServerResponse): void =>
  void response.end(JSON.stringify({ challenge }));

const create = (world: GatewayWorld, token: string, api: keyof typeof APIS, url: unknown): Promise<Reply> =>
  world.call("POST", APIS[api].create, token, { ...APIS[api].body, callback_url: url });

/** Again where this machine stood still for longer than a receiver has. Returns the task's number. */
async function createPatiently(token: string, api: keyof typeof APIS, url: string): Promise<string> {
  for (;;) {
    const made = await create(open, token, api, url);
    if (!TOO_SLOW.test(APIS[api].wordsOf(made) ?? "")) return String(made.body["task_id"]);
  }
}

const TOO_SLOW = /no (?:answer|connection) within 3000 ms/;

async function endAs(world: GatewayWorld, state: "succeeded" | "failed"): Promise<void> {
  await world.end(await world.begin(), state);
}

test("v2: a callback URL echoes a challenge once, and is told of each task's end as a query tells it, signed", async () => {
  const receiver = await openReceiver(echo);
  const token = await open.key("v2-callbacks");
  const first = await createPatiently(token, "v2", receiver.url);
  const asked = receiver.calls.length;
  expect(receiver.calls[0]?.body).toEqual({ challenge: expect.stringMatching(/^[0-9a-f]{24}$/) });
  await endAs(open, "succeeded");
  await receiver.heard(asked + 1);
  const second = String((await create(open, token, "v2", receiver.url)).body["task_id"]);
  await endAs(open, "failed");
  await receiver.heard(asked + 2);
  const third = String((await create(open, token, "v2", receiver.url)).body["task_id"]);
  await open.call("DELETE", `${APIS.v2.create}/${third}`, token);
  await receiver.heard(asked + 3);
  expect(receiver.calls.slice(asked).map(({ body }) => body)).toMatchObject([
    {
      task: {
        id: first,
        status: "succeeded",
        content: { url: expect.stringMatching(/^https:\/\/video\.example\.com\//) },
      },
    },
    { task: { id: second, status: "failed", error: { code: "1026" } } },
    { task: { id: third, status: "cancelled", usage: {} } },
  ]);
  // The secret was made with the first of them; one that the tenant makes itself signs from now on.
  const { secret } = (await open.call("POST", "/api/v1/webhooks/secret", token)).body;
  await create(open, token, "v2", receiver.url);
  await endAs(open, "failed");
  await receiver.heard(asked + 4);
  const { headers, text } = receiver.calls[asked + 3] ?? { headers: {}, text: "" };
  expect(new Webhook(String(secret)).verify(text, headers as Record<string, string>)).toMatchObject({ task: {} });
  expect((receiver.calls[asked]?.headers["webhook-signature"] as string | undefined) ?? "").toMatch(/^v1,/);
  expect(open.output()).not.toContain("token=mine");
});

test("v1: a callback is told in the lower-case words that MiniMax has for it", async () => {
  const receiver = await openReceiver(echo);
  const token = await open.key("v1-callbacks");
  const first = await createPatiently(token, "v1", receiver.url);
  const asked = receiver.calls.length;
  await endAs(open, "succeeded");
  await receiver.heard(asked + 1);
  const second = String((await create(open, token, "v1", receiver.url)).body["task_id"]);
  await endAs(open, "failed");
  await receiver.heard(asked + 2);
  expect(receiver.calls.slice(asked).map(({ body }) => body)).toMatchObject([
    { task_id: first, status: "success", file_id: first, base_resp: { status_code: 0 } },
    { task_id: second, status: "failed", file_id: "", base_resp: { status_code: 1026 } },
  ]);
});

test("templates: a callback URL is told of the end in the words of their query", async () => {
  const receiver = await openReceiver(echo);
  const token = await open.key("template-callbacks");
  const made = await createPatiently(token, "templates", receiver.url);
  const asked = receiver.calls.length;
  await endAs(open, "succeeded");
  await receiver.heard(asked + 1);
  expect(receiver.calls[asked]?.body).toEqual({
    task_id: made,
    status: "success",
    video_url: expect.stringMatching(/^https:\/\/video\.example\.com\//),
    base_resp: { status_code: 0, status_msg: "success" },
  });
});

const REFUSED: readonly (readonly [what: string, act: (call: Call, response: ServerResponse) => void, why: RegExp])[] =
  [
    ["does not echo", (_call, response) => void response.end("{}"), /it did not echo the challenge/],
    ["echoes something else", (_call, response) => void response.end('{"challenge":"x"}'), /did not echo/],
    ["answers with no JSON", (_call, response) => void response.end("ok"), /did not echo/],
    ["fails", (call, response) => echo(call, response.writeHead(500)), /it answered HTTP 500/],
    [
      "leads elsewhere",
      (_call, response) => void response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
      /it answered HTTP 307/,
    ],
    ["answers without end", (_call, response) => void response.end("x".repeat(100_000)), /more than 4096 bytes/],
    ["says nothing", () => undefined, /no answer within 3000 ms/],
    [
      "begins an answer and does not end it",
      (_call, response) => void response.write("{"),
      /no answer within 3000 ms|connection failed/,
    ],
  ];

test.each(API_NAMES)(
  "%s: a create is refused whose receiver does not echo its challenge, and nothing is enqueued",
  async (api) => {
    // At once, each as a tenant of its own: some wait for as long as a receiver has.
    const told = REFUSED.map(async ([what, act, why], at) => {
      const receiver = await openReceiver(act);
      const tenant = `refused-${api}-${at}`;
      const refused = await create(open, await open.key(tenant), api, receiver.url);
      const words = APIS[api].wordsOf(refused) ?? "";
      const { items } = await open.producer.forTenant(tenant).list();
      return { what, words, isSo: why.test(words) || TOO_SLOW.test(words), items };
    });
    expect(await Promise.all(told)).toEqual(
      REFUSED.map(([what]) => ({
        what,
        words: expect.stringMatching(/^invalid params, fail to check callback url: /),
        isSo: true,
        items: [],
      })),
    );
  },
);

test.each(API_NAMES)("%s: a private address is not called, whatever stands there", async (api) => {
  const receiver = await openReceiver(echo);
  const token = await closed.key("private");
  const urls = [receiver.url, "http://10.0.0.7/", "http://nobody.invalid/", "http://metadata.google.internal/"];
  // At once: all are told after as long as a name server may take.
  for (const refused of await Promise.all(urls.map((url) => create(closed, token, api, url))))
    expect(APIS[api].wordsOf(refused)).toMatch(
      /^invalid params, fail to check callback url: The webhook cannot be called: its host does not lead to a public address\./,
    );
  for (const url of ["ftp://a.example/", "nix", 1, ["x"], `https://a.example/${"x".repeat(2100)}`])
    expect(APIS[api].wordsOf(await create(closed, token, api, url))).toMatch(/^invalid params, /);
  expect(receiver.calls).toEqual([]);
});

test.each(API_NAMES)("%s: what is not set in any spelling is no callback", async (api) => {
  const token = await closed.key("unset");
  for (const url of [null, "", "  ", []])
    expect((await create(closed, token, api, url)).body["task_id"]).toMatch(/^\d{15}$/);
});
