import type { ApiKey, Role } from "@hailuo-queue/access";
import type { AuditTold, AuditVerb } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { Problem } from "./problem.ts";

/**
 * Whose things a route is about. Tests go through the table with it: `generation`, `batch` and `input` name one of the tenant's by
 * `:id`, `tenant` lists or makes what is the caller's, `deployment` is for admins and shared by all, `public` tells nothing
 * of anybody.
 */
export type Scope = "generation" | "batch" | "input" | "tenant" | "deployment" | "public";

/** A request, checked. */
export interface Call<Params, Query, Body> {
  readonly key: ApiKey;
  /** All that the caller's tenant has, and nothing else; without a key nothing at all. */
  readonly own: TenantProducer;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly headers: FastifyRequest["headers"];
  /** Aborts when the caller is gone. */
  readonly signal: AbortSignal;
  readonly reply: FastifyReply;
  /** Adds to what the audit tells of this change, beside the ids of path and answer; see AuditTold for what must not be in it. */
  readonly tell: (told: AuditTold) => void;
  /** Counts this call with the tenant's open streams until it has been answered: for one that waits. Throws a Problem (429). */
  readonly hold: () => void;
}

export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StreamAnswer {
  readonly status: number;
  /** Called once there is a place for the stream and somebody to read it: never for HEAD. */
  readonly open: () => Readable | Promise<Readable>;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Answer = JsonAnswer | StreamAnswer;

export interface AnswerDoc {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Default application/json. */
  readonly contentType?: string;
}

type Shape<Schema> = Schema extends z.ZodType ? z.output<Schema> : Record<string, never>;

/** How a change is called in the audit, or why it is not in there. */
export type AuditName = AuditVerb | { readonly none: string };

/** What changes something says what it is called in the audit: mount-routes writes it there, done or refused. */
type Method =
  | { readonly method: "GET"; readonly audit?: undefined }
  | { readonly method: "POST" | "PUT" | "PATCH" | "DELETE"; readonly audit: AuditName };

interface RouteBase<Params extends z.ZodType | undefined, Query extends z.ZodType | undefined, Body extends z.ZodType | undefined> {
  /** With `:name` for parameters. */
  readonly path: string;
  /** The least role. Undefined: no key is asked for. */
  readonly role: Role | undefined;
  readonly scope: Scope;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Largest body in bytes; default 64 KiB, of a stream UPLOAD_LIMITS.maxBytes. */
  readonly bodyLimit?: number;
  /** It may look at every generation of a batch of any size: a tenant's are bounded together, see batch-work.ts. */
  readonly wholeBatch?: true;
  /** The body is a stream in one of these, and is not checked beforehand. */
  readonly streams?: readonly string[];
  /** What it takes may hold pictures, videos and recordings as data URLs, which become inputs while they arrive. */
  readonly media?: true;
  /** Headers that it looks at, for the documentation. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<number, AnswerDoc>>;
  /** How it tells what went wrong, where that is not problem+json. */
  readonly tellProblem?: (problem: Problem) => JsonAnswer;
  readonly handle: (
    call: Call<Shape<Params>, Shape<Query>, Body extends undefined ? AsyncIterable<Uint8Array> : Shape<Body>>,
  ) => Promise<Answer>;
}

export type RouteSpec<
  Params extends z.ZodType | undefined = z.ZodType | undefined,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
> = RouteBase<Params, Query, Body> & Method;

export type Route = RouteSpec;

/** Keeps the types of the schemas within the handler, and drops them for the table. */
export function defineRoute<
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(route: RouteSpec<Params, Query, Body>): Route {
  return route as unknown as Route;
}

export function json(status: number, body: unknown, headers?: Readonly<Record<string, string>>): JsonAnswer {
  return headers === undefined ? { status, body } : { status, body, headers };
}
