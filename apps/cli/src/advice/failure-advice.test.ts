import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { adviceFor, DOWNLOAD_FAULTS, FAILURE_ADVICE } from "@hailuo-queue/contracts";

const PACKAGES = new URL("../../../../packages/", import.meta.url);
/**
 * Where a failure gets its code: the answers of the provider, the stages, the inputs that they read, and what users
 * decide.
 */
const SOURCES = ["minimax/src", "pipeline/src", "storage/src/input-reader.ts", "contracts/src/moves.ts"];
/** Codes of what is no failure of a generation: notes, pauses, settings that keep a process from its start. */
const ELSEWHERE = new Set([
  "funds_unknown",
  "storage_away",
  "duplicate_account",
  "invalid_base_url",
  "invalid_path",
  "no_accounts",
]);

function sourceFiles(path: string): readonly string[] {
  const full = new URL(path, PACKAGES).pathname;
  if (full.endsWith(".ts")) return [full];
  return readdirSync(full, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => join(full, name));
}

function codesIn(text: string): readonly string[] {
  const named = [...text.matchAll(/\bcode: "([a-z][a-z_]+)"/g)];
  const thrown = [...text.matchAll(/new (?:Provider|InvalidInput|Unavailable)Error\(\s*"([a-z_]+)"/g)];
  return [...named, ...thrown].map(([, code = ""]) => code);
}

test("every code that a generation can fail with has advice, in each language", () => {
  const found = new Set(SOURCES.flatMap(sourceFiles).flatMap((file) => codesIn(readFileSync(file, "utf8"))));
  for (const fault of DOWNLOAD_FAULTS) found.add(`download_${fault}`);
  expect(found.size).toBeGreaterThan(60);
  expect([...found].filter((code) => FAILURE_ADVICE[code] === undefined && !ELSEWHERE.has(code)).toSorted()).toEqual(
    [],
  );
  for (const { en, zh } of Object.values(FAILURE_ADVICE)) {
    expect(en).toMatch(/^[A-Z].*[.]$/);
    expect(zh).toMatch(/[\u4e00-\u9fff].*[。]$/);
    expect(zh.match(/`[^`]*`/g)?.length).toBe(en.match(/`[^`]*`/g)?.length);
  }
});

test.each([
  ["docs/failures.md", "en"],
  ["docs/zh/failures.md", "zh"],
] as const)("%s has the advice of each code, and of no other", (page, language) => {
  const text = readFileSync(new URL(`../${page}`, PACKAGES), "utf8");
  const rows = [...text.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, code, advice]) => [code, advice]);
  const expected = Object.entries(FAILURE_ADVICE).map(([code, advice]) => [code, advice[language]]);
  expect(rows).toEqual(expected.toSorted(([one = ""], [other = ""]) => (one < other ? -1 : 1)));
});

test("advice names the generation, and an answer that was decided on is not asked for again", () => {
  expect(adviceFor("prompt_flagged", "en", { state: "failed", id: "gen_7" })).toContain("`hailuo edit gen_7 --prompt");
  expect(adviceFor("timeout", "en", { state: "submission_unknown", id: "gen_7" })).toContain("hailuo resolve gen_7");
  expect(adviceFor("timeout", "zh", { state: "failed" })).toContain("hailuo retry ID --rebuy");
  expect(adviceFor("of_tomorrow", "en", { state: "failed", id: "gen_7" })).toContain("hailuo get gen_7");
});
