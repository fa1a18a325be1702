import { expect, test } from "@jest/globals";
import { assertObjectKey } from "./object-key.ts";

test.each(["a", "a/b.mp4", "提示/海.mp4", "..a/b..", "a b", "~/x", "C:x", "k".repeat(1024)])("%j is a key", (key) => {
  expect(() => assertObjectKey(key)).not.toThrow();
});

test.each([
  ["", /it is empty/],
  ["/etc/passwd", /starts with \//],
  ["a\\b", /backslash/],
  ["a\u0000", /control characters/],
  ["a\u007f", /control characters/],
  ["a//b", /empty segment/],
  ["a/", /empty segment/],
  ["..", /segment "\.\."/],
  ["a/../../b", /segment "\.\."/],
  ["./a", /segment "\."/],
  ["\ud800.mp4", /not valid Unicode/],
  ["海".repeat(342), /longer than 1024 bytes/],
])("%j is refused with the reason", (key, reason) => {
  expect(() => assertObjectKey(key)).toThrow(reason);
  expect(() => assertObjectKey(key)).toThrow(expect.objectContaining({ code: "bad_object_key" }));
});
