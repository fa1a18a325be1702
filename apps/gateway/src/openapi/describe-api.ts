import { optional } from "@hailuo-queue/contracts";
import type { RouteFacts } from "../http/route.ts";
import { API_ROUTES, MINIMAX_ROUTES, OPENAI_ROUTES } from "../routes/table.ts";
import { apiFacts, buildOpenApi, type DocumentFacts } from "./build-openapi.ts";
import { type DoorDoc, MINIMAX_DOCS, MINIMAX_FACTS } from "./minimax-docs.ts";
import { OPENAI_DOCS, OPENAI_FACTS } from "./openai-docs.ts";

/** In step with the packages. */
const API_VERSION = "0.1.0";

type Document = ReturnType<typeof buildOpenApi>;

/** The OpenAPI document, of the table alone: no gateway need run. */
export function describeApi(): Document {
  return buildOpenApi(API_ROUTES, apiFacts(API_VERSION));
}

/** The same of the doors, whose schemas are of what programs send and need; the routes themselves take more. */
export function describeDoors(): { readonly minimax: Document; readonly openai: Document } {
  return {
    minimax: describeDoor(MINIMAX_ROUTES, MINIMAX_DOCS, MINIMAX_FACTS),
    openai: describeDoor(OPENAI_ROUTES, OPENAI_DOCS, OPENAI_FACTS),
  };
}

/** Throws for a route that has no words. */
function describeDoor(
  routes: readonly RouteFacts[],
  docs: Readonly<Record<string, DoorDoc>>,
  facts: Omit<DocumentFacts, "version" | "bodies" | "answers">,
): Document {
  const told = routes.map((route): RouteFacts => {
    const name = `${route.method} ${route.path}`;
    const doc = docs[name];
    if (doc === undefined) throw new Error(`${name} has no words in the documents of the doors`);
    const { summary, description, tag, body, answer, contentType } = doc;
    const answers = {
      ...route.answers,
      200: { description: "Done", schema: answer, ...optional({ contentType }) },
    };
    return {
      ...route,
      tag,
      summary,
      ...optional({ description }),
      ...(body === undefined ? {} : { body: body.schema }),
      answers,
    };
  });
  const of = <Value>(pick: (doc: DoorDoc) => Value | undefined): Readonly<Record<string, Value>> =>
    Object.fromEntries(
      Object.entries(docs).flatMap(([name, doc]) => {
        const value = pick(doc);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  return buildOpenApi(told, {
    ...facts,
    version: API_VERSION,
    bodies: of(({ body }) => body?.example),
    answers: of(({ example }) => example),
  });
}
