import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createKeys, createRedisLedger } from "@hailuo-queue/store";
import { type GatewayWorld, openWorld, TEXT } from "../__fixtures__/gateway-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const ORIGIN = "https://assistant.example.com";
/** A guard against what hangs. */
const PATIENCE = { timeout: 300_000, resetTimeoutOnProgress: true };

let world: GatewayWorld;
beforeAll(async () => {
  world = await openWorld(redisUrl, {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
    HAILUO_GATEWAY_ALLOWED_ORIGINS: ORIGIN,
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

interface Told {
  readonly isError: boolean;
  /** What an assistant reads. */
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly type: string; readonly uri?: string }[];
}

interface Assistant extends AsyncDisposable {
  readonly client: Client;
  use(tool: string, args: object, options?: Parameters<Client["callTool"]>[2]): Promise<Told>;
}

/** The protocol's own client, as assistants' programs use it. */
async function connect(token: string, headers: Readonly<Record<string, string>> = {}): Promise<Assistant> {
  const client = new Client({ name: "test", version: "1.0.0" });
  const transport = new StreamableHTTPClientTransport(new URL("/mcp", world.url), {
    requestInit: { headers: { authorization: `Bearer ${token}`, ...headers } },
  });
  await client.connect(transport as Parameters<typeof client.connect>[0], PATIENCE);
  return {
    client,
    async use(tool, args, options = {}) {
      const answer = await client.callTool({ name: tool, arguments: { ...args } }, undefined, {
        ...PATIENCE,
        ...options,
      });
      const [first, ...links] = answer.content as { type: string; text?: string; uri?: string }[];
      return {
        isError: answer.isError === true,
        text: first?.text ?? "",
        structured: (answer.structuredContent ?? {}) as Told["structured"],
        links,
      };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** Generations of a tenant in the queue's own books. */
async function countOf(tenant: string): Promise<number> {
  return (await world.producer.forTenant(tenant).list({ limit: 1000 })).items.length;
}

function post(token: string | undefined, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const accept = { accept: "application/json, text/event-stream" };
  return world.call("POST", "/mcp", token, body, { ...accept, "content-type": "application/json", ...headers });
}

const callOf = (name: string, args: object, id = 1): object => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name, arguments: args },
});
const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
};

test("an assistant submits a video, hears of its progress while it waits, and gets a link that needs no key", async () => {
  await using assistant = await connect(await world.key("film"));
  const { tools } = await assistant.client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    "estimate_cost",
    "submit_video",
    "submit_batch",
    "get_status",
    "wait",
    "get_results",
    "list_videos",
    "list_batches",
    "explain",
    "cancel",
    "retry",
  ]);
  expect(tools.filter(({ annotations, outputSchema }) => !annotations || !outputSchema)).toEqual([]);
  const { structured: sent } = await assistant.use("submit_video", TEXT);
  expect(sent).toMatchObject({ bought: true, video: { state: "queued", price_usd: 0.28 } });
  const { id } = sent["video"] as { readonly id: string };
  expect((await assistant.use("explain", { video_id: id })).structured).toMatchObject({ id, state: "queued" });

  const heard: { readonly progress: number; readonly message?: string }[] = [];
  const told = deferred();
  const waited = assistant.use(
    "wait",
    { video_id: id, timeout_seconds: 600 },
    {
      onprogress: (progress) => {
        heard.push(progress as never);
        told.resolve();
      },
    },
  );
  await told.promise;
  expect(await world.begin()).toBe(id);
  await world.end(id, "succeeded");
  expect((await waited).structured).toMatchObject({ done: true, video: { id, state: "succeeded" } });
  expect(heard.map(({ message }) => message)).toContain("queued");
  expect(heard.every(({ progress }, at) => at === 0 || progress >= (heard[at - 1]?.progress ?? 0))).toBe(true);

  const { links, structured } = await assistant.use("get_results", { video_id: id });
  expect(links).toEqual([
    expect.objectContaining({
      type: "resource_link",
      mimeType: "video/mp4",
      uri: expect.stringContaining(`/api/v1/videos/${id}?`),
    }),
  ]);
  expect(structured).toMatchObject({ videos: [{ id, url: links[0]?.uri }] });
  expect(links[0]?.uri).toContain(world.url);
  const { resources } = await assistant.client.listResources();
  expect(resources).toMatchObject([{ uri: `hailuo://videos/${id}` }]);
  const { contents } = await assistant.client.readResource({ uri: `hailuo://videos/${id}` });
  expect(JSON.parse(String((contents[0] as { text?: string }).text))).toMatchObject({
    id,
    url: expect.stringContaining(id),
  });
});

function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve: () => resolve() };
}

