import { expect, test } from "@jest/globals";
import { setFlagsApart } from "./set-flags-apart.ts";

const ALONE = "--simulate=default";

test.each([
  ["run --simulate prompts.txt", `run ${ALONE} prompts.txt`],
  ["run prompts.txt --simulate", `run prompts.txt ${ALONE}`],
  ["run --simulate -", `run ${ALONE} -`],
  ["run --simulate --out videos prompts.txt", `run ${ALONE} --out videos prompts.txt`],
  ["run --simulate 25 prompts.txt", "run --simulate 25 prompts.txt"],
  ["run prompts.txt --simulate 25", "run prompts.txt --simulate 25"],
  ["run prompts.txt --simulate 0", "run prompts.txt --simulate 0"],
  ["run --simulate=25 prompts.txt", "run --simulate=25 prompts.txt"],
  ["run --simulate 25", `run ${ALONE} 25`],
  ["run -- --simulate", "run -- --simulate"],
  ["status", "status"],
])("%s is read as %s", (given, wanted) => expect(setFlagsApart(given.split(" ")).join(" ")).toBe(wanted));
