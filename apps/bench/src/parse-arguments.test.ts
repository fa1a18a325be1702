import { describe, expect, test } from "@jest/globals";
import { BENCHMARK_NAMES } from "./benchmark.ts";
import { parseArguments } from "./parse-arguments.ts";

describe("the words behind pnpm bench", () => {
  test("without a name mean all benchmarks, in full", () => {
    expect(parseArguments([])).toEqual({
      names: BENCHMARK_NAMES,
      short: false,
      write: false,
      pageOnly: false,
      profileDirectory: undefined,
      kinds: undefined,
    });
  });

  test("name some of them, in any order and also behind pnpm's --", () => {
    expect(parseArguments(["--", "idle", "chain", "--short"])).toMatchObject({ names: ["chain", "idle"], short: true });
  });

  test("name a group, all of it or parts", () => {
    expect(parseArguments(["admission"]).names).toEqual(
      BENCHMARK_NAMES.filter((name) => name.startsWith("admission-")),
    );
    const parts = parseArguments(["admission", "--only", "window,fairness"]).names;
    expect(parts).toEqual(["admission-window", "admission-fairness"]);
    expect(() => parseArguments(["admission", "--only", "windows"])).toThrow('There is no benchmark "windows"');
  });

  test("name kinds of what is hostile by some of their words", () => {
    expect(parseArguments(["gateway-hostile", "--kind", "chunks, pipelines"]).kinds).toEqual(["chunks", "pipelines"]);
  });

  test("are refused when there is no such benchmark or option", () => {
    expect(() => parseArguments(["chains"])).toThrow(
      `There is no benchmark "chains"; there are ${BENCHMARK_NAMES.join(", ")}.`,
    );
    expect(() => parseArguments(["--quick"])).toThrow("--quick");
  });
});
