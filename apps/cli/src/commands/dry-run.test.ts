import { expect, test } from "@jest/globals";
import { createPriceTable, type GenerationRequest } from "@hailuo-queue/contracts";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { printDryRun, quote } from "./dry-run.ts";

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
const many = (count: number, request = cat): GenerationRequest[] => Array.from({ length: count }, () => request);

test("the cost is that of every kind together", () => {
  const quoted = quote([...many(10), ...many(2, long)], prices, { maxInFlight: 5, createPerMinute: 20 }, now);
  expect(quoted).toMatchObject({ total: 12, unpriced: 0, microUsd: 10 * 280_000 + 2 * 560_000 });
});

test("the time is that of the narrower cap", () => {
  const lifetime = quote(many(1), prices, { maxInFlight: 1, createPerMinute: undefined }, now).seconds;
  const bySlots = quote(many(1000), prices, { maxInFlight: 10, createPerMinute: undefined }, now).seconds;
  expect(bySlots / (100 * lifetime)).toBeCloseTo(1, 1);
  const byWindow = quote(many(1000), prices, { maxInFlight: 1000, createPerMinute: 10 }, now).seconds;
  expect(byWindow).toBeGreaterThanOrEqual(99.9 * 60);
  expect(byWindow).toBeLessThan(99.9 * 60 + 2 * lifetime);
});

test("a generation without a price is counted apart", () => {
  expect(quote(many(3), createPriceTable([]), { maxInFlight: 1, createPerMinute: 1 }, now)).toMatchObject({ microUsd: 0, unpriced: 3 });
});

test("people and machines are told the same", () => {
  const prompts = { batchId: "spring", items: many(2).map((request) => ({ request })), refuse: () => undefined };
  const shell = createCapturedShell();
  printDryRun(prompts, prices, { maxInFlight: 20, createPerMinute: 20 }, false, shell);
  expect(shell.out()).toContain("2 generations of batch spring would be enqueued; nothing was.");
  expect(shell.out()).toContain("Cost: $0.56.");
  const json = createCapturedShell();
  printDryRun(prompts, prices, { maxInFlight: 20, createPerMinute: 20 }, true, json);
  expect(json.json()[0]).toMatchObject({ type: "dry_run", batch: "spring", total: 2, cost_usd: 0.56, unpriced: 0 });
});
