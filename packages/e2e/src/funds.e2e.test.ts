import { expect, test } from "@jest/globals";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createMetrics } from "@hailuo-queue/runtime";
import { createKeys, createUsageReader } from "@hailuo-queue/store";
import { expectCleanBooks } from "./stand/books.ts";
import { examine } from "./stand/examine.ts";
import { jsonLines, openStand, textPrompts } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { startWorker } from "./stand/workers.ts";

const LOW = "the balance is low: $4.44 are left; top it up before creates are refused (1008)";

test.concurrent("what a run took from the balance stands beside our own books", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"], lifetime: { fixedMs: 100 }, balanceUsd: 5 });
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(2)));
  const run = await stand.run(["run", file, "--out", "out"]);
  expect(run.stdout).toMatch(/^\$0\.56 spent, by the list prices$/m);
  expect(run.stdout).toMatch(
    /^account default: its balance fell by \$0\.56 between \S+Z and \S+Z, .*; this batch cost \$0\.56$/m,
  );
  expect(stand.simulator.stats().billedUsd).toBe(0.56);
  const more = await stand.write("more.jsonl", jsonLines(textPrompts(3).slice(2)));
  const lines = (await stand.run(["run", more, "--out", "out", "--json"])).json;
  expect(lines.slice(-2)).toMatchObject([
    { type: "balance", account: "default", currency: "USD", used: 0.28 },
    { type: "summary", succeeded: 1 },
  ]);
  expectCleanBooks(stand.simulator);
});

test.concurrent("a balance that becomes low is told by status, accounts, doctor and metrics before any create is refused, and the batch has its change", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"], lifetime: { fixedMs: 100 }, balanceUsd: 5 });
  const { url } = await shareRedis(stand);
  await shareStorage(stand);
  await startWorker(stand, "all", { HAILUO_FUNDS_EVERY_MS: "200" });
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(2)));
  await stand.run(["submit", file, "--batch", "boats"]);
  await stand.run(["watch", "boats", "--json"]);

  // A worker asks every 200 ms: its next reading is waited for.
  let status = await stand.run(["status"]);
  while (!status.stdout.includes(LOW)) status = await stand.run(["status"]);
  expect(status.stdout).toContain(", $4.44 left, ");
  expect((await stand.run(["accounts"])).stdout).toContain(`default: ${LOW}`);
  expect((await examine(stand)).stdout).toContain(`warn  funds              ${LOW}`);
  const [batch] = (await stand.run(["status", "boats", "--json"])).json;
  expect(batch).toMatchObject({ spent_usd: 0.56, balances: [{ account: "default", currency: "USD", used: 0.56 }] });

  const metrics = createMetrics();
  const redis = await openRedis(url, { role: "client" });
  stand.defer(() => closeRedis(redis));
  metrics.watchAccounts(createUsageReader({ redis, keys: createKeys("hailuo") }));
  const { body } = await metrics.render();
  metrics.close();
  expect(body).toContain('hailuo_account_balance{account="default",currency="USD"} 4.44');
  expect(body).toContain('hailuo_account_funds_low{account="default"} 1');
  expect(stand.simulator.stats().refused).toEqual({});
});

test.concurrent("an account whose funds cannot be asked makes its videos all the same", async () => {
  await using stand = await openStand({
    dialects: ["minimax-v1"],
    lifetime: { fixedMs: 100 },
    faults: { funds502Html: 1 },
  });
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(2)));
  const run = await stand.run(["run", file, "--out", "out", "--json"]);
  expect(run.json.at(-1)).toMatchObject({ type: "summary", succeeded: 2 });
  expect(run.json.filter(({ type }) => type === "balance")).toEqual([]);
});
