import type { ApiKey, Role } from "@hailuo-queue/access";
import type { AuditTold, AuditVerb } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import type { FastifyRequest } from "fastify";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { Problem } from "./problem.ts";

/**
 * Whose things a route is about. Tests go through the table with it: `generation`, `batch` and `input` name one of the
 * tenant's by `:id`, `tenant` lists or makes what is the caller's, `deployment` is for admins and shared by all,
 * `public` tells nothing of anybody.
 */
export type Scope = "generation" | "batch" | "input" | "tenant" | "deployment" | "public";

/** A change that its caller has named by an `Idempotency-Key`. */
export interface Once {
  /** When it was sent first: Unix ms of Redis' clock. */
  readonly claimedAt: number;
  /** An earlier try of it broke off: what it did is not known, but for what it noted. */
  readonly again: boolean;
  /** What an earlier try noted last. */
  readonly noted?: string;
  /**
   * Keeps what the next try has to know, should this one break off; called before anything is done that is not to be
   * done twice.
   * @throws Problem (503 `taken_up`) where another try has taken it up meanwhile: then nothing more may be done here.
   */
  note(text: string): Promise<void>;
}

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
  /**
   * Adds to what the audit tells of this change, beside the ids of path and answer; see AuditTold for what must not be
   * in it.
   */
  readonly tell: (told: AuditTold) => void;
  /**
   * Counts this call with the tenant's open streams until it has been answered: for one that waits.
   * @throws a Problem (429).
   */
  readonly hold: () => void;
  /**
   * Of a route with `resends`: what a create is called that its caller gave no name. The same create sent again, whose
   * first answer was not delivered, has the same.
   */
  readonly resend?: string | undefined;
  /** Of a route with `once`, where its caller has named the change by a key. */
  readonly once?: Once | undefined;
}

export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StreamAnswer {
  readonly status: number;
  /** Called once there is a permit for the stream and somebody to read it: never for HEAD. */
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

/** What a route takes and answers, for the documentation and for the check of each request. */
export interface Operation<
  Params extends z.ZodType | undefined = z.ZodType | undefined,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
> {
  /**
   * What changes something says what it is called in the audit: the mounted route writes it there, done or refused. GET
   * has none.
   */
  readonly audit?: AuditName | undefined;
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
  /** Parameters of the query that may stand there more than once. */
  readonly repeats?: readonly string[];
  /** The body may be a multipart form as well: its texts are fields, and its files become inputs while they arrive. */
  readonly forms?: true;
  /** A short-lived token of its one thing is as good as a key, in the query: for pages, which send no headers. */
  readonly takesToken?: true;
  /**
   * It makes something that is bought: sent again because the answer was lost, it is the same. `namedBy`: the field of
   * the body by which its caller may name it.
   */
  readonly resends?: { readonly namedBy?: string };
  /** It may buy what it changes: with an `Idempotency-Key` it is done once, and sent again gets the same answer. */
  readonly once?: true;
  /** Headers that it looks at, for the documentation. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<number, AnswerDoc>>;
  /**
   * JSON is read as such without a Content-Type, and as text or a form, which is what curl and many scripts call it:
   * from callers who send a key. A page of another site can send such a body, but no key.
   */
  readonly anyJsonType?: true;
  /** How it tells what went wrong, where that is not problem+json. `traceId`: of the answer's header. */
  readonly tellProblem?: (problem: Problem, traceId: string) => JsonAnswer;
}

/** The call that a handler of this operation gets. */
export type CallOf<Of> =
  Of extends Operation<infer Params, infer Query, infer Body>
    ? Call<Shape<Params>, Shape<Query>, Body extends z.ZodType ? Shape<Body> : AsyncIterable<Uint8Array>>
    : never;

/** Keeps the types of the schemas, which `CallOf` reads. */
export function defineOperation<
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Audit extends AuditName | undefined = undefined,
>(
  operation: Operation<Params, Query, Body> & { readonly audit?: Audit },
): Operation<Params, Query, Body> & { readonly audit: Audit } {
  return operation as Operation<Params, Query, Body> & { readonly audit: Audit };
}

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** All that a line of the table says, but for the handler. */
export interface RouteFacts extends Operation {
  readonly method: Method;
  /** With `:name` for parameters. */
  readonly path: string;
  /** The least role. Undefined: no key is asked for. */
  readonly role: Role | undefined;
  readonly scope: Scope;
}

/** A line of the table. */
export interface Row<Parts> extends RouteFacts {
  readonly handle: (call: never, parts: Parts) => Promise<Answer>;
}

/** A line of the table whose handler has its parts. */
export interface Route extends RouteFacts {
  readonly handle: (call: Call<unknown, unknown, unknown>) => Promise<Answer>;
}

/** What a GET may not name and everything else must. */
type AuditOf<Verb extends Method> = Verb extends "GET" ? undefined : AuditName;

/** One line of the table: the handler gets what the operation checks, and asks for the parts that it uses. */
export function row<Verb extends Method, Of extends Operation & { readonly audit: AuditOf<Verb> }, Parts = unknown>(
  method: Verb,
  path: string,
  role: Role | undefined,
  scope: Scope,
  operation: Of,
  handle: (call: CallOf<Of>, parts: Parts) => Promise<Answer>,
): Row<Parts> {
  return { method, path, role, scope, ...operation, handle };
}

export function json(status: number, body: unknown, headers?: Readonly<Record<string, string>>): JsonAnswer {
  return headers === undefined ? { status, body } : { status, body, headers };
}
