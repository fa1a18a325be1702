import { expect, test } from "@jest/globals";
import { requestKey } from "./request-key.ts";

test("the same request has the same key, in whatever order its fields stand", () => {
  const one = requestKey("video", { model: "m", prompt: "p", references: ["a", "b"] }, undefined);
  expect(requestKey("video", { references: ["a", "b"], prompt: "p", model: "m" }, undefined)).toBe(one);
  expect(requestKey("video", { references: ["b", "a"], prompt: "p", model: "m" }, undefined)).not.toBe(one);
  expect(requestKey("batch", { references: ["a", "b"], prompt: "p", model: "m" }, undefined)).not.toBe(one);
});

test("a name is the key, and no request has the key of a name", () => {
  expect(requestKey("video", { prompt: "p" }, "take 2")).toBe(requestKey("video", { prompt: "other" }, "take 2"));
  expect(requestKey("video", { prompt: "p" }, "take 2")).not.toBe(requestKey("video", { prompt: "p" }, undefined));
});
