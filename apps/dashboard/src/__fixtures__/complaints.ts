import axe from "axe-core";
import type { Page } from "playwright-core";

/** What is wrong with a page for those who do not see it, or not well. */
export async function complaintsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).slice(0, 3).join(" ")))`,
  );
  return found as readonly string[];
}
