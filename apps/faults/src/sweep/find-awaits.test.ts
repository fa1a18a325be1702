import { expect, test } from "@jest/globals";
import { awaitsIn, findAwaits } from "./find-awaits.ts";

test("awaits are found where they are code, and not where they are words", () => {
  const source = [
    "// await nothing",
    "/* await",
    "   await */ const one = await two(await three());",
    'const text = "we await you"; const link = "http://x";',
    "for await (const chunk of body) push(chunk); // await",
    "const awaited = { await_: 1 };",
  ].join("\n");
  expect(awaitsIn(source)).toEqual([
    { line: 2, column: 24 },
    { line: 2, column: 34 },
    { line: 4, column: 4 },
  ]);
});

test("the built packages have awaits in each of the three stages", async () => {
  const names = (await findAwaits()).map(({ name }) => name);
  for (const file of [
    "pipeline/create/handle-create.js",
    "pipeline/poll/handle-poll.js",
    "pipeline/download/handle-download.js",
  ]) {
    expect(names.filter((name) => name.startsWith(`${file}:`)).length).toBeGreaterThan(2);
  }
});
