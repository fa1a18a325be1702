import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HistoryChange, withTrace } from "@hailuo-queue/contracts";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { createDeliveryQueue, createHistoryBooks, createKeys } from "@hailuo-queue/store";
import type { Browser, Page } from "playwright-core";
import { inBrowser, openAt, openBrowser, openPage, signInPage } from "./__fixtures__/browser.ts";
import { complaintsOf } from "./__fixtures__/complaints.ts";
import { type DashboardWorld, openWorld, textItem } from "./__fixtures__/dashboard-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const PASSWORD = "pass:wörd";
const TRACE = "0af7651916cd43dd8448eb211c80319c";
let out: string;
let env: Record<string, string>;

let world: DashboardWorld;
let browser: Browser | undefined;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "hailuo-console-"));
  env = {
    HAILUO_DASHBOARD_HOST: "127.0.0.1",
    HAILUO_DASHBOARD_PASSWORD: PASSWORD,
    HAILUO_OUT: out,
    HAILUO_TRACE_URL: "https://traces.example/trace/{trace_id}",
  };
  world = await openWorld(redisUrl, { env });
});
afterAll(async () => {
  await browser?.close();
  await world[Symbol.asyncDispose]();
  await rm(out, { recursive: true });
});

/** Notices go after ten seconds or twenty, in which a machine may stand still: here they stay. */
const KEEP_NOTICES = `{
  const later = window.setTimeout;
  window.setTimeout = (action, ms, ...rest) => (ms >= 10_000 ? 0 : later(action, ms, ...rest));
}`;

async function signedIn(options: Parameters<Browser["newPage"]>[0] = {}, { url } = world): Promise<Page> {
  browser ??= await openBrowser();
  const page = await openPage(browser, options);
  await page.addInitScript(KEEP_NOTICES);
  await signInPage(page, url, PASSWORD);
  return page;
}

inBrowser("no page has anything that axe objects to, wide and narrow, light and dark", async () => {
  await world.submit("seen", [textItem("a calm sea", "calm"), textItem("b")]);
  const lost = await world.begin();
  await world.park(lost.id);
  const failed = await world.begin();
  await world.fail(failed.id, "video_flagged");
  await world.key("studio", "read");
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 390]) {
      const page = await signedIn({ colorScheme, viewport: { width, height: 900 } });
      const complaints: string[] = [];
      page.on("pageerror", (fault) => complaints.push(fault.message));
      const stranger = await openPage(browser ?? (await openBrowser()), {
        colorScheme,
        viewport: { width, height: 900 },
      });
      await openAt(stranger, new URL("/sign-in", world.url).href, stranger.getByRole("button", { name: "Sign in" }));
      for (const fault of await complaintsOf(stranger)) complaints.push(`/sign-in ${width} ${colorScheme}: ${fault}`);
      await stranger.close();
      for (const [path, seen] of [
        ["/", "Needs you"],
        ["/nowhere", "There is no such page."],
        ["/batches", "seen"],
        ["/accounts/default", "Changes by people"],
        ["/tenants/default", "API keys"],
        ["/find?where=calm", "1 found"],
        ["/batches/seen", "Failed, by reason"],
        [`/generations/${lost.id}`, "Timeline"],
        [`/generations/${failed.id}`, "Timeline"],
        ["/tenants", "API keys"],
        ["/audit", "Audit"],
        ["/models", "Models"],
        ["/models/MiniMax-Hailuo-2.3", "Over time"],
        ["/plain", "Latest failures"],
      ] as const) {
        await openAt(page, new URL(path, world.url).href, page.getByText(seen));
        // With all that can be opened, once it is there.
        const closed = page.locator("details:not([open]) > summary");
        while ((await closed.count()) > 0) await closed.first().click();
        await page.getByText("Looking…").first().waitFor({ state: "detached" });
        for (const fault of await complaintsOf(page)) complaints.push(`${path} ${width} ${colorScheme}: ${fault}`);
        const isWide = await page.evaluate(
          "document.documentElement.scrollWidth > document.documentElement.clientWidth",
        );
        expect([path, width, "scrolls sideways", isWide]).toEqual([path, width, "scrolls sideways", false]);
      }
      expect(complaints).toEqual([]);
      await page.close();
    }
  }
});

