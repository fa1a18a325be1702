import { errorMessage, InvalidInputError, UnavailableError } from "@hailuo-queue/contracts";
import { redactText } from "@hailuo-queue/runtime";
import { z } from "zod";

/** One thing that is wrong with a request: where, and what is allowed. */
export const faultSchema = z.object({
  /** `prompt`, `items.3.duration`; `(body)` for all of it. */
  field: z.string(),
  message: z.string(),
});

/** RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string().describe("about:blank, or urn:hailuo-queue:<code>"),
    title: z.string(),
    status: z.number().int(),
    code: z.string().describe("stable, for programs"),
    detail: z.string().optional().describe("for people: what, and what to do"),
    errors: z.array(faultSchema).optional(),
  })
  .meta({ id: "Problem", description: "What is wrong, by RFC 9457" });
export type ProblemBody = z.output<typeof problemSchema>;

const TITLES: Readonly<Record<number, string>> = {
  400: "The request cannot be used",
  401: "No valid API key",
  403: "Not allowed",
  404: "Not found",
  406: "Not acceptable",
  409: "Conflict",
  413: "Too large",
  415: "Content type not taken",
  422: "The request cannot be used",
  429: "Too many",
  503: "A service is away",
};

export interface ProblemExtras {
  readonly detail?: string;
  readonly errors?: readonly z.output<typeof faultSchema>[];
  readonly retryAfterSeconds?: number;
}

/** An answer that says what is wrong. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly extras: ProblemExtras;

  constructor(status: number, code: string, extras: ProblemExtras = {}) {
    super(extras.detail ?? code);
    this.status = status;
    this.code = code;
    this.extras = extras;
  }
}

/** What is not there and what is another tenant's are told apart by nobody. */
export function notFound(what: string): Problem {
  return new Problem(404, "not_found", { detail: `There is no such ${what}.` });
}

/** By the code of an InvalidInputError; others are 400. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  bad_task_id: 422,
  custom_id_conflict: 409,
  idempotency_conflict: 409,
  batch_conflict: 409,
  batch_sealed: 409,
  too_many_items: 413,
  batch_full: 413,
  quota: 429,
  quota_bytes: 429,
  too_many_open_batches: 429,
  too_many_batches: 429,
};
/** Room comes when something ends, which takes a while. */
const QUOTA_RETRY_SECONDS = 30;

/** What ioredis says of a connection that broke within a command. */
const CONNECTION_FAULT = /connection is closed|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|timed out|max retries|LOADING|CLUSTERDOWN|MISCONF|OOM/i;

export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof InvalidInputError && error.code === "unknown_generation") return notFound("generation");
  if (error instanceof InvalidInputError && error.code === "unknown_batch") return notFound("batch");
  if (error instanceof InvalidInputError) {
    const status = STATUS_OF_CODE[error.code] ?? 400;
    return new Problem(status, error.code, {
      detail: error.message,
      ...(status === 429 ? { retryAfterSeconds: QUOTA_RETRY_SECONDS } : {}),
    });
  }
  if (error instanceof UnavailableError && error.code === "too_many_questions")
    return new Problem(429, error.code, { detail: error.message, retryAfterSeconds: 60 });
  if (error instanceof UnavailableError) return new Problem(503, error.code, { detail: error.message, retryAfterSeconds: 2 });
  if (error instanceof Error && CONNECTION_FAULT.test(error.message))
    return new Problem(503, "redis_unavailable", {
      detail: "Redis is away just now; nothing was taken in. Try again.",
      retryAfterSeconds: 2,
    });
  const { statusCode, code } = error as { readonly statusCode?: number; readonly code?: string };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return frameworkProblem(statusCode, code, errorMessage(error));
  return new Problem(500, "internal_error", { detail: "The gateway failed; its log has the reason." });
}

const FRAMEWORK_CODES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "content_type",
  FST_ERR_CTP_INVALID_JSON_BODY: "not_json",
  FST_ERR_CTP_EMPTY_JSON_BODY: "not_json",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "bad_length",
};

function frameworkProblem(status: number, code: string | undefined, detail: string): Problem {
  return new Problem(status, FRAMEWORK_CODES[code ?? ""] ?? "bad_request", { detail });
}

export function problemBody({ status, code, extras }: Problem): ProblemBody {
  return {
    type: `urn:hailuo-queue:${code}`,
    title: TITLES[status] ?? (status >= 500 ? "The gateway failed" : "The request cannot be used"),
    status,
    code,
    ...(extras.detail === undefined ? {} : { detail: redactText(extras.detail) }),
    ...(extras.errors === undefined
      ? {}
      : { errors: extras.errors.map(({ field, message }) => ({ field: redactText(field), message: redactText(message) })) }),
  };
}
