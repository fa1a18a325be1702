import { readEnv } from "@hailuo-queue/runtime";
import { expect, test } from "@jest/globals";
import { createWorkerShape } from "./env.ts";
import { warnOfShortGrace } from "./warn-of-short-grace.ts";

const warningFor = (env: Readonly<Record<string, string>>): string | undefined =>
  warnOfShortGrace(readEnv(createWorkerShape, { MINIMAX_API_KEY: "key", REDIS_URL: "redis://127.0.0.1", ...env }));

test("a shutdown that is shorter than a create may take is warned of, with both settings", () => {
  expect(warningFor({ MINIMAX_TIMEOUT_MS: "60000" })).toMatch(
    /^HAILUO_SHUTDOWN_GRACE_MS is 25000, less than MINIMAX_TIMEOUT_MS, which is 60000/,
  );
  expect(warningFor({ HAILUO_SHUTDOWN_GRACE_MS: "19999" })).toContain("HAILUO_SHUTDOWN_GRACE_MS is 19999");
});

test("the defaults, and a shutdown as long as a create may take, need no warning", () => {
  expect(warningFor({})).toBeUndefined();
  expect(warningFor({ MINIMAX_TIMEOUT_MS: "60000", HAILUO_SHUTDOWN_GRACE_MS: "60000" })).toBeUndefined();
});
