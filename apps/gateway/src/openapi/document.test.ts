import { readFile } from "node:fs/promises";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, test } from "@jest/globals";
import { API_ROUTES, MINIMAX_ROUTES, OPENAI_ROUTES } from "../routes/table.ts";
import { findBreakingChanges } from "./breaking-changes.ts";
import { describeApi, describeDoors } from "./describe-api.ts";

type Json = Readonly<Record<string, unknown>>;

const DOCS = new URL("../../../../docs/", import.meta.url);
const readDocument = async (name: string): Promise<Json> =>
  JSON.parse(await readFile(new URL(name, DOCS), "utf8")) as Json;
const document = JSON.parse(JSON.stringify(describeApi())) as Document;

interface Media {
  readonly example?: unknown;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}
interface Document extends Json {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
const doors = JSON.parse(JSON.stringify(describeDoors())) as Readonly<Record<"minimax" | "openai", Document>>;
const documents = [
  ["openapi", document],
  ["openapi-minimax", doors.minimax],
  ["openapi-openai", doors.openai],
] as const;
const operations = documents.flatMap(([, { paths }]) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  ),
);

test.each(documents)(
  "docs/%s.json is the document of its route table (write it with: node infra/docs/write-openapi.mjs)",
  async (name, told) => {
    expect(await readDocument(`${name}.json`)).toEqual(told);
  },
);

test("every route is in one of the documents, and has words of its own there", () => {
  const routes = [...API_ROUTES, ...MINIMAX_ROUTES, ...OPENAI_ROUTES];
  expect(operations.map(([name]) => name).toSorted()).toEqual(
    routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`).toSorted(),
  );
  expect(operations.filter(([, { summary }]) => summary.startsWith("As "))).toEqual([]);
});

test("its version is that of the packages", async () => {
  const { version } = JSON.parse(await readFile(new URL("../package.json", DOCS), "utf8")) as {
    readonly version: string;
  };
  expect(document.info.version).toBe(version);
});

test("nothing that callers of the last release use is gone (docs/openapi.released.json)", async () => {
  expect(findBreakingChanges(await readDocument("openapi.released.json"), document)).toEqual([]);
});

test.each(documents)("a linter finds no fault in %s", async (_name, told) => {
  const config = await createConfig({
    extends: ["recommended"],
    rules: {
      // A gateway does not know its own name; each of its URLs begins with it.
      "no-server-trailing-slash": "off",
      // The words of a dry run are no name of a batch: servers look at them first, as OpenAPI says.
      "no-ambiguous-paths": "off",
      "operation-operationId": "error",
      "operation-operationId-unique": "error",
      "operation-operationId-url-safe": "error",
      "tag-description": "error",
      "tags-alphabetical": "off",
      "no-invalid-media-type-examples": { severity: "error", allowAdditionalProperties: false },
      "no-invalid-schema-examples": "error",
      "no-unused-components": "error",
    },
  });
  const problems = await lintFromString({ source: JSON.stringify(told), config });
  expect(
    problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer ?? ""}`),
  ).toEqual([]);
});

test.each(operations)(
  "%s has an example of what is sent, and of what is answered",
  (_name, { requestBody, responses }) => {
    const good = Object.entries(responses).filter(([status]) => status.startsWith("2"));
    expect(good.length).toBeGreaterThan(0);
    const contents = good.flatMap(([, { content }]) => (content === undefined ? [] : [content]));
    // A video has no example, and an upload none of its bytes.
    const shown = contents
      .filter((content) => !("video/mp4" in content))
      .map((content) => Object.values(content)[0]?.example);
    expect(shown).not.toContain(undefined);
    const sent = Object.values(requestBody?.content ?? {});
    const isUpload = "multipart/form-data" in (requestBody?.content ?? {});
    if (sent.length > 0 && !isUpload) expect(sent.some(({ example }) => example !== undefined)).toBe(true);
  },
);

test("what a retry takes and answers is what the document says of it", () => {
  expect(document.paths["/api/v1/generations/{id}/retry"]?.["post"]).toMatchObject({
    parameters: [
      { name: "id", in: "path", required: true },
      { name: "Idempotency-Key", in: "header" },
    ],
    requestBody: {
      required: false,
      content: {
        "application/json": {
          schema: {
            additionalProperties: false,
            properties: { rebuy: { type: "boolean", default: false }, force: { type: "boolean" } },
          },
        },
      },
    },
    responses: {
      200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Generation" } } } },
      404: { content: { "application/problem+json": expect.anything() } },
      409: { content: { "application/problem+json": expect.anything() } },
    },
  });
});
