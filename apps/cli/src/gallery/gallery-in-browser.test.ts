import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { openObjectStore } from "@hailuo-queue/storage";
import axe from "axe-core";
import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { inOrder, recordOf } from "../__fixtures__/records.ts";
import { writeGallery } from "./write-gallery.ts";

const browserPath = process.env["HAILUO_TEST_CHROMIUM"] ?? "/usr/bin/chromium";
const inBrowser = existsSync(browserPath) ? test : test.skip;
/** A guard against what hangs, no measure. */
const PATIENCE_MS = 180_000;
const NASTY = `</script><img src=x onerror="document.title='broken'"><script>document.title='broken'</script>`;
/** A real video, as the simulator sends it. */
const clip = readFileSync(new URL("../../../../packages/simulator/assets/768P.mp4", import.meta.url));

async function openGallery(count: number, options: BrowserContextOptions = {}) {
  const root = await mkdtemp(join(tmpdir(), "hailuo-gallery-"));
  const store = openObjectStore(root);
  await mkdir(join(root, "spring"));
  await writeFile(join(root, "spring/100% #1.mp4"), clip);
  const video = { location: store.uri("spring/100% #1.mp4"), bytes: 1, sha256: "ab".repeat(32) };
  const error = { code: "prompt_flagged", stage: "create", message: NASTY } as const;
  const records = Array.from({ length: count }, (_, at) =>
    at === 1
      ? recordOf(at, "failed", { customId: NASTY, error, request: { model: "MiniMax-Hailuo-2.3", prompt: NASTY } })
      : recordOf(at, "succeeded", { customId: `clip-${at}`, video, costMicroUsd: 280_000 }),
  );
  const fixed = { batchId: "spring", simulated: true, now: () => 0, expiresInSeconds: 60, posterKey: () => undefined };
  await writeGallery({ ...fixed, store, read: () => inOrder(records), open: (target) => openObjectStore(target) });
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
    timeout: PATIENCE_MS,
  });
  const page = await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const problems: string[] = [];
  page.on("console", (line) => void problems.push(line.text()));
  page.on("pageerror", (fault) => void problems.push(String(fault)));
  await page.goto(store.uri("index.html"));
  await page.waitForSelector(".grid > li");
  return {
    page,
    problems,
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await rm(root, { recursive: true });
    },
  };
}

/** Asks until it is so: the page's policy lets no `waitForFunction` run. */
async function until(page: Page, expression: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while ((await page.evaluate(expression)) !== true) {
    if (Date.now() > deadline) throw new Error(`never so: ${expression}`);
    await setTimeout(50);
  }
}

const cards = (page: Page): Promise<number> => page.locator(".grid > li").count();

inBrowser("a video plays while the pointer is on it, and at no other time; nothing of a text runs", async () => {
  await using gallery = await openGallery(3);
  const { page, problems } = gallery;
  const first = page.locator(".grid > li").first();
  await page.waitForSelector(".grid video");
  await first.hover();
  await until(page, `[...document.querySelectorAll("video")].some((video) => !video.paused && video.currentTime > 0)`);
  expect(await page.evaluate(`document.querySelector("video").videoWidth`)).toBe(1366);
  await page.mouse.move(0, 0);
  await until(page, `document.querySelector("video").paused`);
  expect(await page.evaluate(`[...document.querySelectorAll("video")].every(({ paused }) => paused)`)).toBe(true);
  expect(await page.title()).toBe("spring · videos");
  expect(await page.locator(".grid > li").nth(1).locator("h2").textContent()).toBe(NASTY);
  expect(await page.locator(".grid img, .grid script").count()).toBe(0);
  expect(problems).toEqual([]);
});

inBrowser("the keyboard opens a video large, goes on to the next, and comes back to where it was", async () => {
  await using gallery = await openGallery(3);
  const { page } = gallery;
  await page.locator(".screen").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open] video");
  await page.keyboard.press("ArrowRight");
  expect(await page.locator("#viewer-reason").textContent()).toBe(`${NASTY} (prompt_flagged)`);
  await page.keyboard.press("Escape");
  expect(await page.evaluate(`document.activeElement?.getAttribute("aria-label")`)).toMatch(/^Play clip-0/);
});

inBrowser(
  "of many videos few cards are made, a search finds all, and a system that wants calm sees nothing move",
  async () => {
    await using gallery = await openGallery(1000, { reducedMotion: "reduce" });
    const { page } = gallery;
    expect(await cards(page)).toBeLessThan(300);
    await page.fill("#find", "clip-997");
    await page.locator(".grid > li").nth(1).waitFor({ state: "detached" });
    expect(await cards(page)).toBe(1);
    expect(await page.locator("#count").textContent()).toBe("1 of 1,000 shown");
    await page.locator(".grid > li").hover();
    await page.waitForSelector(".grid video");
    await page.locator(".screen").click();
    expect(await page.evaluate(`[...document.querySelectorAll("video")].every(({ paused }) => paused)`)).toBe(true);
    await page.keyboard.press("Escape");
    await page.fill("#find", "");
    await page.selectOption("#state", "failed");
    await page.locator(".grid > li").nth(1).waitFor({ state: "detached" });
    expect(await cards(page)).toBe(1);
  },
);

inBrowser.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 390],
  ["dark", 390],
] as const)(
  "axe finds no fault in the page and in the view of one, %s at %i pixels, and nothing is wider than the screen",
  async (colorScheme, width) => {
    await using gallery = await openGallery(4, { colorScheme, viewport: { width, height: 900 } });
    const { page } = gallery;
    expect(await page.evaluate(`document.documentElement.scrollWidth <= window.innerWidth`)).toBe(true);
    expect(await faultsOf(page)).toEqual([]);
    await page.locator(".screen").first().click();
    await page.waitForSelector("dialog[open]");
    expect(await faultsOf(page)).toEqual([]);
  },
);

/** Through the debugger, since the page's own policy lets no other script run. */
async function faultsOf(page: Page): Promise<unknown> {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe.source });
  const expression = "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))";
  const { result } = await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  return result.value;
}
