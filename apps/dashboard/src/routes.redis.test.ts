import { GENERATION_STATES } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { openWorld, textItem } from "./__fixtures__/dashboard-world.ts";
import { openProxy } from "./__fixtures__/redis-proxy.ts";
import type { BatchPage } from "./read/read-batch-page.ts";
import type { GenerationPage } from "./read/read-generation-page.ts";
import type { OverviewPage } from "./read/read-overview.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const LOST = { code: "answer_lost", stage: "create", message: "The answer was lost." } as const;
const FLAGGED = { code: "prompt_flagged", stage: "create", message: "The prompt was refused." } as const;

test("the overview has account, states in the flow's order, batches, failures and what needs attention", async () => {
  await using world = await openWorld(redisUrl);
  await world.submit("older", [textItem("first", "a"), textItem("second", "b"), textItem("third", "c")]);
  await world.submit("newer", [textItem("fourth")]);
  const lost = await world.begin();
  await world.ledger.transition(lost.id, { from: ["creating"], to: "submission_unknown", changes: { error: LOST } });
  const flagged = await world.begin();
  await world.ledger.transition(flagged.id, {
    from: ["creating"],
    to: "failed",
    changes: { error: FLAGGED },
    stamp: ["endedAt"],
  });

  const overview = (await world.json("/api/overview.json")) as OverviewPage;
  expect(overview.states.map(({ state }) => state)).toEqual([...GENERATION_STATES]);
  expect(overview.states.filter(({ count }) => count > 0)).toEqual([
    { state: "queued", count: 2 },
    { state: "submission_unknown", count: 1 },
    { state: "failed", count: 1 },
  ]);
  expect(overview.accounts).toMatchObject([
    { account: "default", slotsUsed: 1, slotsAllowed: 3, createPerMinute: 10, backlog: 2 },
  ]);
  expect(overview.batches.map(({ batchId }) => batchId)).toEqual(["newer", "older"]);
  expect(overview.batches[1]?.outcome).toEqual({
    total: 3,
    succeeded: 0,
    failed: 1,
    cancelled: 0,
    needs_attention: 1,
    unfinished: 1,
  });
  expect(overview.failures).toMatchObject([{ id: flagged.id, customId: "b", prompt: "second", error: FLAGGED }]);
  expect(overview.attention).toMatchObject([{ id: lost.id, customId: "a", batchId: "older", error: LOST }]);
});

test("a batch is listed in its order, page by page, with short prompts and without images", async () => {
  await using world = await openWorld(redisUrl);
  const image = `data:image/png;base64,${"A".repeat(1500)}`;
  const items = Array.from({ length: 60 }, (_, at) => textItem(`${at} ${"字".repeat(500)}`));
  await world.submit("long", [
    ...items,
    { request: { model: "MiniMax-Hailuo-2.3-Fast", image_url: image, prompt: "p" } },
  ]);

  const first = (await world.json("/api/batches/long")) as BatchPage;
  expect(first.items.map(({ index }) => index)).toEqual(Array.from({ length: 50 }, (_, at) => at));
  expect(Array.from(first.items[0]?.prompt ?? "")).toHaveLength(160);
  const second = (await world.json(`/api/batches/long?cursor=${first.nextCursor}`)) as BatchPage;
  expect(second.items).toHaveLength(11);
  expect(second.nextCursor).toBeUndefined();
  expect(second.items.at(-1)).toMatchObject({
    mode: "image",
    prompt: "p",
    objectKey: expect.stringMatching(/^long\/.+\.mp4$/),
  });
  expect(JSON.stringify(second)).not.toContain("AAAA");
});