test("a call that is repeated buys nothing twice, and a new name buys another take", async () => {
  const tenant = "twice";
  await using assistant = await connect(await world.key(tenant));
  const first = await assistant.use("submit_video", TEXT);
  const second = await assistant.use("submit_video", TEXT);
  expect(second.structured).toMatchObject({ bought: false, video: first.structured["video"] });
  expect(await countOf(tenant)).toBe(1);
  const third = await assistant.use("submit_video", { ...TEXT, idempotency_key: "another take" });
  expect(third.structured).toMatchObject({ bought: true });
  const list = { prompts: ["one", "two"], defaults: { model: TEXT.model } };
  expect((await assistant.use("submit_batch", list)).structured).toMatchObject({ bought: 2, batch: { total: 2 } });
  expect((await assistant.use("submit_batch", list)).structured).toMatchObject({ bought: 0, batch: { total: 2 } });
  expect(await countOf(tenant)).toBe(4);
});

test("a batch has a name and tags, is found by them, and says how far it is", async () => {
  await using assistant = await connect(await world.key("labels"));
  const labels = { name: "Spring", tags: { team: "video" } };
  const of = (word: string): object => ({ prompts: [word], defaults: { model: TEXT.model } });
  const { structured } = await assistant.use("submit_batch", { ...of("a field"), ...labels });
  await assistant.use("submit_batch", of("a harbour"));
  const shown = { ...labels, metadata: {}, total: 1, ended: 0, eta: null };
  expect(structured).toMatchObject({ bought: 1, batch: shown });
  for (const sought of [labels, { name: "Spring" }, { tags: labels.tags }])
    expect((await assistant.use("list_batches", sought)).structured["batches"]).toEqual([
      expect.objectContaining(shown),
    ]);
  expect((await assistant.use("list_batches", { tags: { team: "sound" } })).structured["batches"]).toEqual([]);
  const refused = await assistant.use("submit_batch", { ...of("a third"), name: "two\nlines" });
  expect(refused).toMatchObject({ isError: true, text: expect.stringMatching(/line/) });
  expect(await countOf("labels")).toBe(2);
});

test("a purchase above the amount that needs no word tells its price and is not made; with max_cost_usd it is, and that is the batch's budget", async () => {
  const tenant = "careful";
  await using assistant = await connect(await world.key(tenant));
  const list = { prompts: ["a", "b", "c", "d", "e"], defaults: { model: TEXT.model } };
  const price = await assistant.use("estimate_cost", list);
  expect(price.structured).toMatchObject({ videos: 5, cost_usd: 1.4, needs_max_cost: true, budget_usd: null });
  for (const agreed of [{}, { max_cost_usd: 1.39 }]) {
    const refused = await assistant.use("submit_batch", { ...list, ...agreed });
    expect(refused).toMatchObject({ isError: true, text: expect.stringMatching(/\$1\.40.*Nothing was bought\.$/) });
  }
  const wrong = await assistant.use("submit_batch", {
    prompts: ["a"],
    defaults: { model: TEXT.model, duration: 7 },
    max_cost_usd: 9,
  });
  expect(wrong).toMatchObject({
    isError: true,
    text: expect.stringMatching(/cannot be made.*\n- duration: is 7, allowed/s),
  });
  expect(await countOf(tenant)).toBe(0);
  expect((await assistant.use("submit_batch", { ...list, max_cost_usd: 1.4 })).structured).toMatchObject({
    bought: 5,
    batch: { budget_usd: 1.4 },
  });
  expect(await countOf(tenant)).toBe(5);
});

test("the tenant's budget is the bound, whatever an assistant agrees to", async () => {
  const tenant = "poor";
  await world.producer.backlog.setTenantBudget(tenant, 250_000);
  await using assistant = await connect(await world.key(tenant));
  expect((await assistant.use("estimate_cost", { requests: [TEXT] })).structured).toMatchObject({
    cost_usd: 0.28,
    budget_usd: 0.25,
    budget_left_usd: 0.25,
  });
  const refused = await assistant.use("submit_video", { ...TEXT, max_cost_usd: 100 });
  expect(refused).toMatchObject({
    isError: true,
    text: expect.stringContaining("$0.25 of the tenant's budget are left"),
  });
  expect(await countOf(tenant)).toBe(0);
});

test("a failed video is bought again only if its caller says so and agrees to its price", async () => {
  await using assistant = await connect(await world.key("again"));
  const { structured } = await assistant.use("submit_video", { ...TEXT, prompt: "again", priority: "high" });
  const { id } = structured["video"] as { readonly id: string };
  while ((await world.begin()) !== id);
  await world.end(id, "failed");
  expect(await assistant.use("retry", { video_id: id })).toMatchObject({
    isError: true,
    text: expect.stringContaining("not_retried"),
  });
  expect(await assistant.use("retry", { video_id: id, rebuy: true, max_cost_usd: 0.1 })).toMatchObject({
    isError: true,
    text: expect.stringContaining("above the max_cost_usd of $0.10"),
  });
  expect((await assistant.use("get_status", { video_id: id })).structured).toMatchObject({
    video: { state: "failed" },
  });
  expect((await assistant.use("retry", { video_id: id, rebuy: true })).structured).toMatchObject({
    retried: 1,
    video: { id, state: "queued" },
  });
  expect((await assistant.use("cancel", { video_id: id })).structured).toMatchObject({ video: { state: "cancelled" } });
});

