import { expect, test } from "@jest/globals";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { displayWidth } from "../progress/display-text.ts";
import { runCli } from "../run-cli.ts";
import { takeLanguage } from "./take-language.ts";

const COMMANDS = (
  "run submit status watch get explain list results gallery cancel resolve retry edit upscale batches tenants accounts " +
  "gateway mcp audit keys doctor worker workers history dashboard dev clean prices templates simulate"
).split(" ");

async function said(words: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const shell = createCapturedShell({ env });
  await runCli(words, shell);
  return shell.out() + shell.err();
}

test.each(COMMANDS)("the help of %s is Chinese, and fits a terminal of 80 columns", async (name) => {
  const help = await said([name, "--help"], { LANG: "zh_CN.UTF-8" });
  const lines = help.split("\n");
  expect(lines[0]).toMatch(/^\u7528\u6cd5\uff1a /);
  const described = lines.filter((line) => /^ {2}-/.test(line) && !/[\u4e00-\u9fff]/.test(line));
  // A flag that is wider than its column has its description below.
  expect(described.filter((line) => / {2}[a-z]/.test(line.trimStart()))).toEqual([]);
  expect(lines.filter((line) => displayWidth(line) > 80 && !/^ {2}\$|\{"custom_id"/.test(line))).toEqual([]);
});

test("the option goes before the settings, and the settings before the locale", async () => {
  expect(await said(["--help"], { LANG: "zh_CN.UTF-8", HAILUO_LANG: "en" })).toContain("Usage: hailuo");
  expect(await said(["--help", "--lang", "zh"], { LANG: "C", HAILUO_LANG: "en" })).toContain("\u7528\u6cd5\uff1a");
  expect(await said(["run", "--lang=en", "--help"], { HAILUO_LANG: "zh" })).toContain("Usage: hailuo run");
});

test("a mistake in the command line is told in the person's language", async () => {
  expect(await said(["rnu"], { LANG: "zh_CN.UTF-8" })).toMatch(/\u672a\u77e5\u7684\u547d\u4ee4 'rnu'\n.*run/);
  expect(await said(["run", "no-such-file.txt"], { LANG: "zh_CN.UTF-8" })).toContain(
    "\u6ca1\u6709\u8fd9\u4e2a\u6587\u4ef6",
  );
  expect(await said(["--lang", "fr", "prices"], {})).toContain("Allowed choices are en, zh.");
});

test("what programs read is English in every language", async () => {
  const lines = await said(["run", "no-such-file.txt", "--json"], { LANG: "zh_CN.UTF-8" });
  expect(JSON.parse(lines.split("\n")[0] ?? "")).toMatchObject({
    type: "error",
    message: "no-such-file.txt: no such file",
  });
});

test("a command line keeps what is not ours of --lang", () => {
  expect(takeLanguage(["run", "--lang", "zh", "f"])).toEqual({ wished: "zh", rest: ["run", "f"] });
  expect(takeLanguage(["--lang=zh_TW", "run"])).toEqual({ wished: "zh", rest: ["run"] });
  expect(takeLanguage(["run", "--", "--lang", "zh"])).toEqual({ rest: ["run", "--", "--lang", "zh"] });
  expect(takeLanguage(["run", "--lang"])).toEqual({ rest: ["run", "--lang"] });
  expect(takeLanguage(["run", "--lang", "xx"])).toEqual({ rest: ["run", "--lang", "xx"] });
  expect(takeLanguage(["run", "--language", "zh"])).toEqual({ rest: ["run", "--language", "zh"] });
});
