import { STRAIGHT } from "@hailuo-queue/outbound";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { startSimulator } from "@hailuo-queue/simulator";
import { readDoctorSettings } from "../env.ts";
import type { CheckResult } from "./check-result.ts";
import { checkProvider } from "./check-provider.ts";

const GOOD_KEY = "sk-good-key-0123";

async function check(content: unknown, env: Readonly<Record<string, string>> = {}): Promise<readonly CheckResult[]> {
  const directory = await mkdtemp(join(tmpdir(), "hailuo-doctor-"));
  try {
    const file = join(directory, "accounts.json");
    await writeFile(file, JSON.stringify(content));
    const whole = { HAILUO_ACCOUNTS_FILE: file, ...env };
    return await checkProvider(readDoctorSettings(whole), whole, { limitMs: 20_000, wayOut: STRAIGHT });
  } finally {
    await rm(directory, { recursive: true });
  }
}

test("each account is asked in its own place with each of its keys, and nothing is bought", async () => {
  await using live = await startSimulator({ apiKeys: [GOOD_KEY], dialects: ["minimax-v1"] });
  await using flat = await startSimulator({ apiKeys: [GOOD_KEY], dialects: ["documented"] });
  const results = await check(
    {
      accounts: [
        { name: "a", keys: ["sk-refused-key-9", GOOD_KEY], baseUrl: live.url },
        { name: "b", keyEnv: "KEY_B", baseUrl: flat.url },
        { name: "c", key: "sk-refused-too", baseUrl: live.url },
        { name: "d", key: "sk-other-key", baseUrl: "http://127.0.0.1:9" },
        { name: "e", key: GOOD_KEY, baseUrl: `${flat.url}/`.replace("127.0.0.1", "localhost"), dialect: "minimax-v1" },
      ],
    },
    { KEY_B: GOOD_KEY },
  );
  expect(results.map(({ what, status }) => [what, status])).toEqual([
    ["account a", "warn"],
    ["account b", "ok"],
    ["account c", "fail"],
    ["account d", "fail"],
    ["account e", "warn"],
  ]);
  expect(results[0]?.detail).toMatch(
    / speaks minimax-v1, but key 1 of 2: MiniMax refused the key .* \(2049\).* check keys and baseUrl of account a in /,
  );
  expect(results[1]?.detail).toMatch(/ speaks documented and takes the key$/);
  expect(results[3]?.detail).toContain("could not be reached");
  expect(results[4]).toMatchObject({
    detail: expect.stringMatching(/speaks documented, but dialect is minimax-v1$/),
    cure: expect.stringContaining("auto"),
  });
  expect(JSON.stringify(results)).not.toMatch(/sk-/);
  for (const simulator of [live, flat]) expect(simulator.stats().requests["create"]).toBeUndefined();
});

test("the v2 API is asked by itself: for what it makes, and whether it takes the key", async () => {
  await using both = await startSimulator({ apiKeys: [GOOD_KEY], dialects: ["minimax-v1", "minimax-v2"] });
  await using alone = await startSimulator({ apiKeys: [GOOD_KEY], dialects: ["minimax-v2"] });
  const results = await check({
    accounts: [
      { name: "a", key: GOOD_KEY, baseUrl: both.url },
      { name: "b", key: GOOD_KEY, baseUrl: alone.url },
      { name: "c", key: "sk-refused-key-9", baseUrl: alone.url },
    ],
  });
  expect(results.map(({ status }) => status)).toEqual(["ok", "ok", "fail"]);
  expect(results[0]?.detail).toMatch(/ speaks minimax-v1 and minimax-v2 and takes the key; \$1000\.00 left$/);
  expect(results[1]?.detail).toMatch(
    / speaks minimax-v2 alone and takes the key: it makes MiniMax-H3, MiniMax-H3-Max, MiniMax-H3-Regeneration, MiniMax-H3-Context-IR; \$1000\.00 left$/,
  );
  expect(results[2]?.detail).toMatch(/^MiniMax refused the key .* \(2049\)/);
  for (const simulator of [both, alone]) expect(simulator.stats().requests["create"]).toBeUndefined();
});

test("what an account has left is told in its currency, and warned of while it is low", async () => {
  const key = { key: GOOD_KEY, dialect: "minimax-v1" };
  await using rich = await startSimulator({ balanceUsd: 80 });
  await using poor = await startSimulator({ balanceUsd: 4, planRemainingPercent: 3 });
  await using warned = await startSimulator({ balanceUsd: 80, balanceAlertUsd: 100 });
  await using silent = await startSimulator({ faults: { funds502Html: 1 } });
  const results = await check({
    accounts: [
      { name: "a", ...key, baseUrl: rich.url, currency: "CNY" },
      { name: "b", ...key, baseUrl: poor.url },
      { name: "c", key: "sk-cp-plan-key", baseUrl: poor.url },
      { name: "d", ...key, baseUrl: warned.url },
      { name: "e", key: "sk-other", baseUrl: rich.url, lowBalance: 90 },
      { name: "f", ...key, baseUrl: silent.url },
    ],
  });
  expect(results.map(({ what, status }) => `${what} ${status}`)).toEqual([
    "account a ok",
    ...["b", "c", "d", "e", "f"].flatMap((name) => [`account ${name} ok`, `funds of ${name} warn`]),
  ]);
  const detail = (what: string): string | undefined => results.find((result) => result.what === what)?.detail;
  expect(detail("account a")).toMatch(/ takes the key; ¥80\.00 left$/);
  expect(detail("funds of b")).toBe("the balance is low: $4.00 are left; top it up before creates are refused (1008)");
  expect(detail("funds of c")).toMatch(
    /^the plan's allowance of videos for this interval has 3 % left; it comes back at /,
  );
  expect(detail("funds of d")).toMatch(/\$80\.00 are left/);
  expect(detail("funds of f")).toMatch(/^the balance could not be read: /);
});

test("every fault of the file is a line of its own, and a key beside the file is a warning", async () => {
  const faults = await check({ accounts: [{ name: "a", key: "k", maxInFlight: 0, modles: [] }] });
  expect(faults.map(({ what, status }) => [what, status])).toEqual(
    Array.from({ length: 3 }, () => ["accounts", "fail"]),
  );
  expect(faults[1]?.detail).toContain("maxInFlight is 0");
  const both = await check(
    { accounts: [{ name: "a", key: "k", baseUrl: "http://127.0.0.1:9" }] },
    { MINIMAX_API_KEY: "other" },
  );
  expect(both[0]).toMatchObject({ what: "accounts", status: "warn", detail: expect.stringContaining("are both set") });
});

test("without any key it says which to set", async () => {
  expect(await checkProvider(readDoctorSettings({}), {}, { limitMs: 1000, wayOut: STRAIGHT })).toEqual([
    {
      status: "fail",
      what: "provider",
      detail: "MINIMAX_API_KEY is not set",
      cure: expect.stringMatching(/^set it .* HAILUO_ACCOUNTS_FILE/),
    },
  ]);
});
