import { expect, test } from "@jest/globals";
import { createPriceTable, type GenerationRequest } from "@hailuo-queue/contracts";
import { tally } from "@hailuo-queue/intake";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { printQuote } from "./dry-run.ts";

const cat: GenerationRequest = {
  model: "MiniMax-Hailuo-2.3",
  prompt: "a cat",
  duration: 6,
  resolution: "768P",
  enable_prompt_expansion: true,
};

test("people and machines are told the same", async () => {
  const limits = { maxInFlight: 20, createPerMinute: 20 };
  const wanted = await tally([cat, cat], createPriceTable(), Date.parse("2026-11-23"));
  const shell = createCapturedShell();
  printQuote("spring", wanted, limits, false, shell);
  expect(shell.out()).toContain("2 generations of batch spring would be enqueued; nothing was.");
  expect(shell.out()).toContain("Cost: $0.56.");
  const json = createCapturedShell();
  printQuote("spring", wanted, limits, true, json);
  expect(json.json()[0]).toMatchObject({ type: "dry_run", batch: "spring", total: 2, cost_usd: 0.56, unpriced: 0 });
});
