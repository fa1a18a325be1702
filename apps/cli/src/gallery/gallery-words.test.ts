import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { loadCatalogues, placeholdersOf } from "@hailuo-queue/words";
import { textsOf } from "../__fixtures__/source-texts.ts";

const { gallery } = await loadCatalogues();
const script = textsOf(fileURLToPath(new URL("../../assets/gallery.js", import.meta.url)));
const page = readFileSync(new URL("gallery-page.ts", import.meta.url), "utf8");

/** A selector, a class and a question about the screen. */
const NOT_READ = new Set(["(prefers-reduced-motion: reduce)", "state faint", ".grid > li"]);

test("everything that the page of a gallery says is said in Chinese, too, and nothing else is in its catalogue", () => {
  const inPage = [...page.matchAll(/said\("([^"]+)"\)|NO_SCRIPT = "([^"]+)"/g)].map(
    ([, said, noScript]) => said ?? noScript,
  );
  const keys = new Set([...script.filter(({ isSaid }) => isSaid).map(({ key }) => key), ...inPage]);
  expect(new Set(Object.keys(gallery))).toEqual(keys);
});

test("no sentence of the page stands outside, and a translation has every value", () => {
  const outside = script.filter(
    ({ isSaid, isCode, key }) =>
      !isSaid && !isCode && /[A-Za-z]{2,}[^A-Za-z]* [A-Za-z]{2,}/.test(key) && !NOT_READ.has(key),
  );
  expect(outside.map(({ key }) => key)).toEqual([]);
  const all = Object.entries(gallery);
  expect(all.filter(([english, told]) => placeholdersOf(english).join() !== placeholdersOf(told).join())).toEqual([]);
});
