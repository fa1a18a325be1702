import { expect, test } from "@jest/globals";
import { createChunkShare } from "./chunk-share.ts";

function openShare() {
  let nowMs = 0;
  const share = createChunkShare({ chunkShare: 0.25, chunkFreeMs: 16 }, () => nowMs);
  return { share, pass: (ms: number) => void (nowMs += ms) };
}

test("chunks are free until they have cost much, and then have a quarter of the time", () => {
  const { share, pass } = openShare();
  const cost = { ms: 0, at: 0 };
  share.pay(cost, 16);
  expect([share.hasCostMuch(cost), share.waitMs()]).toEqual([false, 0]);
  share.pay(cost, 1);
  expect(share.hasCostMuch(cost)).toBe(true);
  share.pay(cost, 2);
  // One millisecond was saved, one is owed.
  expect(share.waitMs()).toBe(4);
  pass(4);
  expect(share.waitMs()).toBe(0);
});

test("all connections of a caller count together, those of another do not", () => {
  const { share } = openShare();
  share.pay(share.ofCaller("flood"), 10);
  share.pay(share.ofCaller("flood"), 10);
  expect(share.hasCostMuch(share.ofCaller("flood"))).toBe(true);
  expect(share.hasCostMuch(share.ofCaller("other"))).toBe(false);
});

test("what was costly is forgotten, by half each second", () => {
  const { share, pass } = openShare();
  const cost = share.ofCaller("flood");
  share.pay(cost, 60);
  pass(1000);
  expect(share.hasCostMuch(cost)).toBe(true);
  pass(1000);
  expect(share.hasCostMuch(cost)).toBe(false);
});
