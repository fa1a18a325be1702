import { expect, test } from "@jest/globals";
import { CNY_PRICES, type GenerationRequest } from "@hailuo-queue/contracts";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPrices } from "./read-prices.ts";

const cat: GenerationRequest = {
  model: "MiniMax-Hailuo-2.3",
  prompt: "a cat",
  duration: 6,
  resolution: "768P",
  enable_prompt_expansion: true,
};
const today = Date.parse("2026-11-23");

async function fileOf(content: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "prices-")), "prices.json");
  await writeFile(path, content);
  return path;
}

test("a file's price goes before the list's, for the models that it names", async () => {
  const row = { model: cat.model, unit: "video", microUsd: 1000, from: "2026-01-01" };
  const prices = await readPrices({ HAILUO_PRICES_FILE: await fileOf(JSON.stringify([row])) });
  expect(prices.priceOf(cat, today)).toBe(1000);
  const list = await readPrices({});
  expect(list.priceOf(cat, today)).toBe(280_000);
  const other = { ...cat, model: "MiniMax-Hailuo-02" } as const;
  expect(prices.priceOf(other, today)).toBe(list.priceOf(other, today));
});

test.each([
  ["not JSON", "it is not JSON"],
  ["[]", "the file"],
  ['[{"model": "m", "unit": "video", "microUsd": 0.5, "from": "2026-01-01"}]', "row 0.microUsd"],
  ['[{"model": "m", "unit": "clip", "microUsd": 5, "from": "2026-01-01"}]', "row 0.unit"],
])("a file of %j is refused with what is wrong", async (content, reason) => {
  await expect(readPrices({ HAILUO_PRICES_FILE: await fileOf(content) })).rejects.toThrow(reason);
});

test("the list for China is entered in US dollars at the rate that is set, and the example file is that list", async () => {
  const list = await readPrices({ HAILUO_PRICES_FILE: "cny", HAILUO_CNY_PER_USD: "8" });
  expect(list.priceOf(cat, today)).toBe(250_000);
  // What its pages leave out has the price of the list in US dollars.
  expect(list.priceOf({ ...cat, model: "T2V-01" }, today)).toBe(430_000);
  const example = JSON.parse(
    await readFile(new URL("../../../examples/prices-cny.json", import.meta.url), "utf8"),
  ) as unknown;
  expect(example).toEqual(CNY_PRICES);
  const file = await readPrices({ HAILUO_PRICES_FILE: await fileOf(JSON.stringify(example)) });
  expect(file.priceOf(cat, today)).toBe(Math.ceil(2_000_000 / 7.1));
});

test.each([
  ["neither currency", {}],
  ["both currencies", { microUsd: 1, microCny: 1 }],
])("a row in %s is refused", async (_what, money) => {
  const row = { model: cat.model, unit: "video", from: "2026-01-01", ...money };
  await expect(readPrices({ HAILUO_PRICES_FILE: await fileOf(JSON.stringify([row])) })).rejects.toThrow(
    "needs microUsd or microCny",
  );
});

test("a file that is not there is named", async () => {
  await expect(readPrices({ HAILUO_PRICES_FILE: "/nowhere/prices.json" })).rejects.toThrow(
    "/nowhere/prices.json cannot be used",
  );
});
