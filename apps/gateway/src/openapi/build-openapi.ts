import { optional } from "@hailuo-queue/contracts";
import { z } from "zod";
import { problemSchema } from "../http/problem.ts";
import type { AnswerDoc, RouteFacts } from "../http/route.ts";
import { EXAMPLE_ANSWERS, EXAMPLE_ANSWERS_AT, EXAMPLE_TEXTS } from "./example-answers.ts";
import { EXAMPLE_BODIES, EXAMPLE_ITEMS } from "./example-bodies.ts";
import { GENERAL_ANSWERS, generalStatuses } from "./general-answers.ts";

/** In the order of the page. */
const TAGS = [
  { name: "Generations", description: "One video each: its request, its state, its link." },
  { name: "Batches", description: "Up to a million videos that are sent, followed and reported together." },
  { name: "Inputs", description: "Pictures, videos and recordings that requests use." },
  { name: "Tokens", description: "For pages, which do not hold a key." },
  { name: "Webhooks", description: "Signed calls to a URL of yours." },
  { name: "Tenants", description: "Who shares the accounts, with which budgets and quotas." },
  { name: "Accounts", description: "The accounts at the provider; for admins." },
  { name: "Audit", description: "Who changed what, and when; for admins." },
  { name: "Service", description: "For process managers and monitoring." },
] as const;

type Json = Readonly<Record<string, unknown>>;

/** What a document is about, beside its routes. */
export interface DocumentFacts {
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  /** By method and path of the table: what may be sent, good as it stands. */
  readonly bodies: Readonly<Record<string, unknown>>;
  /** By method and path of the table: what is answered. Default: by the name of the schema. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** How refusals are told. */
  readonly refusal: { readonly schema: z.ZodType; readonly contentType: string };
}

/** The queue's own API. */
export function apiFacts(version: string): DocumentFacts {
  return {
    version,
    title: "hailuo-queue",
    description:
      "Enqueue video generations and batches, follow them, and get every video; each is bought once. Errors are RFC 9457 problems. Another tenant's resources answer 404.",
    tags: TAGS,
    bodies: EXAMPLE_BODIES,
    answers: {},
    refusal: { schema: problemSchema, contentType: "application/problem+json" },
  };
}

/** The OpenAPI 3.1 document of a route table; schemas are those that requests are checked with. */
export function buildOpenApi(routes: readonly RouteFacts[], facts: DocumentFacts): Json {
  const { version, title, description, tags } = facts;
  const registry = new Map<string, Json>();
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, registry, facts) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title,
      version,
      description,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "This gateway" }],
    security: [{ apiKey: [] }],
    tags: tags.filter(({ name }) => routes.some(({ tag }) => tag === name)),
    paths,
    components: {
      securitySchemes: { apiKey: { type: "http", scheme: "bearer", description: "A key from `hailuo keys create`." } },
      responses: Object.fromEntries(
        usedStatuses(routes).map((status) => [
          generalName(status),
          response({ description: GENERAL_ANSWERS[status]?.description ?? "", ...facts.refusal }, registry),
        ]),
      ),
      schemas: Object.fromEntries([...registry].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    },
  };
}

/** Of the general answers, those that some route gives. */
function usedStatuses(routes: readonly RouteFacts[]): readonly number[] {
  const used = new Set(routes.flatMap((route) => generalStatuses(route)));
  return Object.keys(GENERAL_ANSWERS)
    .map(Number)
    .filter((status) => used.has(status));
}

function operation(route: RouteFacts, registry: Map<string, Json>, facts: DocumentFacts): Json {
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    ...optional({ description: route.description }),
    ...(route.role === undefined ? { security: [] } : {}),
    parameters: [
      ...parameters(route.params, "path", registry),
      ...parameters(route.query, "query", registry),
      ...Object.entries(route.headers ?? {}).map(([name, description]) => ({
        name,
        in: "header",
        description,
        schema: { type: "string" },
      })),
    ],
    ...requestBody(route, registry, facts.bodies),
    responses: {
      ...Object.fromEntries(
        generalStatuses(route).map((status) => [status, { $ref: `#/components/responses/${generalName(status)}` }]),
      ),
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, answer]) => {
          const name = `${route.method} ${route.path}`;
          const own =
            EXAMPLE_ANSWERS_AT[`${name} ${status}`] ?? (status.startsWith("2") ? facts.answers[name] : undefined);
          return [status, response(answer, registry, own)];
        }),
      ),
    },
  };
}

function generalName(status: number): string {
  return GENERAL_ANSWERS[status]?.name ?? "";
}

/** `postGenerationsIdCancel`: stable, and a good name for a method. */
function operationId({ method, path }: RouteFacts): string {
  const words = path.replace(/^\/api\/v1\//, "").split(/[^A-Za-z0-9]+/);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function requestBody(
  { method, path, body, streams }: RouteFacts,
  registry: Map<string, Json>,
  bodies: DocumentFacts["bodies"],
): Json {
  if (streams !== undefined)
    return {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          streams.map((type) => [type, { schema: { type: "string" }, ...optional({ example: EXAMPLE_ITEMS[type] }) }]),
        ),
      },
    };
  if (body === undefined) return {};
  const example = bodies[`${method} ${path}`];
  const schema = schemaOf(body, "input", registry);
  // What nothing has to be said of may come without a body.
  const required = !body.safeParse({}).success;
  return { requestBody: { required, content: { "application/json": { schema, ...optional({ example }) } } } };
}

function response(
  { description, schema, contentType }: AnswerDoc,
  registry: Map<string, Json>,
  ownExample?: unknown,
): Json {
  if (schema === undefined) return { description };
  const type = contentType ?? (schema === problemSchema ? "application/problem+json" : "application/json");
  const shown = schemaOf(schema, "output", registry);
  const { $ref: reference = "" } = shown as { readonly $ref?: string };
  const name = reference.replace("#/components/schemas/", "");
  const example = ownExample ?? (contentType === undefined ? EXAMPLE_ANSWERS[name] : EXAMPLE_TEXTS[type]);
  return { description, content: { [type]: { schema: shown, ...optional({ example }) } } };
}

function parameters(schema: z.ZodType | undefined, place: "path" | "query", registry: Map<string, Json>): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input", registry) as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...optional({ description }),
    schema: property,
  }));
}

/** A schema that has an id is written once, and named where it is used. */
function schemaOf(schema: z.ZodType, io: "input" | "output", registry: Map<string, Json>): Json {
  const {
    $schema: _dialect,
    $defs,
    ...rest
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    reused: "inline",
    override: ({ jsonSchema }) => {
      delete jsonSchema["$schema"];
      // What JavaScript can count to, and how a day of a leap year is written, tell a reader nothing.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    },
  }) as Record<string, unknown> & { readonly $defs?: Readonly<Record<string, Json>> };
  for (const [name, definition] of Object.entries($defs ?? {})) registry.set(name, withoutId(atHome(definition)));
  const whole = atHome(rest);
  const id = whole["id"];
  if (typeof id !== "string") return whole;
  registry.set(id, withoutId(whole));
  return { $ref: `#/components/schemas/${id}` };
}

function withoutId({ id: _id, ...schema }: Json): Json {
  return schema;
}

/** References within a schema point to the document's own place for them. */
function atHome(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll("#/$defs/", "#/components/schemas/")) as Json;
}
