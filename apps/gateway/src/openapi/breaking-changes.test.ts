import { expect, test } from "@jest/globals";
import { findBreakingChanges } from "./breaking-changes.ts";

const RELEASED = {
  paths: {
    "/things": {
      get: {
        parameters: [{ name: "limit", in: "query", schema: { type: "integer" } }],
        responses: { 200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } } },
      },
      post: {
        requestBody: {
          content: {
            "application/json": {
              schema: {
                type: "object",
                properties: { name: { type: "string" }, size: { type: "string", enum: ["s", "m"] } },
                required: ["name"],
                additionalProperties: false,
              },
            },
          },
        },
        responses: { 201: { content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } } },
      },
    },
  },
  components: {
    responses: {},
    schemas: {
      Thing: {
        type: "object",
        properties: {
          id: { type: "string" },
          note: { type: ["string", "null"] },
          parts: { type: "array", items: { $ref: "#/components/schemas/Thing" } },
        },
        required: ["id", "note", "parts"],
      },
    },
  },
} as const;

type Path = readonly (string | number)[];

/** The document with one place changed; undefined takes it away. */
function changed(path: Path, value: unknown): Readonly<Record<string, unknown>> {
  const copy = structuredClone(RELEASED) as Record<string, unknown>;
  let place: Record<string, unknown> = copy;
  for (const step of path.slice(0, -1)) place = place[String(step)] as Record<string, unknown>;
  const last = String(path.at(-1));
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

const THING = ["components", "schemas", "Thing"];
const BODY = ["paths", "/things", "post", "requestBody", "content", "application/json", "schema"];

test.each<readonly [string, Path, unknown]>([
  ["GET /things is gone", ["paths", "/things", "get"], undefined],
  ["query limit of GET /things is gone", ["paths", "/things", "get", "parameters"], []],
  [
    "query page of GET /things must be sent now",
    ["paths", "/things", "get", "parameters", 1],
    { name: "page", in: "query", required: true, schema: { type: "string" } },
  ],
  [
    "query limit of GET /things takes integer no more",
    ["paths", "/things", "get", "parameters", 0, "schema", "type"],
    "boolean",
  ],
  ["POST /things answers 201 no more", ["paths", "/things", "post", "responses", 201], undefined],
  ["the 200 of GET /things is application/json no more", ["paths", "/things", "get", "responses", 200, "content"], {}],
  ["note in the 200 of GET /things is gone", [...THING, "properties", "note"], undefined],
  ["id in the 200 of GET /things may be null now", [...THING, "properties", "id", "type"], ["string", "null"]],
  ["note in the 200 of GET /things may be missing now", [...THING, "required"], ["id", "parts"]],
  ["name in the body of POST /things is gone", [...BODY, "properties", "name"], undefined],
  ["size in the body of POST /things must be sent now", [...BODY, "required"], ["name", "size"]],
  ["size in the body of POST /things takes m no more", [...BODY, "properties", "size", "enum"], ["s"]],
  ["name in the body of POST /things takes a, b only", [...BODY, "properties", "name", "enum"], ["a", "b"]],
  ["name in the body of POST /things takes string no more", [...BODY, "properties", "name", "type"], "integer"],
])("%s: told", (told, path, value) => {
  expect(findBreakingChanges(RELEASED, changed(path, value))).toContain(told);
});

test.each<readonly [string, Path, unknown]>([
  ["the same", ["info"], {}],
  ["a new path", ["paths", "/others"], RELEASED.paths["/things"]],
  ["a new parameter that may be left out", ["paths", "/things", "get", "parameters", 1], { name: "page", in: "query" }],
  ["a new field of an answer", [...THING, "properties", "extra"], { type: "string" }],
  ["an answer that is null no more", [...THING, "properties", "note", "type"], "string"],
  ["a new field of a body that may be left out", [...BODY, "properties", "extra"], { type: "string" }],
  ["a new value", [...BODY, "properties", "size", "enum"], ["s", "m", "l"]],
  ["a field that need not be sent any more", [...BODY, "required"], []],
])("%s breaks nobody", (_what, path, value) => {
  expect(findBreakingChanges(RELEASED, changed(path, value))).toEqual([]);
});