test("a video of which only the download failed is fetched again, also where its caller agreed to buy it again", async () => {
  const tenant = "paid";
  await using assistant = await connect(await world.key(tenant));
  const ledger = createRedisLedger({ redis: world.redis, keys: createKeys(world.prefix.slice(1, -1)) });
  const { structured } = await assistant.use("submit_video", { ...TEXT, prompt: "paid", priority: "high" });
  const { id } = structured["video"] as { readonly id: string };
  while ((await world.begin()) !== id);
  await ledger.transition(id, {
    from: ["creating"],
    to: "generating",
    changes: { taskId: "t" },
    stamp: ["acceptedAt"],
  });
  await ledger.transition(id, { from: ["generating"], to: "downloading", changes: { fileId: "1" } });
  const error = { code: "download_storage", stage: "download", message: "The disk is full." } as const;
  await ledger.transition(id, { from: ["downloading"], to: "failed", changes: { error }, stamp: ["endedAt"] });
  const again = await assistant.use("retry", { video_id: id, rebuy: true, max_cost_usd: 1 });
  expect(again.structured).toMatchObject({
    retried: 1,
    video: { id, state: "downloading" },
  });
});

test("a key's role and tenant hold for tools: what is another's does not exist, and who may only look buys nothing", async () => {
  await using owner = await connect(await world.key("owner"));
  const { structured } = await owner.use("submit_video", TEXT);
  const { id } = structured["video"] as { readonly id: string };
  await using other = await connect(await world.key("other", "admin"));
  for (const tool of ["get_status", "explain", "cancel", "wait", "get_results", "retry"]) {
    const foreign = await other.use(tool, { video_id: id, ...(tool === "retry" ? { rebuy: true } : {}) });
    const unknown = await other.use(tool, { video_id: "gen_nothing", ...(tool === "retry" ? { rebuy: true } : {}) });
    expect(foreign).toMatchObject({ isError: true, text: "There is no such generation. (not_found)" });
    expect(foreign).toEqual(unknown);
  }
  const batch = String(
    (
      (await owner.use("submit_batch", { prompts: ["A cat"], defaults: { model: TEXT.model } })).structured[
        "batch"
      ] as {
        readonly id: string;
      }
    ).id,
  );
  for (const tool of ["get_status", "cancel", "wait", "get_results", "retry"]) {
    const foreign = await other.use(tool, { batch_id: batch });
    const unknown = await other.use(tool, { batch_id: `batch_${"0".repeat(32)}` });
    expect([tool, foreign]).toEqual([tool, unknown]);
  }
  expect((await other.use("list_batches", {})).structured).toMatchObject({ batches: [] });
  expect((await other.use("list_videos", {})).structured).toMatchObject({ videos: [] });
  await expect(other.client.readResource({ uri: `hailuo://videos/${id}` })).rejects.toThrow(
    "There is no such generation.",
  );

  const before = await countOf("owner");
  await using reader = await connect(await world.key("owner", "read"));
  expect((await reader.use("get_status", { video_id: id })).structured).toMatchObject({ video: { id } });
  for (const [tool, args] of [
    ["submit_video", { ...TEXT, prompt: "mine", max_cost_usd: 9 }],
    ["submit_batch", { prompts: ["mine"], max_cost_usd: 9 }],
    ["cancel", { video_id: id }],
    ["retry", { video_id: id }],
  ] as const)
    expect(await reader.use(tool, args)).toMatchObject({
      isError: true,
      text: expect.stringContaining("key of role submit"),
    });
  expect([await countOf("owner"), (await world.producer.get(id))?.state]).toEqual([before, "queued"]);
});

test("what tools change is in the audit, by the key that called them", async () => {
  const token = await world.key("audited");
  await using assistant = await connect(token);
  const { structured } = await assistant.use("submit_video", TEXT);
  const { id } = structured["video"] as { readonly id: string };
  await assistant.use("cancel", { video_id: id });
  const { body } = await world.call("GET", "/api/v1/audit?tenant=audited", await world.key("ops", "admin"));
  const entries = (body["data"] as { what: string; who: string; about: object }[]).map(({ what, who, about }) => ({
    what,
    who,
    about,
  }));
  const who = `key ${token.split("_")[1]}`;
  expect(entries).toEqual(
    expect.arrayContaining([
      { what: "generation.create", who, about: { generation: id } },
      { what: "generation.cancel", who, about: { generation: id } },
    ]),
  );
});

