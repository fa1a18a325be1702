import { expect, test } from "@jest/globals";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { askBeforeBuying, decideAsk, type Purchase } from "./ask-before-buying.ts";

const LARGE: Purchase = { count: 300, microUsd: 84_000_000, askAboveMicroUsd: 50_000_000, isAgreed: false };

test.each<[string, Partial<Purchase>, "go" | "ask"]>([
  ["more than the price", {}, "ask"],
  ["just the price", { microUsd: 50_000_000 }, "go"],
  ["more, agreed to", { isAgreed: true }, "go"],
  ["more, within a budget", { budgetMicroUsd: 10_000_000 }, "go"],
  ["more, without a budget", { budgetMicroUsd: null }, "ask"],
  ["more, where nobody wants to be asked", { askAboveMicroUsd: null }, "go"],
  ["a batch that goes on", { count: 0 }, "go"],
  ["a batch that grows", { count: 299 }, "ask"],
])("%s: %j → %s", (_what, change, wanted) => expect(decideAsk({ ...LARGE, ...change })).toBe(wanted));

test.each([
  ["y", true],
  ["Yes", true],
  ["是", true],
  ["", false],
  ["n", false],
  ["yes please", false],
])("the answer %j is taken as %j", async (answer, agreed) => {
  const shell = createCapturedShell({ answer });
  expect(await askBeforeBuying(LARGE, shell)).toBe(agreed);
  expect(shell.err()).toBe("Make 300 videos for up to $84.00? [y/N] ");
});

test("where nobody can be asked nothing is bought, and the words that agree are told", async () => {
  await expect(askBeforeBuying(LARGE, createCapturedShell())).rejects.toThrow(
    /300 videos for up to \$84\.00, which is above \$50\.00 \(HAILUO_ASK_ABOVE\).*Nothing was enqueued\. Use --yes, set a --budget/,
  );
});
