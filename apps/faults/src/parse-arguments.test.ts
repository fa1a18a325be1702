import { describe, expect, test } from "@jest/globals";
import { parseArguments } from "./parse-arguments.ts";

describe("the words behind pnpm faults", () => {
  test("without a name mean all campaigns but the soak, in full, with seed 1", () => {
    expect(parseArguments([])).toEqual({
      names: ["kill-sweep", "storm", "redis", "outages", "hostile"],
      short: false,
      seed: 1,
      json: false,
    });
  });

  test("name some of them, in any order and also behind pnpm's --", () => {
    expect(parseArguments(["--", "soak", "storm", "--short", "--seed", "7"])).toMatchObject({
      names: ["storm", "soak"],
      short: true,
      seed: 7,
    });
  });

  test("are refused when there is no such campaign, option or seed", () => {
    expect(() => parseArguments(["storms"])).toThrow('There is no campaign "storms"');
    expect(() => parseArguments(["--quick"])).toThrow("--quick");
    expect(() => parseArguments(["--seed", "x"])).toThrow('--seed is "x"');
  });
});
