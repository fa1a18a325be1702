import { afterAll, beforeAll, expect } from "@jest/globals";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { inBrowser, openAt, openBrowser, openPage, signInPage } from "./__fixtures__/browser.ts";
import { type DashboardWorld, openWorld, textItem } from "./__fixtures__/dashboard-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const PASSWORD = "pass:wörd";
const env = { HAILUO_DASHBOARD_HOST: "127.0.0.1", HAILUO_DASHBOARD_PASSWORD: PASSWORD };

let world: DashboardWorld;
let browser: Browser | undefined;
beforeAll(async () => {
  world = await openWorld(redisUrl, { env });
});
afterAll(async () => {
  await browser?.close();
  await world[Symbol.asyncDispose]();
});

/** Notices go after ten seconds or twenty, in which a machine may stand still: here they stay. */
const KEEP_NOTICES = `{
  const later = window.setTimeout;
  window.setTimeout = (action, ms, ...rest) => (ms >= 10_000 ? 0 : later(action, ms, ...rest));
}`;

async function signedIn(options: Parameters<Browser["newPage"]>[0] = {}): Promise<Page> {
  browser ??= await openBrowser();
  const page = await openPage(browser, options);
  await page.addInitScript(KEEP_NOTICES);
  await signInPage(page, world.url, PASSWORD);
  return page;
}

/** What is wrong with a page for those who do not see it, or not well. */
async function complaintsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).slice(0, 3).join(" ")))`,
  );
  return found as readonly string[];
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
      for (const [path, seen] of [
        ["/", "Needs you"],
        ["/find?where=calm", "1 found"],
        ["/batches/seen", "Failed, by reason"],
        [`/generations/${lost.id}`, "Timeline"],
        [`/generations/${failed.id}`, "Timeline"],
        ["/tenants", "API keys"],
        ["/audit", "Audit"],
      ] as const) {
        await openAt(page, new URL(path, world.url).href, page.getByText(seen));
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

inBrowser("a list of thousands has only what is seen in the page, and skips none", async () => {
  const many = 3000;
  await world.submit(
    "long",
    Array.from({ length: many }, (_, at) => textItem(`row ${at}`, `r${at}`)),
  );
  const page = await signedIn();
  await page.goto(new URL("/find?where=batch%3Dlong", world.url).href);
  const rows = page.locator(".virtual-row");
  await rows.first().waitFor();
  const last = page.locator(`[aria-posinset="${many}"]`);
  while ((await last.count()) === 0) {
    expect(await rows.count()).toBeLessThan(100);
    await page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)");
    // Until the page has drawn what it was scrolled to.
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
  }
  await last.getByText(`r${many - 1}`, { exact: true }).waitFor();
  await page.getByText(`${many.toLocaleString("en")} found; there are no more.`).waitFor();
  await page.close();
});