inBrowser("a lost create is given up on its page, with a reason, and a dialog can be left", async () => {
  await world.submit("dialog", [textItem("x", "mine")]);
  const lost = await world.begin();
  await world.park(lost.id);
  const page = await signedIn();
  const giveUp = page.getByRole("button", { name: "Give up…" });
  await openAt(page, new URL(`/generations/${lost.id}`, world.url).href, giveUp);
  await giveUp.click();
  await page.getByRole("button", { name: "Leave it" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect((await world.producer.get(lost.id))?.state).toBe("submission_unknown");
  await page.getByRole("button", { name: "Give up…" }).click();
  await page.getByLabel("Reason, for the audit").fill("not in the console");
  await page.getByRole("button", { name: "Give up", exact: true }).click();
  await page.getByText("It is given up.").waitFor();
  await page.locator("#generation .state-failed").waitFor();
  const [entry] = await world.audit();
  expect(entry).toMatchObject({
    who: "dashboard admin",
    what: "generation.resolve",
    about: { generation: lost.id },
    details: { action: "fail", why: "not in the console" },
  });
  await page.close();
});

inBrowser("all that a filter finds are cancelled after a look, and a pause is taken back by one press", async () => {
  await world.submit(
    "many",
    Array.from({ length: 30 }, (_, at) => textItem(`clip ${at}`, `m${at}`)),
  );
  const page = await signedIn();
  const pause = page.getByRole("button", { name: "Pause…" });
  await openAt(page, new URL("/batches/many", world.url).href, pause);
  await pause.click();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByText("many is paused: it starts no new videos.").waitFor();
  expect((await world.producer.batch("many"))?.paused).toBe(true);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("many goes on.").waitFor();
  expect((await world.producer.batch("many"))?.paused).toBeUndefined();

  const words = page.getByLabel("Words or conditions");
  await openAt(page, new URL("/find", world.url).href, words);
  await words.fill("batch=many custom_id=m1,m2,m3");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await page.getByText("3 found; there are no more.").waitFor();
  await page.getByRole("button", { name: "Cancel all of these…" }).click();
  await page.getByRole("heading", { name: "Cancel 3 unfinished generations" }).waitFor();
  await page.getByRole("button", { name: "Cancel them" }).click();
  await page.getByText("3 cancelled.").waitFor();
  expect((await world.producer.batch("many"))?.counts).toMatchObject({ queued: 27, cancelled: 3 });
  await page.close();
});

inBrowser("a page that was not told at first who has signed in asks again, and offers what may be done", async () => {
  const page = await signedIn();
  let isFirst = true;
  await page.route("**/api/session", async (route) => {
    if (isFirst) await route.abort();
    else await route.continue();
    isFirst = false;
  });
  await page.goto(world.url);
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  await page.close();
});

inBrowser("the rows that are ticked are cancelled, and no others; a slash leads to the search", async () => {
  await world.submit(
    "ticked",
    Array.from({ length: 5 }, (_, at) => textItem(`pick ${at}`, `t${at}`)),
  );
  const page = await signedIn();
  const url = new URL("/find?where=batch%3Dticked", world.url).href;
  await openAt(page, url, page.getByText("5 found; there are no more."));
  await page.keyboard.press("/");
  expect(await page.evaluate("document.activeElement.id")).toBe("where");
  await page.getByLabel("Choose t1 in ticked").check();
  await page.getByLabel("Choose t3 in ticked").check();
  await page.getByText("2 chosen").waitFor();
  await page.getByRole("button", { name: "Cancel all of these…" }).click();
  await page.getByRole("heading", { name: "Cancel 2 unfinished generations" }).waitFor();
  await page.getByRole("button", { name: "Cancel them" }).click();
  await page.getByText("2 cancelled.").waitFor();
  const { items } = await world.producer.list({ batchId: "ticked" });
  expect(items.filter(({ state }) => state === "cancelled").map(({ customId }) => customId)).toEqual(["t1", "t3"]);
  await page.getByText("2 chosen").waitFor({ state: "detached" });
  await page.close();
});

inBrowser(
  "ten thousand generations scroll from end to end with a handful of rows, and each page is asked for once",
  async () => {
    const many = 10_000;
    await world.submit(
      "long",
      Array.from({ length: many }, (_, at) => textItem(`row ${at}`, `r${at}`)),
    );
    const page = await signedIn();
    const asked: string[] = [];
    page.on("request", (request) => {
      // Loaded again: counted anew.
      if (request.isNavigationRequest()) asked.splice(0);
      if (request.url().includes("/api/find")) asked.push(request.url());
    });
    const rows = page.locator(".virtual-row");
    await openAt(page, new URL("/find?where=batch%3Dlong", world.url).href, rows);
    const nodes = (): Promise<number> => page.evaluate("document.getElementsByTagName('*').length");
    const scroll = async (to: string): Promise<void> => {
      await page.evaluate(`window.scrollTo(0, ${to})`);
      // Until the page has drawn what it was scrolled to.
      await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
    };
    let most = 0;
    const last = page.locator(`[aria-posinset="${many}"]`);
    while ((await last.count()) === 0) {
      await scroll("document.documentElement.scrollHeight");
      most = Math.max(most, await nodes());
    }
    await last.getByText(`r${many - 1}`, { exact: true }).waitFor();
    await page.getByText(`${many.toLocaleString("en")} found; there are no more.`).waitFor();
    expect(asked).toHaveLength(many / 200);
    expect(new Set(asked).size).toBe(asked.length);
    // Back in steps of a screen and anywhere: all is known, and what is out of sight is out of the page.
    for (let step = 1; step <= 40; step += 1) {
      await scroll(
        step % 2 === 0 ? "window.scrollY - window.innerHeight" : `document.documentElement.scrollHeight * ${step / 40}`,
      );
      most = Math.max(most, await nodes());
      expect(await rows.count()).toBeGreaterThan(10);
    }
    await scroll("0");
    await rows.first().getByText("r0", { exact: true }).waitFor();
    expect(asked).toHaveLength(many / 200);
    expect(most).toBeLessThan(1000);
    // A row that stays in sight while the list moves is moved, and not made anew.
    const kept = await page.evaluate(`(async () => {
    const row = document.querySelector('[aria-posinset="5"]');
    window.scrollTo(0, 64);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return row === document.querySelector('[aria-posinset="5"]');
  })()`);
    expect(kept).toBe(true);
    await page.close();
  },
);

inBrowser("a batch has a gallery that pages, and plays what it shows", async () => {
  const many = 14;
  await using own = await openWorld(redisUrl, { env, createsPerMinute: many });
  await own.submit(
    "shown",
    Array.from({ length: many }, (_, at) => textItem(`scene ${at}`, `s${at}`)),
  );
  for (let made = 0; made < many; made += 1) await own.finish((await own.begin()).id);
  const page = await signedIn({}, own);
  const gallery = page.getByText(`Gallery: ${many} videos`);
  await openAt(page, new URL("/batches/shown", own.url).href, gallery);
  await gallery.click();
  const players = page.locator("#gallery video");
  await page.getByText(`1 to 12 of ${many}`).waitFor();
  expect(await players.count()).toBe(12);
  const source = (await players.first().getAttribute("src")) ?? "";
  const played = await page.request.get(new URL(source, own.url).href, { headers: { range: "bytes=0-1" } });
  expect([played.status(), await played.text()]).toEqual([206, "a "]);
  await page.locator("#gallery").getByRole("button", { name: "Next" }).click();
  await page.getByText(`13 to ${many} of ${many}`).waitFor();
  expect(await players.count()).toBe(2);
  await page.locator("#gallery").getByRole("button", { name: "Previous" }).click();
  await page.getByText(`1 to 12 of ${many}`).waitFor();
  await page.close();
});

inBrowser("charts are of what the page is about: the deployment, a batch, an account, a tenant", async () => {
  await world.submit("charted", [textItem("x")]);
  const books = createHistoryBooks({ redis: world.redis, keys: createKeys(world.prefix) });
  const news = await books.news();
  const at = news.now;
  const changes: readonly HistoryChange[] = [
    {
      at,
      scope: { kind: "all" },
      sums: { succeeded: 5, spentMicroUsd: 5_000_000, waitedSeconds: { slot: 60, turn: 30 } },
    },
    {
      at,
      scope: { kind: "batch", name: "charted" },
      sums: { succeeded: 2, spentMicroUsd: 2_000_000, failed: { video_flagged: 3 } },
    },
    { at, scope: { kind: "account", name: "default" }, sums: { succeeded: 4, spentMicroUsd: 4_000_000 } },
    { at, scope: { kind: "tenant", name: "default" }, sums: { succeeded: 3, spentMicroUsd: 3_000_000 } },
  ];
  await books.add(news, { changes, totals: [], oldestAt: {}, reservedMicroUsd: {} });
  const page = await signedIn();
  for (const [path, spent, words] of [
    ["/", "$5.00", "Waited for: 90 s in all, 60 s for a slot, 30 s for their turn"],
    ["/batches/charted", "$2.00", "Failed, most by video_flagged: 3 in all, at most 3 a minute"],
    ["/accounts/default", "$4.00", "Succeeded: 4 in all, at most 4 a minute"],
    ["/tenants/default", "$3.00", "Succeeded: 3 in all, at most 3 an hour"],
  ] as const) {
    const chart = page.locator("figure", { has: page.getByText("Spent", { exact: true }) });
    await openAt(page, new URL(path, world.url).href, chart.getByText(spent, { exact: true }));
    expect([path, await page.getByRole("img", { name: words }).count()]).toEqual([path, 1]);
    await page.getByRole("button", { name: "Last month" }).click();
    await chart.getByText(spent, { exact: true }).waitFor();
  }
  await page.close();
});

inBrowser("a generation links to its trace where one was told, and nowhere else", async () => {
  await withTrace(`00-${TRACE}-b7ad6b7169203331-01`, () => world.submit("traced", [textItem("x")]));
  const [traced = ""] = (await world.producer.list({ batchId: "traced" })).items.map(({ id }) => id);
  const [plain = ""] = await world.submit("untraced", [textItem("x")]);
  const page = await signedIn();
  const link = page.getByRole("link", { name: TRACE });
  await openAt(page, new URL(`/generations/${traced}`, world.url).href, link);
  expect(await link.getAttribute("href")).toBe(`https://traces.example/trace/${TRACE}`);
  await openAt(page, new URL(`/generations/${plain}`, world.url).href, page.getByText("Timeline"));
  expect(await page.getByText("Trace", { exact: true }).count()).toBe(0);
  await page.close();
});

inBrowser(
  "the webhooks on a page are those of its batch and of its generation, and one that failed is sent again",
  async () => {
    await using own = await openWorld(redisUrl, { env });
    const url = "https://receiver.example/hook";
    const ids: Record<string, string> = {};
    for (const batchId of ["hooked", "other"]) {
      await own.producer.submit({ request: { model: "MiniMax-Hailuo-2.3", prompt: "x" } }, { batchId, webhook: url });
      ids[batchId] = (await own.producer.list({ batchId })).items[0]?.id ?? "";
    }
    for (let ended = 0; ended < 2; ended += 1) await own.fail((await own.begin()).id, "prompt_flagged");
    const queue = createDeliveryQueue({ redis: own.redis, keys: createKeys(own.prefix) });
    const { granted } = await queue.take(10);
    for (const grant of granted) await queue.settle(grant, { state: "failed", result: "HTTP 410", at: Date.now() });
    const page = await signedIn({}, own);
    for (const [path, expected, foreign] of [
      ["/batches/hooked", ids["hooked"], ids["other"]],
      [`/generations/${ids["other"]}`, ids["other"], ids["hooked"]],
    ] as const) {
      const summary = page.getByText("Webhooks", { exact: true });
      await openAt(page, new URL(path, own.url).href, summary);
      await summary.click();
      const webhooks = page.locator("#webhooks");
      await webhooks.getByText(expected ?? "").waitFor();
      expect([path, await webhooks.getByText(foreign ?? "").count()]).toEqual([path, 0]);
    }
    await page.getByRole("button", { name: "Send again" }).click();
    await page.getByText("It is sent again.").waitFor();
    await page.getByRole("button", { name: "Look again" }).click();
    await page.locator("#webhooks").getByText("pending", { exact: true }).waitFor();
    const [entry] = await own.audit();
    expect(entry).toMatchObject({ what: "webhook.replay", outcome: "done", tenant: "default" });
    await page.close();
  },
);

inBrowser("bull-board's page asks nobody but the dashboard", async () => {
  const page = await signedIn();
  const hosts = new Set<string>();
  const complaints: string[] = [];
  page.on("request", (request) => hosts.add(new URL(request.url()).origin));
  page.on("console", (line) => {
    if (line.type() === "error") complaints.push(line.text());
  });
  await openAt(page, new URL("/queues", world.url).href, page.getByText("download"));
  expect([...hosts]).toEqual([new URL(world.url).origin]);
  expect(complaints).toEqual([]);
  await page.close();
});

inBrowser("a tenant's key sees what it may ask, its keys and its charts, and nobody else's", async () => {
  const token = await world.key("studio", "submit");
  await world.producer.submitBatch([textItem("x")], { batchId: "of-studio", tenant: "studio" });
  await world.producer.submitBatch([textItem("x")], { batchId: "of-rival", tenant: "rival" });
  browser ??= await openBrowser();
  const page = await openPage(browser);
  await signInPage(page, world.url, token);
  await page.getByRole("link", { name: "Your tenant" }).click();
  await page.getByText("1 of 1,000,000").waitFor();
  await page.getByText("the gateway's default").first().waitFor();
  await page
    .getByText(/last used just now/)
    .first()
    .waitFor();
  expect(await page.getByRole("button", { name: "Make a key…" }).count()).toBe(0);
  await openAt(page, new URL("/batches", world.url).href, page.getByText("of-studio"));
  expect(await page.getByText("of-rival").count()).toBe(0);
  for (const path of [
    "/api/tenants/rival",
    "/api/accounts/default",
    "/api/history/hour?account=default",
    "/api/history/hour?tenant=rival",
  ])
    expect([path, (await page.request.get(new URL(path, world.url).href)).status()]).toEqual([path, 403]);
  for (const path of [
    "/api/history/hour?batch=of-rival",
    "/api/batches/of-rival/videos",
    "/api/batches/of-rival/deliveries",
  ])
    expect([path, (await page.request.get(new URL(path, world.url).href)).status()]).toEqual([path, 400]);
  await page.close();
});

inBrowser("a key is made and revoked on its tenant's page", async () => {
  await world.producer.submitBatch([textItem("x")], { batchId: "of-mint", tenant: "mint" });
  const page = await signedIn();
  const make = page.getByRole("button", { name: "Make a key…" });
  await openAt(page, new URL("/tenants/mint", world.url).href, make);
  await make.click();
  await page.getByLabel("Role").selectOption("read");
  await page.getByRole("button", { name: "Make it" }).click();
  const token = (await page.locator(".notice code").textContent()) ?? "";
  expect(token).toMatch(/^hq_/);
  await page.getByText(/never used/).waitFor();
  const session = await world.signIn({ key: token });
  expect((await session.get("/api/session")).body).toMatchObject({ tenant: "mint", role: "read" });
  await page.getByText(/last used just now/).waitFor();
  await page.getByRole("button", { name: "Revoke…" }).click();
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByText("None.", { exact: true }).waitFor();
  await expect(world.signIn({ key: token })).rejects.toThrow("401");
  await page.close();
});
