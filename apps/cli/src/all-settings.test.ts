import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { configurationPage, describeSettings, readEnv, type SettingsShape } from "@hailuo-queue/runtime";
import { ALL_SETTINGS } from "./all-settings.ts";

const everything: SettingsShape = Object.assign({}, ...ALL_SETTINGS.map((group) => group.shape));

test("docs/configuration.md says what the code reads (write it with: node infra/docs/write-configuration.mjs)", async () => {
  const committed = await readFile(new URL("../../../docs/configuration.md", import.meta.url), "utf8");
  expect(committed).toBe(configurationPage(ALL_SETTINGS));
});

test("every setting has a description, what is allowed, and its secrets marked", () => {
  const descriptions = describeSettings(everything);
  for (const { name, description, allowed } of descriptions)
    expect([name, description === "", allowed === ""]).toEqual([name, false, false]);
  expect(descriptions.filter((setting) => setting.secret).map((setting) => setting.name)).toEqual([
    "MINIMAX_API_KEY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "ALL_PROXY",
    "https_proxy",
    "http_proxy",
    "all_proxy",
    "REDIS_URL",
    "HAILUO_KEY",
    "HAILUO_SECRETS_KEY",
    "HAILUO_DASHBOARD_PASSWORD",
  ]);
});

test("an empty environment gives every process its defaults, and no error", () => {
  expect(readEnv(everything, {})).toMatchObject({
    HAILUO_GATEWAY_PORT: 8080,
    HAILUO_DASHBOARD_PORT: 3000,
    HAILUO_LOG_LEVEL: "info",
  });
});
