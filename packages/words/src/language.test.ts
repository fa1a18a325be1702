import { expect, test } from "@jest/globals";
import { acceptedLanguage, languageNamed, languageOf } from "./index.ts";

test.each([
  [{ LANG: "zh_CN.UTF-8" }, "zh"],
  [{ LANG: "zh" }, "zh"],
  [{ LANG: "zh_CN.UTF-8", LC_ALL: "C" }, "en"],
  [{ LANG: "en_US", LC_MESSAGES: "zh_TW" }, "zh"],
  [{ LC_ALL: "", LANG: "zh-Hans" }, "zh"],
  [{ LANG: "zhx" }, "en"],
  [{}, "en"],
  [{ LANG: "zh_CN.UTF-8", HAILUO_LANG: "en" }, "en"],
  [{ LC_ALL: "C", HAILUO_LANG: "zh" }, "zh"],
  [{ LANG: "zh_CN.UTF-8", HAILUO_LANG: "klingon" }, "zh"],
] as const)("the language of %j is %s", (env, language) => {
  expect(languageOf(env)).toBe(language);
});

test.each([
  [undefined, "en"],
  ["", "en"],
  ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
  ["en-US,en;q=0.9,zh;q=0.8", "en"],
  ["fr, de;q=0.9, zh;q=0.1", "zh"],
  ["fr", "en"],
  ["en;q=0.1, zh-Hant;q=0.2", "zh"],
  ["zh;q=0", "en"],
  ["zh;q=what", "en"],
  [`${"x,".repeat(1000)}zh`, "en"],
] as const)("a browser that accepts %j gets %s", (header, language) => {
  expect(acceptedLanguage(header)).toBe(language);
});

test("a tag names one of our languages or none", () => {
  expect(["zh", "ZH-cn", "en.UTF-8", "english", "de", ""].map(languageNamed)).toEqual([
    "zh",
    "zh",
    "en",
    undefined,
    undefined,
    undefined,
  ]);
});
