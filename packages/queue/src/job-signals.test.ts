import { expect, test } from "@jest/globals";
import { createJobSignals } from "./job-signals.ts";

test("few jobs share a signal, so that nothing is kept of what is joined to it for long", () => {
  const signals = createJobSignals();
  const taken = Array.from({ length: 640 }, () => {
    const { signal, letGo } = signals.take();
    letGo();
    return signal;
  });
  expect(new Set(taken).size).toBe(10);
});

test("all that are under way end together, however long ago they began, and whoever comes later has ended", () => {
  const signals = createJobSignals();
  const long = signals.take();
  const others = Array.from({ length: 200 }, () => signals.take());
  for (const { letGo } of others.slice(0, 100)) letGo();
  const reason = new Error("shutdown");
  signals.abort(reason);
  for (const { signal } of [long, ...others.slice(100)]) expect(signal.reason).toBe(reason);
  const late = Array.from({ length: 100 }, () => signals.take().signal);
  expect(late.every(({ aborted }) => aborted)).toBe(true);
});

test("signals whose jobs have all ended are let go", () => {
  const signals = createJobSignals();
  const first = Array.from({ length: 64 }, () => signals.take());
  for (const { letGo } of first) letGo();
  signals.abort(new Error("shutdown"));
  expect(first[0]?.signal.aborted).toBe(false);
});
