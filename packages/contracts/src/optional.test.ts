import { expect, test } from "@jest/globals";
import { optional } from "./optional.ts";

const missing = (): string | undefined => undefined;

test("fields that are undefined are left out, all other values stay", () => {
  const fields = optional({ cursor: missing(), note: "" as string | undefined, count: 0, isLast: false, next: null });
  expect(Object.keys(fields)).toEqual(["note", "count", "isLast", "next"]);
  expect(fields).toStrictEqual({ note: "", count: 0, isLast: false, next: null });
});

test("a field that is left out leaves an earlier one of its name as it was", () => {
  expect({ limit: 10, ...optional({ limit: undefined }) }).toStrictEqual({ limit: 10 });
  expect({ limit: 10, ...optional({ limit: 20 as number | undefined }) }).toStrictEqual({ limit: 20 });
});

test("the type is exact: a field that may be undefined is optional, another is there", () => {
  const fields = optional({ cursor: missing(), limit: 10 });
  const exact: { readonly cursor?: string; readonly limit: number } = fields;
  // @ts-expect-error: undefined is no value of an optional field.
  const inexact: { cursor?: string } = { cursor: missing() };
  expect([exact, inexact]).toEqual([{ limit: 10 }, { cursor: undefined }]);
});
