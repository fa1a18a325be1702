import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { inBrowser, openBrowser, openPage } from "./__fixtures__/browser.ts";
import { openWorld, textItem } from "./__fixtures__/dashboard-world.ts";
import { openProxy } from "./__fixtures__/redis-proxy.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const NASTY = `<img src=x onerror="document.title='broken'"></li><script>document.title='broken'</script>`;

const assets = new URL("../assets/", import.meta.url);

test("no page reads text as HTML, runs a script inside the page or asks another host", () => {
  for (const name of readdirSync(assets)) {
    const text = readFileSync(new URL(name, assets), "utf8");
    expect([name, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/.exec(text)]).toEqual([name, null]);
    expect([name, /<style|\sstyle="|\son[a-z]+=|<script(?![^>]*\ssrc=)/.exec(text)]).toEqual([name, null]);
    expect([name, /https?:\/\/(?!www\.w3\.org\/2000\/svg)/.exec(text)]).toEqual([name, null]);
  }
});

inBrowser("a prompt, an error and a name that are HTML are shown as they were written", async () => {
  await using world = await openWorld(redisUrl);
  await world.submit("shown", [textItem(NASTY), textItem("quiet")]);
  const { id } = await world.begin();
  const error = { code: "prompt_flagged", stage: "create", message: NASTY } as const;
  const [, waiting = ""] = (await world.producer.list({ batchId: "shown" })).items.map((record) => record.id);
  await world.ledger.transition(id, { from: ["creating"], to: "failed", changes: { error } });
  const browser: Browser = await openBrowser();
  try {
    const page = await openPage(browser);
    const complaints: string[] = [];
    page.on("pageerror", (fault) => complaints.push(fault.message));
    page.on("console", (line) => void (line.type() === "error" && complaints.push(line.text())));
    for (const [path, part] of [
      ["/", "#failures"],
      ["/batches/shown", "#items"],
    ] as const) {
      await page.goto(new URL(path, world.url).href);
      const prompt = page.locator(`${part} .prompt`, { hasText: "<img" });
      await prompt.waitFor();
      expect(await prompt.textContent()).toBe(NASTY);
      expect(await page.locator(`${part} .reason`).textContent()).toContain(NASTY);
      expect(await page.locator("main img, main script").count()).toBe(0);
      expect(await page.title()).toContain("hailuo-queue");
    }
    await page.goto(new URL(`/generations/${id}`, world.url).href);
    await page.locator("#facts td", { hasText: "<img" }).first().waitFor();
    expect(await page.locator("#facts td").allTextContents()).toEqual(
      expect.arrayContaining([NASTY, `${NASTY} (prompt_flagged, create)`]),
    );
    expect(await page.locator("main img, main script").count()).toBe(0);
    await page.goto(new URL("/batches/shown", world.url).href);
    await page.getByRole("link", { name: "#2" }).click();
    await page.getByText(/^Waits for: /).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/generations/${waiting}`);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
});

inBrowser("the home page follows what happens, and says when Redis cannot be asked", async () => {
  await using proxy = await openProxy(redisUrl);
  await using world = await openWorld(redisUrl, { redisUrl: proxy.url });
  const browser: Browser = await openBrowser();
  try {
    const page = await openPage(browser);
    await page.goto(world.url);
    await page.getByText("No batches yet.").waitFor();
    await world.submit("spring", [textItem("x")]);
    await page.getByText("0 of 1 succeeded · 1 to go").waitFor();
    await proxy.stop();
    await page.getByText(/^Redis at .* cannot be used .* Shown is what was known at/).waitFor();
    await page.getByText("not live").waitFor();
    await proxy.start();
    await page.getByText("live", { exact: true }).waitFor();
    expect(await page.locator("#trouble p").count()).toBe(0);
  } finally {
    await browser.close();
  }
});
