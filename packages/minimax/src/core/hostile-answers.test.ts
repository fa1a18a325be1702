import { expect, test } from "@jest/globals";
import { toAnswer } from "./answer.ts";
import { answerError } from "./provider-error.ts";
import { readFault } from "./read-fault.ts";

const MIB = 1024 * 1024;
const facts = { operation: "query", host: "api.minimax.io", secrets: ["sk-secret"], clock: { now: () => 0 } } as const;

function repeat(part: string): string {
  return part.repeat(Math.floor(MIB / part.length));
}

/**
 * As large as an answer may be: patterns that begin anew at each place take hours for it, and this test runs out of its
 * time.
 */
test.each([
  ["quotes that do not end", `"${repeat('\\"')}`],
  ["tags that do not end", `<html>${repeat("<title")}`],
  ["open brackets of tags", `<html>${repeat("<")}`],
  ["digits", repeat("1")],
  ["blanks in a reason", JSON.stringify({ message: `(0/0${repeat(" ")}x` })],
  ["blanks after a code", JSON.stringify({ message: `${repeat("(1026 ")}x` })],
  ["words of a reason", JSON.stringify({ message: repeat("the plan model path exceed ") })],
  ["links in a reason", JSON.stringify({ message: repeat("http://") })],
  ["letters of a reason", JSON.stringify({ message: repeat("n") })],
])("an answer of 1 MiB of %s is read in the time that a test may take", (_what, text) => {
  for (const httpStatus of [200, 400, 404, 502]) {
    const answer = toAnswer(httpStatus, {}, text);
    const error = answerError(facts, answer, readFault(answer));
    expect(error.message.length).toBeLessThan(1000);
  }
});

test("a code at the end of a long reason is found", () => {
  const answer = toAnswer(200, {}, JSON.stringify({ message: `${repeat("so ")} (1026)` }));
  expect(readFault(answer)).toMatchObject({ providerCode: 1026 });
});
