import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { currentTrace, isSampled, readTraceparent, traceIdOf, withTrace } from "./trace.ts";

const TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

test.each([
  [TRACE, TRACE],
  ["cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-will-be-like", TRACE],
  [`00-${"0".repeat(32)}-00f067aa0ba902b7-01`, undefined],
  [`00-4bf92f3577b34da6a3ce929d0e0e4736-${"0".repeat(16)}-01`, undefined],
  ["ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", undefined],
  [TRACE.toUpperCase(), undefined],
  [`${TRACE}-more`, undefined],
  [`${TRACE} `, undefined],
  [`cc-${"a".repeat(10_000)}`, undefined],
  ["", undefined],
  [undefined, undefined],
  [[TRACE, TRACE], undefined],
])("the traceparent %j is read as %j", (header, expected) => {
  expect(readTraceparent(header)).toBe(expected);
});

test("work belongs to the trace around it, over all that it waits for, and to no other", async () => {
  expect(currentTrace()).toBeUndefined();
  const other = TRACE.replace("4bf9", "aaaa");
  const [one, two, none] = await Promise.all([
    withTrace(TRACE, async () => {
      await setTimeout(2);
      return currentTrace();
    }),
    withTrace(other, async () => currentTrace()),
    withTrace(undefined, async () => currentTrace()),
  ]);
  expect([one, two, none]).toEqual([TRACE, other, undefined]);
  expect(traceIdOf(TRACE)).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
  expect([TRACE, TRACE.replace(/01$/, "00"), TRACE.replace(/01$/, "03")].map(isSampled)).toEqual([true, false, true]);
});
