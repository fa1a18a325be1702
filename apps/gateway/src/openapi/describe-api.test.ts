import { MODEL_NAMES, REQUEST_FIELDS } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { describeApi } from "./describe-api.ts";

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description?: string; readonly enum?: readonly string[] }>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

test("the document names every field of a generation request, says what each is, and allows no other", () => {
  const { schemas } = describeApi()["components"] as { readonly schemas: Readonly<Record<string, Schema>> };
  const { properties = {}, required = [], additionalProperties } = schemas["NewGeneration"] ?? {};
  expect(Object.keys(properties)).toEqual(expect.arrayContaining([...REQUEST_FIELDS]));
  expect(REQUEST_FIELDS.filter((field) => properties[field]?.description === undefined)).toEqual([]);
  expect(properties["model"]?.enum).toEqual(MODEL_NAMES);
  expect([required, additionalProperties]).toEqual([[], false]);
});
