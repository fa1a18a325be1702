import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { DIALECT_NAMES } from "./dialects/dialect-names.ts";
import { FAULTS_BY_CALL } from "./faults.ts";
import { DEFAULT_SETTINGS } from "./options.ts";

test("the page for users names every dialect, setting and fault, and none that does not exist", () => {
  const page = readFileSync(new URL("../../../docs/simulator.md", import.meta.url), "utf8");
  const named = new Set([...page.matchAll(/`([\w-]+)`/g)].map(([, name]) => name ?? ""));
  const faults: readonly string[] = Object.values(FAULTS_BY_CALL).flat();
  expect([...DIALECT_NAMES, ...Object.keys(DEFAULT_SETTINGS), ...faults].filter((name) => !named.has(name))).toEqual(
    [],
  );
  const looksLikeFault = /^(create|task|query|list|delete|file|link|download|callback|funds)[A-Z0-9]/;
  const known = new Set([...faults, ...Object.keys(DEFAULT_SETTINGS)]);
  expect([...named].filter((name) => looksLikeFault.test(name) && !known.has(name))).toEqual([]);
});