test("a batch can be asked for one state, also where that state stands far behind", async () => {
  await using world = await openWorld(redisUrl);
  const ids = await world.submit(
    "big",
    Array.from({ length: 700 }, (_, at) => textItem(`${at}`)),
  );
  expect(ids.length).toBeGreaterThan(0);
  const { items: late } = await world.producer.list({ batchId: "big", cursor: "690" });
  await world.producer.cancel(late[0]?.id ?? "");
  const page = (await world.json("/api/batches/big?state=cancelled")) as BatchPage;
  expect(page.items.map(({ index }) => index)).toEqual([690]);
  expect(page.nextCursor).toBeUndefined();
});

test("a generation is told with what it waits for, what it costs, and its whole prompt", async () => {
  await using world = await openWorld(redisUrl);
  const prompt = "字".repeat(500);
  const [id = ""] = await world.submit("b", [textItem(prompt, "a")]);
  await world.producer.backlog.pauseBatch("b");
  const page = (await world.json(`/api/generations/${id}`)) as GenerationPage;
  expect(page.generation).toMatchObject({ id, customId: "a", prompt, priceMicroUsd: 280_000 });
  expect(page.explanation).toMatchObject({ state: "queued", waitsFor: "batch_paused" });
  const { batches } = (await world.json("/api/overview.json")) as OverviewPage;
  expect(batches).toMatchObject([{ held: "paused", spentMicroUsd: 0 }]);
});

test("what is asked for wrongly is answered by a sentence and the right status", async () => {
  await using world = await openWorld(redisUrl);
  await world.submit("b", [textItem("x")]);
  const answers = [
    "/api/batches/none",
    "/api/generations/gen_none",
    "/api/batches/b?state=odd",
    "/api/batches/b?cursor=x",
    "/nothing",
  ].map(async (path) => {
    const reply = await world.fetch(path);
    return [reply.status, ((await reply.json()) as { error: string }).error];
  });
  expect(await Promise.all(answers)).toEqual([
    [404, 'There is no batch "none".'],
    [404, 'There is no generation "gen_none".'],
    [400, `"odd" is not a state; states are ${GENERATION_STATES.join(", ")}.`],
    [400, 'The cursor "x" is not one that a page gave.'],
    [
      404,
      "There is no such page. Pages are /, /batches, /batches/<batch>, /find, /generations/<id>, /accounts/<name>, /tenants, /tenants/<name>, /models, /models/<name>, /audit, /plain, /queues.",
    ],
  ]);
});

test("a browser that goes astray is shown a page with a way home, and a program is told in JSON", async () => {
  await using world = await openWorld(redisUrl);
  const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
  for (const [path, accept, status, type] of [
    ["/nowhere", browser.accept, 404, "text/html; charset=utf-8"],
    ["/nowhere", "application/json", 404, "application/json; charset=utf-8"],
    ["/nowhere", "*/*", 404, "application/json; charset=utf-8"],
    ["/api/nowhere", browser.accept, 404, "application/json; charset=utf-8"],
    ["/api/batches/none", browser.accept, 404, "application/json; charset=utf-8"],
  ] as const) {
    const answer = await world.fetch(path, { headers: { accept } });
    expect([path, accept, answer.status, answer.headers.get("content-type")]).toEqual([path, accept, status, type]);
  }
  const page = await (await world.fetch("/nowhere", { headers: browser })).text();
  expect(page).toMatch(/<h1>Not there<\/h1>[^]*<a href="\/">Overview<\/a>/);
  expect(page).toContain("/batches/&lt;batch&gt;");
});

test("bull-board's page asks no other host for anything", async () => {
  await using world = await openWorld(redisUrl);
  const page = await (await world.fetch("/queues")).text();
  expect(page).toContain("<base href");
  expect(page).not.toMatch(/https?:/);
});

