import { afterAll, beforeAll, expect } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { inBrowser, openAt, openBrowser, openPage } from "./__fixtures__/browser.ts";
import { type DashboardWorld, openWorld, textItem } from "./__fixtures__/dashboard-world.ts";
import { openProxy } from "./__fixtures__/redis-proxy.ts";
import { complaintsOf } from "./__fixtures__/complaints.ts";
import { LEFT_ENGLISH } from "./__fixtures__/left-english.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const PASSWORD = "pass:wörd";
const BATCH = "b1";

let world: DashboardWorld;
let browser: Browser;
beforeAll(async () => {
  world = await openWorld(redisUrl, {
    env: { HAILUO_DASHBOARD_HOST: "127.0.0.1", HAILUO_DASHBOARD_PASSWORD: PASSWORD },
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await world[Symbol.asyncDispose]();
});

async function chinesePage(options: Parameters<Browser["newPage"]>[0] = {}): Promise<Page> {
  return openPage(browser, { locale: "zh-CN", ...options });
}

async function signInChinese(page: Page, url = world.url): Promise<void> {
  const secret = page.getByLabel("控制台密码或 API 密钥");
  await openAt(page, new URL("/sign-in", url).href, secret);
  await secret.fill(PASSWORD);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("button", { name: "退出登录" }).waitFor();
}

/** With where each was left. */
async function englishIn(page: Page, where: string): Promise<readonly string[]> {
  return ((await page.evaluate(LEFT_ENGLISH)) as readonly string[]).map((text) => `${where}: ${text}`);
}

inBrowser("no page, dialog or answer of the console leaves an English word to whoever reads Chinese", async () => {
  await world.submit(
    BATCH,
    Array.from({ length: 6 }, (_, at) => textItem("平静的大海", `c${at}`)),
  );
  const lost = await world.begin();
  await world.park(lost.id);
  const failed = await world.begin();
  await world.fail(failed.id, "video_flagged");
  const underWay = await world.begin();
  await world.producer.submitBatch([textItem("平静的大海")], { batchId: "b2", tenant: "t2" });
  await world.key("t2", "submit");
  const queued = (await world.producer.list({ batchId: BATCH, state: "queued" })).items[0]?.id ?? "";
  const page = await chinesePage({ viewport: { width: 1280, height: 900 } });
  const faults: string[] = [];
  page.on("pageerror", (fault) => faults.push(fault.message));
  await openAt(page, new URL("/sign-in", world.url).href, page.getByLabel("控制台密码或 API 密钥"));
  await page.getByLabel("控制台密码或 API 密钥").fill("wrong");
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByText("密码错误。").waitFor();
  const left = [...(await englishIn(page, "sign-in"))];
  await signInChinese(page);
  for (const [path, seen] of [
    ["/", "需要您处理"],
    ["/batches", "中有 0 个成功"],
    [`/batches/${BATCH}`, "失败原因"],
    ["/batches/b2", "租户"],
    ["/find", "没有更多了"],
    ["/find?where=code%3Dvideo_flagged", "找到 1 个"],
    ["/find?where=ended%3Cbanana", "在最新的"],
    [`/generations/${lost.id}`, "时间线"],
    [`/generations/${failed.id}`, "时间线"],
    [`/generations/${underWay.id}`, "时间线"],
    [`/generations/${queued}`, "时间线"],
    ["/accounts/default", "人工更改"],
    ["/models", "模型"],
    ["/models/MiniMax-Hailuo-2.3", "历史"],
    ["/tenants", "API 密钥"],
    ["/tenants/t2", "API 密钥"],
    ["/audit", "审计"],
    ["/batches/b9", "没有批次"],
    ["/nowhere", "没有这个页面"],
    ["/plain", "总览"],
  ] as const) {
    await openAt(page, new URL(path, world.url).href, page.getByText(seen));
    const closed = page.locator("details:not([open]) > summary");
    while ((await closed.count()) > 0) await closed.first().click();
    await page.getByText("正在查找…").first().waitFor({ state: "detached" });
    left.push(...(await englishIn(page, path)));
    // Every question that is asked before something is done.
    const asking = page.locator("main button", { hasText: "…" });
    for (let at = 0; at < (await asking.count()); at += 1) {
      const name = (await asking.nth(at).textContent()) ?? "";
      await asking.nth(at).click();
      await page.getByRole("dialog").waitFor();
      left.push(...(await englishIn(page, `${path} ${name.trim()}`)));
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
  }
  expect([...left, ...faults]).toEqual([]);
  await page.close();
});

inBrowser(
  "what is done is told in Chinese, on the page that follows it, and a language that is chosen stays",
  async () => {
    const ids = await world.submit("acted", [textItem("平静的大海", "c1")]);
    const page = await chinesePage();
    await signInChinese(page);
    await openAt(page, new URL("/batches/acted", world.url).href, page.getByRole("button", { name: "暂停…" }));
    await page.getByRole("button", { name: "暂停…" }).click();
    await page.getByLabel("原因（写入审计记录）").fill("夜里");
    await page.getByRole("button", { name: "暂停", exact: true }).click();
    await page.getByText("acted 已暂停：不再开始新的视频。").waitFor();
    await page.getByText("已暂停", { exact: true }).waitFor();
    await page.getByRole("button", { name: "撤销" }).click();
    await page.getByText("acted 已继续。").waitFor();
    await page.getByRole("button", { name: "更改…" }).click();
    await page.getByLabel("预算（美元）").fill("2000000000");
    await page.getByRole("button", { name: "更改", exact: true }).click();
    await page.getByText("budget_usd：必须是 0 到 1000000000 的数字").waitFor();
    await openAt(page, new URL(`/generations/${ids[0]}`, world.url).href, page.getByText("在等待："));

    await page.getByRole("button", { name: "English" }).click();
    await page.getByText("Waits for:").waitFor();
    expect(await page.evaluate("document.documentElement.lang")).toBe("en");
    await page.goto(new URL("/batches", world.url).href);
    await page.getByRole("heading", { name: "Batches" }).waitFor();
    await page.getByRole("button", { name: "中文" }).click();
    await page.getByRole("heading", { name: "批次" }).waitFor();
    expect(await page.evaluate("document.documentElement.lang")).toBe("zh-CN");
    await page.close();
  },
);

inBrowser("an outage is told in Chinese", async () => {
  await using proxy = await openProxy(redisUrl);
  await using own = await openWorld(redisUrl, { redisUrl: proxy.url });
  const page = await chinesePage();
  await openAt(page, own.url, page.getByText("还没有批次"));
  await proxy.stop();
  await page.getByText(/显示的是 .* 的情况/).waitFor();
  expect(await englishIn(page, "an outage")).toEqual([]);
  await proxy.start();
  await page.getByText("实时", { exact: true }).waitFor();
  await page.close();
});

inBrowser.each([
  ["light", 1280],
  ["dark", 390],
  ["light", 390],
  ["dark", 1280],
] as const)(
  "axe finds no fault in Chinese pages, %s at %i pixels, and none scrolls sideways",
  async (scheme, width) => {
    const page = await chinesePage({ colorScheme: scheme, viewport: { width, height: 900 } });
    await openAt(page, new URL("/sign-in", world.url).href, page.getByRole("button", { name: "登录" }));
    const complaints = [...(await complaintsOf(page))];
    await signInChinese(page);
    for (const [path, seen] of [
      ["/", "总览"],
      ["/models", "模型"],
      ["/batches", "批次"],
      ["/tenants", "API 密钥"],
      ["/find", "没有更多了"],
      ["/audit", "审计"],
    ] as const) {
      await openAt(page, new URL(path, world.url).href, page.getByText(seen));
      for (const fault of await complaintsOf(page)) complaints.push(`${path}: ${fault}`);
      const isWide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
      if (isWide === true) complaints.push(`${path} scrolls sideways`);
    }
    expect(complaints).toEqual([]);
    await page.close();
  },
);
