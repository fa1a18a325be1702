import { expect, test } from "@jest/globals";
import { decidePurchase, dollars, type Purchase } from "./decide-purchase.ts";

const SMALL: Purchase = {
  videos: 1,
  costMicroUsd: 280_000,
  unpriced: 0,
  maxCostMicroUsd: undefined,
  allowUnpriced: false,
  askAboveMicroUsd: 1_000_000,
  budgetLeftMicroUsd: undefined,
};

test("a small purchase needs no word, and one above the limit tells its price and is not made", () => {
  expect(decidePurchase(SMALL)).toEqual({ result: "buy" });
  expect(decidePurchase({ ...SMALL, costMicroUsd: 1_000_000 })).toEqual({ result: "buy" });
  expect(decidePurchase({ ...SMALL, videos: 5, costMicroUsd: 1_400_000 })).toEqual({
    result: "refuse",
    why: "These 5 videos cost up to $1.40, which is above $1.00. Tell the user, and call again with max_cost_usd of at least 1.4 if they agree. Nothing was bought.",
  });
});

test("what was agreed to is the bound, also below the limit that needs no word", () => {
  expect(decidePurchase({ ...SMALL, costMicroUsd: 1_400_000, maxCostMicroUsd: 1_400_000 })).toEqual({ result: "buy" });
  expect(decidePurchase({ ...SMALL, maxCostMicroUsd: 279_999 })).toMatchObject({ result: "refuse" });
  expect(decidePurchase({ ...SMALL, maxCostMicroUsd: 0 })).toMatchObject({ result: "refuse" });
});

test("an unknown price is a doubt that an amount does not end", () => {
  const unpriced = { ...SMALL, costMicroUsd: 0, unpriced: 1, maxCostMicroUsd: 100_000_000 };
  expect(decidePurchase(unpriced)).toMatchObject({
    result: "refuse",
    why: expect.stringMatching(/^This video has no known/),
  });
  expect(decidePurchase({ ...unpriced, allowUnpriced: true })).toEqual({ result: "buy" });
});

test("the tenant's budget is the bound, whatever the caller agreed to", () => {
  const over = { ...SMALL, maxCostMicroUsd: 5_000_000, budgetLeftMicroUsd: 279_999 };
  expect(decidePurchase(over)).toEqual({
    result: "refuse",
    why: "This video costs up to $0.28, and $0.279999 of the tenant's budget are left. Nothing was bought.",
  });
  expect(decidePurchase({ ...over, budgetLeftMicroUsd: 280_000 })).toEqual({ result: "buy" });
});

test("amounts have cents, or as many digits as they need", () => {
  expect([0, 280_000, 1_400_000, 12_345, 25_000_000].map(dollars)).toEqual([
    "$0.00",
    "$0.28",
    "$1.40",
    "$0.012345",
    "$25.00",
  ]);
});
