import { expect, test } from "@jest/globals";
import { labelFilterOf, labelsOf } from "./label-options.ts";

test("labels are read as people write them, and numbers stay whole", () => {
  expect(
    labelsOf({
      name: "Spring 🌸",
      tag: ["team=video", "url=a=b"],
      meta: ["order=17", "rush=true", "id=12345678901234567890", "note=so so", "price=1.50", "none=null"],
    }),
  ).toEqual({
    labels: {
      name: "Spring 🌸",
      tags: { team: "video", url: "a=b" },
      metadata: { order: 17, rush: true, id: "12345678901234567890", note: "so so", price: "1.50", none: null },
    },
  });
  expect(labelsOf({})).toEqual({});
  expect(labelFilterOf({})).toBeUndefined();
});

test.each([
  [{ tag: ["team"] }, /--tag "team" is not key=value/],
  [{ tag: ["=x"] }, /is not key=value/],
  [{ tag: ["a=1", "a=2"] }, /--tag names a twice/],
  [{ tag: ["a b=1"] }, /tags has a key/],
  [{ name: "" }, /name must be a text/],
  [{ meta: [`a=${"x".repeat(300)}`] }, /metadata\.a must be/],
])("%j is refused by a sentence", (options, words) => {
  expect(() => labelsOf(options)).toThrow(words);
});
