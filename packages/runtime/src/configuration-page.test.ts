import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { configurationPage } from "./configuration-page.ts";
import { ALL_SETTINGS } from "./settings/all-settings.ts";

test("docs/configuration.md says what the code reads (write it with: node infra/docs/write-configuration.mjs)", async () => {
  const committed = await readFile(new URL("../../../docs/configuration.md", import.meta.url), "utf8");
  expect(committed).toBe(configurationPage(ALL_SETTINGS));
});