test("a call that its client cancels ends the waiting alone", async () => {
  await using assistant = await connect(await world.key("patient"));
  const { structured } = await assistant.use("submit_video", TEXT);
  const { id } = structured["video"] as { readonly id: string };
  const leaving = new AbortController();
  const waited = assistant.use(
    "wait",
    { video_id: id, timeout_seconds: 600 },
    {
      signal: leaving.signal,
      onprogress: () => leaving.abort("enough"),
    },
  );
  await expect(waited).rejects.toThrow();
  expect((await assistant.use("get_status", { video_id: id })).structured).toMatchObject({
    video: { state: "queued" },
  });
  expect((await assistant.use("wait", { video_id: id, timeout_seconds: 1 })).structured).toMatchObject({ done: false });
});

test("without a good key nothing answers, and no page of another site may call", async () => {
  for (const token of [undefined, "hq_wrong", (await world.key("x")).slice(0, -2)])
    expect((await post(token, INITIALIZE)).status).toBe(401);
  await expect(connect("hq_wrong")).rejects.toThrow();
  const token = await world.key("pages");
  for (const origin of [
    "https://evil.example.com",
    "null",
    `${ORIGIN}.evil.example.com`,
    "http://assistant.example.com",
  ])
    expect(await post(token, INITIALIZE, { origin })).toMatchObject({ status: 403, body: { code: "foreign_origin" } });
  // A page that gave our address its own name names itself as the host, too.
  const { port } = new URL(world.url);
  const rebound = { origin: `http://evil.example.com:${port}`, host: `evil.example.com:${port}` };
  expect((await post(token, INITIALIZE, rebound)).status).toBe(403);
  for (const origin of [ORIGIN, "http://localhost:6274", world.url])
    expect((await post(token, INITIALIZE, { origin })).status).toBe(200);
});

test("messages that are too large, too deep or none are refused, and buy nothing", async () => {
  const tenant = "hostile";
  const token = await world.key(tenant);
  const deep = JSON.parse(`${'{"a":'.repeat(20)}1${"}".repeat(20)}`) as object;
  const cases: readonly (readonly [unknown, number])[] = [
    [callOf("submit_video", { ...TEXT, prompt: "x".repeat(300_000) }), 413],
    [callOf("submit_video", { ...TEXT, deep }), 422],
    [callOf("submit_batch", { prompts: Array.from({ length: 2001 }, (_, at) => `${at}`) }), 422],
    [[callOf("submit_video", TEXT), callOf("submit_video", TEXT, 2)], 400],
    [{ ...callOf("submit_video", TEXT), jsonrpc: "1.0" }, 400],
    [{}, 400],
    ["{", 400],
    ["null", 400],
  ];
  for (const [body, status] of cases) expect([(await post(token, body)).status, status]).toEqual([status, status]);
  expect((await post(token, callOf("submit_video", TEXT), { accept: "text/plain" })).status).toBe(406);
  expect((await post(token, callOf("submit_video", TEXT), { "content-type": "text/plain" })).status).toBe(415);
  expect((await post(token, callOf("submit_video", TEXT), { "mcp-protocol-version": "1999-01-01" })).status).toBe(400);
  for (const args of [
    { prompts: Array.from({ length: 501 }, () => "a"), max_cost_usd: 1000 },
    { prompts: ["a"], requests: [TEXT], max_cost_usd: 9 },
    { prompts: [], max_cost_usd: 9 },
    { prompts: ["a"], defaults: { model: TEXT.model, webhook: "http://127.0.0.1/" }, max_cost_usd: 9 },
    { prompts: ["a"], defaults: { model: TEXT.model }, max_cost_usd: -1 },
    { prompts: ["a"], defaults: { model: TEXT.model }, max_cost_usd: "9" },
  ]) {
    const { body } = await post(token, callOf("submit_batch", args));
    expect(body["result"] ?? body).toMatchObject({ isError: true });
  }
  expect(await countOf(tenant)).toBe(0);
});

test("there are no sessions: a flood of them leaves nothing, and a call needs none", async () => {
  const token = await world.key("flood");
  const answers = await Promise.all(Array.from({ length: 200 }, () => post(token, INITIALIZE)));
  expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.get("mcp-session-id") ?? "none"}`))).toEqual(
    new Set(["200 none"]),
  );
  expect((await post(token, callOf("list_videos", {}), { "mcp-session-id": "made-up" })).body).toMatchObject({
    result: { structuredContent: { videos: [] } },
  });
  expect(await post(token, { jsonrpc: "2.0", method: "notifications/initialized" })).toMatchObject({
    status: 202,
    text: "",
  });
  // No stream that stays open, and nothing to end.
  for (const method of ["GET", "DELETE"]) expect((await world.call(method, "/mcp", token)).status).toBe(405);
});
