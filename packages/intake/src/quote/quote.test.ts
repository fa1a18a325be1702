import { expect, test } from "@jest/globals";
import { createPriceTable, type GenerationRequest, type PriceTable } from "@hailuo-queue/contracts";
import { guessSeconds, type QuoteLimits, tally } from "./quote.ts";

const cat: GenerationRequest = {
  model: "MiniMax-Hailuo-2.3",
  prompt: "a cat",
  duration: 6,
  resolution: "768P",
  enable_prompt_expansion: true,
};
const long: GenerationRequest = { ...cat, duration: 10 };
const prices = createPriceTable();
const now = Date.parse("2026-11-23");
async function quote(requests: readonly GenerationRequest[], table: PriceTable, limits: QuoteLimits, at: number) {
  const wanted = await tally(requests, table, at);
  return { ...wanted, seconds: guessSeconds(wanted, limits) };
}
const many = (count: number, request = cat): GenerationRequest[] => Array.from({ length: count }, () => request);

test("the cost is that of every kind together", async () => {
  const quoted = await quote([...many(10), ...many(2, long)], prices, { maxInFlight: 5, createPerMinute: 20 }, now);
  expect(quoted).toMatchObject({ total: 12, unpriced: 0, microUsd: 10 * 280_000 + 2 * 560_000 });
});

test("the time is that of the narrower limit", async () => {
  const lifetime = (await quote(many(1), prices, { maxInFlight: 1, createPerMinute: undefined }, now)).seconds;
  const bySlots = (await quote(many(1000), prices, { maxInFlight: 10, createPerMinute: undefined }, now)).seconds;
  expect(bySlots / (100 * lifetime)).toBeCloseTo(1, 1);
  const byWindow = (await quote(many(1000), prices, { maxInFlight: 1000, createPerMinute: 10 }, now)).seconds;
  expect(byWindow).toBeGreaterThanOrEqual(99.9 * 60);
  expect(byWindow).toBeLessThan(99.9 * 60 + 2 * lifetime);
});

test("a generation without a price is counted apart", async () => {
  expect(await quote(many(3), createPriceTable([]), { maxInFlight: 1, createPerMinute: 1 }, now)).toMatchObject({
    microUsd: 0,
    unpriced: 3,
  });
});
