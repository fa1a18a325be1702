import {
  cutWithEllipsis,
  FAULT_LIMITS,
  InvalidInputError,
  RefusedRequestError,
  REQUEST_LIMITS,
  UnavailableError,
} from "@hailuo-queue/contracts";
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
    detail: z.string().optional().describe("for people: what happened, and what to do"),
    errors: z.array(faultSchema).optional(),
  })
  .meta({ id: "Problem", description: "What is wrong, as RFC 9457 describes it" });
export type ProblemBody = z.output<typeof problemSchema>;

const TITLES: Readonly<Record<number, string>> = {
  400: "The request cannot be used",
  401: "No valid API key",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  406: "Not acceptable",
  408: "Too slow",
  409: "Conflict",
  413: "Too large",
  414: "URL too long",
  415: "Content type not taken",
  417: "Expectation failed",
  422: "The request cannot be used",
  429: "Too many",
  431: "Headers too large",
  503: "A service is away",
};

export interface ProblemExtras {
  readonly detail?: string;
  readonly errors?: readonly z.output<typeof faultSchema>[];
  readonly retryAfterSeconds?: number;
  /** With 405: the methods that there are. */
  readonly allow?: string;
  /** With 401: whether a key came, which is none, or is revoked. Doors of providers have a code of its own for it. */
  readonly hasKey?: boolean;
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
  request_cut: 409,
  too_many_items: 413,
  input_needed: 409,
  too_many_inputs: 429,
  batch_full: 413,
  quota: 429,
  quota_bytes: 429,
  too_many_open_batches: 429,
  too_many_batches: 429,
  too_many_lines: 413,
};
/** Room comes when something ends, which takes a while. */
const QUOTA_RETRY_SECONDS = 30;

/** What ioredis says of a connection that broke within a command. */
const CONNECTION_FAULT =
  /connection is closed|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|timed out|max retries|LOADING|CLUSTERDOWN|MISCONF|OOM/i;

/** What a route takes, for sentences about what it does not take. */
export interface Taken {
  readonly types: readonly string[];
}

export const JSON_TYPES = ["application/json"] as const;

/** Of what is known of no route. */
export const ANYTHING: Taken = { types: JSON_TYPES };

/** `taken` is asked only where a framework's error is about the body. */
export function problemOf(error: unknown, taken: Taken): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof InvalidInputError && error.code === "unknown_generation") return notFound("generation");
  if (error instanceof InvalidInputError && error.code === "unknown_batch") return notFound("batch");
  if (error instanceof InvalidInputError && error.code === "unknown_input") return notFound("input");
  if (error instanceof RefusedRequestError)
    return new Problem(400, "invalid_request", {
      detail: "The generation cannot be made as it was asked for.",
      errors: error.faults.map(({ field, message }) => ({ field, message })),
    });
  if (error instanceof InvalidInputError) {
    const status = STATUS_OF_CODE[error.code] ?? 400;
    return new Problem(status, error.code, {
      detail: error.message,
      ...(status === 429 ? { retryAfterSeconds: QUOTA_RETRY_SECONDS } : {}),
    });
  }
  if (error instanceof UnavailableError && error.code === "too_many_questions")
    return new Problem(429, error.code, { detail: error.message, retryAfterSeconds: 60 });
  if (error instanceof UnavailableError && FOR_CALLERS.has(error.code))
    return new Problem(503, error.code, { detail: error.message, retryAfterSeconds: 2 });
  // Its sentence is for whoever runs the gateway: it names hosts, buckets and directories.
  if (error instanceof UnavailableError) return away(error.code);
  if (error instanceof Error && CONNECTION_FAULT.test(error.message)) return away("redis_unavailable");
  const { statusCode, code } = error as { readonly statusCode?: number; readonly code?: string };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return frameworkProblem(statusCode, code ?? "", taken);
  return new Problem(500, "internal_error", { detail: "The gateway failed; its log has the reason." });
}

/** What could not be asked of the provider: worded for callers. */
const FOR_CALLERS: ReadonlySet<string> = new Set(["nobody_to_ask", "provider_silent", "provider_unavailable"]);

function away(code: string): Problem {
  const detail = code.startsWith("storage_")
    ? "The storage of the videos is unavailable. Try again."
    : "Redis is unavailable; nothing was accepted. Try again.";
  return new Problem(503, code, { detail, retryAfterSeconds: 2 });
}

/** The framework's own sentences tell of its inside. */
function frameworkProblem(status: number, code: string, { types }: Taken): Problem {
  const say = (ours: string, detail: string): Problem => new Problem(status, ours, { detail });
  switch (code) {
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return say("content_type", `The body must be ${types.join(", ")}; name it in Content-Type.`);
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return say("bad_length", "The length of the body differs from its Content-Length.");
    case "FST_ERR_BAD_URL":
      return say("bad_url", "The URL cannot be decoded: its percent-encoding is not valid UTF-8.");
    case "FST_ERR_MAX_PARAM_LENGTH":
      return say("url_too_long", `A name in the path may have ${REQUEST_LIMITS.parameterLength} characters.`);
    default:
      return status === 404
        ? say("not_found", "There is no such path; /api/v1/docs lists them.")
        : say("bad_request", "The request cannot be used.");
  }
}

/** An answer never grows with what was sent: of many faults the first are told, and of long texts the beginning. */
export function problemBody({ status, code, extras }: Problem): ProblemBody {
  const { maxTold, maxNameLength, maxMessageLength, maxDetailLength } = FAULT_LIMITS;
  return {
    type: `urn:hailuo-queue:${code}`,
    title: TITLES[status] ?? (status >= 500 ? "The gateway failed" : "The request cannot be used"),
    status,
    code,
    ...(extras.detail === undefined ? {} : { detail: plain(extras.detail, maxDetailLength) }),
    ...(extras.errors === undefined
      ? {}
      : {
          errors: extras.errors.slice(0, maxTold).map(({ field, message }) => ({
            field: plain(field, maxNameLength),
            message: plain(message, maxMessageLength),
          })),
        }),
  };
}

/** Redacted before it is cut: of a secret that is cut through nothing would be known. */
function plain(text: string, most: number): string {
  return cutWithEllipsis(redactText(cutWithEllipsis(text, LOOKED_THROUGH * most)), most);
}

const LOOKED_THROUGH = 8;