test("cookies travel over TLS alone where the page is reached by it, and a stranger's word on that is not taken", async () => {
  const env = { HAILUO_DASHBOARD_HOST: "127.0.0.1", HAILUO_DASHBOARD_PASSWORD: "secret" };
  const attributesAt = async (more: Record<string, string>, headers: Record<string, string>): Promise<string[]> => {
    await using world = await openWorld(redisUrl, { env: { ...env, ...more } });
    const signIn = await world.fetch("/api/session", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ password: "secret" }),
    });
    const signOut = await world.fetch("/api/session", {
      method: "DELETE",
      headers: {
        cookie: signIn.headers
          .getSetCookie()
          .map((text) => text.split(";")[0])
          .join("; "),
        ...headers,
      },
    });
    return [...signIn.headers.getSetCookie(), ...signOut.headers.getSetCookie()].map((text) =>
      text.replace(/^.*?Path/, "Path"),
    );
  };
  const plain = "Path=/; HttpOnly; SameSite=Strict";
  const tls = { "x-forwarded-proto": "https" };
  const all = (attributes: string): string[] => [attributes, attributes, attributes];
  expect(await attributesAt({}, tls)).toEqual(all(plain));
  expect(await attributesAt({ HAILUO_DASHBOARD_TRUSTED_PROXIES: "10.0.0.0/8" }, tls)).toEqual(all(plain));
  expect(await attributesAt({ HAILUO_DASHBOARD_TRUSTED_PROXIES: "127.0.0.1" }, tls)).toEqual(all(`${plain}; Secure`));
  expect(await attributesAt({ HAILUO_DASHBOARD_PUBLIC_URL: "https://queue.example" }, {})).toEqual(
    all(`${plain}; Secure`),
  );
});

test("bull-board shows the three queues, and changes nothing", async () => {
  await using world = await openWorld(redisUrl);
  const page = await world.fetch("/queues");
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  const script = /src="(static\/js\/main[^"]+)"/.exec(await page.text())?.[1];
  expect((await world.fetch(`/queues/${script}`)).status).toBe(200);
  const { queues } = (await world.json("/queues/api/queues")) as { queues: { name: string; readOnlyMode: boolean }[] };
  expect(
    queues
      .map(({ name, readOnlyMode }) => `${name} ${readOnlyMode}`)
      .toSorted((left, right) => left.localeCompare(right)),
  ).toEqual(["create true", "download true", "poll true"]);
  const pause = await world.fetch("/queues/api/queues/create/pause", { method: "PUT" });
  expect(pause.status).toBe(405);
});

test("metrics tell generations by state, slots, backlog and queue depths", async () => {
  await using world = await openWorld(redisUrl);
  await world.submit("b", [textItem("x"), textItem("y")]);
  await world.begin();
  const text = await (await world.fetch("/metrics")).text();
  for (const line of [
    'hailuo_generations{state="queued"} 1',
    'hailuo_generations{state="creating"} 1',
    'hailuo_slots_used{account="default"} 1',
    'hailuo_slots_allowed{account="default"} 3',
    "hailuo_backlog 1",
    'hailuo_queue_jobs{queue="poll",state="delayed"} 0',
  ]) {
    expect(text.split("\n")).toContain(line);
  }
});

test("while Redis is away all says so within its limit, and goes on when it is back", async () => {
  await using proxy = await openProxy(redisUrl);
  await using world = await openWorld(redisUrl, { redisUrl: proxy.url });
  expect((await world.fetch("/readyz")).status).toBe(200);
  await proxy.stop();
  // An overview that was read just before is still told.
  while ((await world.fetch("/readyz")).status === 200);
  const pages = ["/api/overview.json", "/api/batches/b", "/readyz", "/queues/api/queues"];
  const down = await Promise.all(pages.map(async (path) => (await world.fetch(path)).status));
  expect(down).toEqual([503, 503, 503, 503]);
  const { error } = (await world.json("/api/overview.json")) as { error: string };
  expect(error).toMatch(/^Redis at .* cannot be used \(.+\); start Redis there, or set REDIS_URL to one that runs\.$/);
  expect((await world.fetch("/healthz")).status).toBe(200);
  expect(await (await world.fetch("/metrics")).text()).toContain("hailuo_scrape_errors_total");
  await proxy.start();
  // It is connected to anew at times.
  while ((await world.fetch("/api/overview.json")).status !== 200);
});
