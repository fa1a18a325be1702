import { existsSync } from "node:fs";
import { test } from "@jest/globals";
import { type Browser, chromium, errors, type Locator, type Page } from "playwright-core";

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
  const secret = page.getByLabel("Password of the dashboard, or an API key");
  for (;;) {
    await openAt(page, new URL("/sign-in", url).href, secret);
    await secret.fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    if (await isSeen(page.getByRole("button", { name: "Sign out" }))) return;
  }
}

/** On a starved machine a browser may give up what a page is made of: then it is loaded again, as by its user. */
const LOADED_WITHIN_MS = 45_000;

/** Goes to a page and waits until this is seen on it. */
export async function openAt(page: Page, url: string, seen: Locator): Promise<void> {
  do await page.goto(url);
  while (!(await isSeen(seen)));
}

async function isSeen(place: Locator): Promise<boolean> {
  try {
    await place.first().waitFor({ timeout: LOADED_WITHIN_MS });
    return true;
  } catch (error) {
    if (error instanceof errors.TimeoutError) return false;
    throw error;
  }
}
