import { expect, jest, test } from "@jest/globals";
import { minimaxAccountSettings, minimaxSettings } from "../settings/minimax-settings.ts";
import { pollSettings } from "../settings/poll-settings.ts";
import { healthSettings } from "../settings/process-settings.ts";
import { redisSettings, sharedRedisSettings } from "../settings/redis-settings.ts";
import { SHARED_SETTINGS } from "../settings/shared-settings.ts";
import { storageSettings } from "../settings/storage-settings.ts";
import { describeSettings } from "./describe-settings.ts";
import { type Environment, readEnv, type SettingsShape } from "./read-env.ts";
import { integer } from "./setting-kinds.ts";

const everything: SettingsShape = Object.assign({}, ...SHARED_SETTINGS.map((group) => group.shape));

test("an empty environment gives the documented defaults, and no error", () => {
  expect(readEnv(everything, {})).toMatchObject({
    MINIMAX_BASE_URL: "https://api.minimaxi.com",
    MINIMAX_DIALECT: "auto",
    MINIMAX_TIMEOUT_MS: 20_000,
    HAILUO_OUT: "./hailuo-out",
    HAILUO_MAX_IN_FLIGHT: 20,
    HAILUO_POLL_MIN_MS: 5000,
    HAILUO_POLL_MAX_MS: 10_000,
    HAILUO_TASK_DEADLINE_MS: 1_800_000,
    HAILUO_MAX_VIDEO_BYTES: 2 ** 31,
    HAILUO_LOG_LEVEL: "info",
    HAILUO_SHUTDOWN_GRACE_MS: 25_000,
    HAILUO_PREFIX: "hailuo",
    S3_ENDPOINT: undefined,
    S3_FORCE_PATH_STYLE: undefined,
  });
});

test("an empty value counts as unset, and space around a value is dropped", () => {
  expect(readEnv(minimaxSettings, { MINIMAX_TIMEOUT_MS: "", MINIMAX_API_KEY: "  key-from-a-file\n" })).toMatchObject({
    MINIMAX_TIMEOUT_MS: 20_000,
    MINIMAX_API_KEY: "key-from-a-file",
  });
});

test("a former name is still read, with one warning, unless the new one is there; a fault names the new one", () => {
  const warn = jest.spyOn(console, "warn").mockImplementation(() => undefined);
  const shape = { NEW_PORT: integer({ description: "a port", default: 1, min: 0, max: 9, formerName: "OLD_PORT" }) };
  expect(readEnv(shape, { OLD_PORT: "2", NEW_PORT: "3" })).toEqual({ NEW_PORT: 3 });
  expect(warn).not.toHaveBeenCalled();
  for (const _ of [1, 2]) expect(readEnv(shape, { OLD_PORT: "2" })).toEqual({ NEW_PORT: 2 });
  expect(warn.mock.calls).toEqual([[expect.stringContaining("OLD_PORT is now NEW_PORT")]]);
  expect(faultsOf(shape, { OLD_PORT: "99" })[1]).toMatch(/NEW_PORT is "99"/);
  warn.mockRestore();
});

test("every fault is reported at once, each with the variable, what it was and what is allowed", () => {
  expect(
    faultsOf(everything, { HAILUO_MAX_IN_FLIGHT: "many", HAILUO_CREATE_PER_MINUTE: "0", MINIMAX_DIALECT: "v9" }),
  ).toEqual([
    "3 settings cannot be used:",
    'MINIMAX_DIALECT is "v9"; allowed: auto, documented, legacy-v3, minimax-v1',
    'HAILUO_MAX_IN_FLIGHT is "many"; allowed: a whole number from 1 to 100000',
    'HAILUO_CREATE_PER_MINUTE is "0"; allowed: a whole number from 1 to 100000',
  ]);
});

test("the value of a secret is never shown, not even in part", () => {
  const shown = faultsOf(
    { ...minimaxSettings, ...redisSettings },
    { MINIMAX_API_KEY: "eyJ-top secret", REDIS_URL: "http://user:hunter2@host" },
  ).join("\n");
  expect(shown).toContain("MINIMAX_API_KEY has a value that is not shown here; allowed: a key without spaces");
  expect(shown).toContain("REDIS_URL has a value that is not shown here; allowed: redis://");
  expect(shown).not.toMatch(/eyJ|secret$|hunter2/m);
});

test("a required setting that is missing is named with what it is for", () => {
  const faults = faultsOf({ ...minimaxAccountSettings, ...sharedRedisSettings }, {});
  expect(faults[1]).toContain(
    "MINIMAX_API_KEY is not set, and HAILUO_ACCOUNTS_FILE neither; needed: The provider's key",
  );
  expect(faults[2]).toContain("REDIS_URL is not set; needed: Redis or Valkey");
});

test.each(["1e3", "0x10", "10s", "5.5", "-5", "99999999999999999999", "９"])("%s is no whole number", (given) => {
  expect(faultsOf(pollSettings, { HAILUO_POLL_MIN_MS: given })).toHaveLength(2);
});

test("a longest wait below the shortest one is refused with both values", () => {
  expect(faultsOf(pollSettings, { HAILUO_POLL_MIN_MS: "20000" })[1]).toBe(
    "HAILUO_POLL_MAX_MS is 10000; allowed: at least HAILUO_POLL_MIN_MS, which is 20000",
  );
  expect(readEnv(pollSettings, { HAILUO_POLL_MIN_MS: "50", HAILUO_POLL_MAX_MS: "50" })).toMatchObject({
    HAILUO_POLL_MAX_MS: 50,
  });
});

test.each([
  ["true", true],
  ["YES", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["0", false],
])("a switch reads %s as %s", (given, value) => {
  expect(readEnv(storageSettings, { S3_FORCE_PATH_STYLE: given }).S3_FORCE_PATH_STYLE).toBe(value);
});

test("a port may be a number, 0 or off, and nothing else", () => {
  const portOf = (given: string) => readEnv(healthSettings, { HAILUO_HEALTH_PORT: given }).HAILUO_HEALTH_PORT;
  expect([portOf("9200"), portOf("0"), portOf("OFF"), portOf("")]).toEqual([9200, 0, "off", undefined]);
  expect(faultsOf(healthSettings, { HAILUO_HEALTH_PORT: "70000" })).toHaveLength(2);
  expect(faultsOf(healthSettings, { HAILUO_HEALTH_PORT: "none" })).toHaveLength(2);
});

test("a base URL loses the slash at its end; one with a password or a query is refused", () => {
  expect(readEnv(minimaxSettings, { MINIMAX_BASE_URL: "https://api.minimax.io/" }).MINIMAX_BASE_URL).toBe(
    "https://api.minimax.io",
  );
  for (const bad of ["api.minimax.io", "ftp://host", "https://user:secret@host", "https://host/?key=1"]) {
    expect(faultsOf(minimaxSettings, { MINIMAX_BASE_URL: bad })).toHaveLength(2);
  }
});

test("a setting is described by its name, type, default and what is allowed", () => {
  expect(describeSettings(everything).find((setting) => setting.name === "HAILUO_MAX_IN_FLIGHT")).toEqual({
    name: "HAILUO_MAX_IN_FLIGHT",
    type: "integer",
    allowed: "a whole number from 1 to 100000",
    default: "20",
    description: "Unfinished tasks at the provider at once, over all processes.",
    secret: false,
  });
});

function faultsOf(shape: SettingsShape, env: Environment): string[] {
  try {
    readEnv(shape, env);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ name: "InvalidInputError", code: "invalid_settings" });
    return (error as Error).message.split("\n").map((line) => line.trim());
  }
}
