import { existsSync } from "node:fs";
import { test } from "@jest/globals";
import { type Browser, chromium, type Page } from "playwright-core";

// oxlint-disable-next-line node/no-process-env -- a test as well
const browserPath = process.env["HAILUO_TEST_CHROMIUM"] ?? "/usr/bin/chromium";
/** A test that needs a browser; skipped where there is none. */
export const inBrowser: typeof test | typeof test.skip = existsSync(browserPath) ? test : test.skip;
const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A guard against what hangs, no measure. */
// oxlint-disable-next-line node/no-process-env -- a test as well
const PATIENCE_MS = Number(process.env["HAILUO_TEST_PATIENCE_MS"] ?? 180_000);

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath, args: QUIET, timeout: PATIENCE_MS });
}

export async function openPage(browser: Browser, options: Parameters<Browser["newPage"]>[0] = {}): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

/** Signs a browser in by the page that asks for it. */
export async function signInPage(page: Page, url: string, password: string): Promise<void> {
  await page.goto(new URL("/sign-in", url).href);
  await page.getByLabel("Password of the dashboard, or an API key").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}
