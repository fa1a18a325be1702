import { expect, test } from "@jest/globals";
import { createFaultGroups } from "./fault-groups.ts";

test("faults of one kind and column are one group, whatever the values in them; kinds and places are bounded, and all are counted", () => {
  const faults = createFaultGroups({ mostGroups: 2, mostPlaces: 3 });
  for (let line = 1; line <= 10; line += 1)
    faults.add({ line, field: "duration", message: `is ${line}, allowed are 6 and 10` });
  faults.add({ line: 11, field: "model", message: 'is "x y", allowed are a' });
  faults.add({ line: 12, field: "model", message: 'is "z", allowed are a' });
  faults.add({ line: 13, field: "ratio", message: "is 3, allowed is 4" });
  expect(faults.groups.map(({ first, others, count }) => [first.line, others.map(({ line }) => line), count])).toEqual([
    [1, [2, 3, 4], 10],
    [11, [12], 2],
  ]);
  expect([faults.count, faults.untold]).toEqual([13, 1]);
});
