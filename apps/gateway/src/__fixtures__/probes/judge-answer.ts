import addFormats from "ajv-formats";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { z } from "zod";
import { tellLive } from "../../minimax/tell-problem.ts";
import { type DoorDoc, MINIMAX_DOCS } from "../../openapi/minimax-docs.ts";
import { OPENAI_DOCS } from "../../openapi/openai-docs.ts";
import { type ApiDocument, documentPath, type Operation } from "./operations.ts";
import { type Probe, sentText, shorten } from "./probe.ts";
import type { ProbeAnswer } from "./read-answer.ts";

/** A text that no answer to this caller may hold, unless the caller sent it. */
export interface Secret {
  readonly what: string;
  readonly text: string;
  /** Admins of the deployment see names of tenants, and in the audit the ids of what was changed. */
  readonly knownToAdmins?: boolean;
}

export interface JudgeOptions {
  readonly document: ApiDocument;
  readonly secrets: readonly Secret[];
  readonly cast: { readonly tokens: { readonly admin: string } };
}

/** What is wrong with an answer; nothing, when all is well. */
export type JudgeAnswer = (
  asked: { readonly operation?: Operation; readonly probe: Probe; readonly isProper: boolean },
  answer: ProbeAnswer,
) => readonly string[];

/** What HTTP itself may refuse before an operation is reached. */
const OF_HTTP: readonly number[] = [400, 401, 403, 404, 405, 408, 411, 413, 414, 415, 417, 431, 501, 505];

/** Every tenant's own for its keys, and the whole deployment's for an admin's. */
const WIDER_FOR_ADMINS = "/api/v1/diagnosis";

const PAGES = /^\/api\/v1\/(docs|openapi\.json)/;

/**
 * The faults that are told are counted and cut (FAULT_LIMITS): 100 of 600 characters, each at most six bytes in JSON.
 */
const MOST_PROBLEM_BYTES = 400_000;
/** Nothing but lists and streams is larger: a request comes back with its record, and has 256 KiB. */
const MOST_ANSWER_BYTES = 1_700_000;

/** Traces of the inside: where files are, what the code is made of, how it failed. */
const INSIDES: readonly RegExp[] = [
  /(?:^|[\s"'(=])\/(?:tmp|home|root|work|usr|var|opt|app|srv|data|mnt)\//,
  /(?<![a-z_])file:\/\//,
  /node_modules|\bnode:[a-z]|\.(?:ts|js|mjs|lua):\d+/,
  /\n\s+at \S/,
  /\bFST_ERR|\bERR_[A-Z_]{3,}|\bHPE_|\bE(?:NOENT|ACCES|PIPE|ISDIR|NOTDIR|NAMETOOLONG)\b/,
  /\b(?:fastify|ioredis|bullmq|zod|csv-parse|find-my-way)\b/i,
  /ReplyError|WRONGTYPE|NOSCRIPT|CROSSSLOT|user_script/,
  /\[native code\]|needs undefined/,
  /TypeError|RangeError|SyntaxError|\[object Object\]|Cannot read propert|is not a function|ZodError/,
  /instance of (?:Readable|Buffer|Uint8Array|ReadableStream)/,
];

const documentedRefusal = z.looseObject({
  error: z.string().min(1),
  base_resp: z.object({ status_code: z.number().int().positive(), status_msg: z.string().min(1) }),
});
const liveAnswer = z.looseObject({ base_resp: z.object({ status_code: z.number().int(), status_msg: z.string() }) });
const v2Refusal = z.strictObject({
  type: z.literal("error"),
  error: z.strictObject({ type: z.string().regex(/^\w+_error$/), message: z.string().regex(/^.+ \(\d{4}\)$/s), http_code: z.string().regex(/^\d{3}$/) }),
  request_id: z.string().regex(/^[0-9a-f]{32}$/),
});
const v2Task = z.looseObject({ id: z.string(), status: z.string(), usage: z.looseObject({}) });
const v2Answer = z.union([
  z.object({ task_id: z.string(), action: z.string(), status: z.string() }),
  z.strictObject({ task_id: z.string() }),
  z.strictObject({ task: v2Task }),
  z.strictObject({ items: z.array(v2Task), total: z.number().int() }),
]);
const mcpAnswer = z.union([
  z.strictObject({ jsonrpc: z.literal("2.0"), id: z.union([z.string(), z.number(), z.null()]), error: z.looseObject({ code: z.number().int(), message: z.string().min(1) }) }),
  z.strictObject({ jsonrpc: z.literal("2.0"), id: z.union([z.string(), z.number()]), result: z.looseObject({}) }),
]);
/** Routes of the document's shape answer with bare objects. */
const documentedAnswer = z.union([z.looseObject({ task_id: z.string() }), z.looseObject({ file_id: z.string(), download_url: z.string() })]);

export function createJudge({ document, secrets, cast }: JudgeOptions): JudgeAnswer {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ ...document, $id: "api" });
  const validators = new Map<string, ValidateFunction>();

  function faultsBySchema(reference: string, value: unknown): readonly string[] {
    const validate = validators.get(reference) ?? ajv.compile({ $ref: reference });
    validators.set(reference, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).slice(0, 3).map(({ instancePath, message, params }) => `the body's ${instancePath || "whole"} ${message} ${JSON.stringify(params)}`);
  }

  const isAdmin = ({ headers }: Probe): boolean => headers.some(([, value]) => value.includes(cast.tokens.admin));

  return ({ operation, probe, isProper }, { status, headers, body }) => {
    const text = body.toString("utf8");
    const sent = sentText(probe);
    const isMinimax = probe.target.startsWith("/minimax/");
    const contentType = headers.get("content-type") ?? "";
    const faults: string[] = [];

    if (status >= 500 && status !== 501 && status !== 505) faults.push(`it is ${status}: everything that the gateway needs is there`);
    // The pages of Swagger UI are everybody's, and none of ours.
    const isPage = operation === undefined && PAGES.test(probe.target);
    // The live paths of the provider tell within a 200 what is wrong with a request's head, whatever its method.
    const isHeadAtDoor = !isProper && operation === undefined && probe.target.startsWith("/minimax/");
    const allowed = [...documentedStatuses(operation), ...(isProper ? [] : OF_HTTP), ...(isHeadAtDoor ? [200] : []), ...(isPage ? [200, 302, 304] : [])];
    if (!allowed.includes(status)) faults.push(`${status} is not documented; documented: ${allowed.join(", ")}`);
    if (!isPage && headers.get("cache-control") !== "no-store") faults.push(`cache-control is ${headers.get("cache-control") ?? "missing"}`);
    if (probe.method !== "HEAD") faults.push(...faultsOfBody());
    const most = status >= 400 ? MOST_PROBLEM_BYTES : isLong(contentType, text) ? Number.POSITIVE_INFINITY : MOST_ANSWER_BYTES;
    if (body.length > most) faults.push(`it has ${body.length} bytes, at most ${most} are expected`);

    const whole = `${[...headers].map(([name, value]) => `${name}: ${value}`).join("\n")}\n\n${text}`;
    for (const { what, text: secret, knownToAdmins } of secrets) {
      const mayBeKnown = knownToAdmins === true && (operation?.route.scope === "deployment" || (operation?.route.path === WIDER_FOR_ADMINS && isAdmin(probe)));
      if (!mayBeKnown && whole.includes(secret) && !sent.includes(secret)) faults.push(`it tells ${what}: ${around(whole, whole.indexOf(secret))}`);
    }
    for (const pattern of INSIDES) {
      const found = pattern.exec(whole);
      if (found !== null && !sent.includes(found[0].trim())) faults.push(`it tells of the inside: ${around(whole, found.index)}`);
    }
    return faults;

    function faultsOfBody(): readonly string[] {
      // What is not HTTP has no path, and so no shape of the provider's.
      const isNoHttp = !isProper && contentType.startsWith("application/problem+json");
      // A video, or a range of it that there is not.
      if (isMinimax && operation?.route.path.endsWith("/retrieve_content") === true && (contentType === "video/mp4" || status === 416)) return [];
      if (probe.target.startsWith("/openai/") && status >= 400 && status !== 416 && !isNoHttp) return faultsOfOpenai(text);
      if (probe.target.startsWith("/openai/") && status < 300 && contentType.startsWith("application/json"))
        return issuesByDocument(OPENAI_DOCS, operation, parse(text)).map(({ path, message }) => `it differs from the document (${path.join(".")}: ${message})`);
      // What the protocol refuses is told in its own shape; what HTTP refuses as everywhere.
      if (operation?.route.path === "/mcp" && contentType.startsWith("application/json")) return mcpAnswer.safeParse(parse(text)).success ? [] : [`it has not the protocol's shape: ${shorten(text, 200)}`];
      if (isMinimax && !isNoHttp) return faultsOfMinimax(probe.target, operation, status, text, isProper);
      if (status >= 400) {
        const isEmpty = status === 416 && text === "";
        if (isEmpty) return [];
        if (!/^application\/problem\+json(;|$)/.test(contentType)) return [`${status} comes as ${contentType || "nothing"}, not as problem+json: ${shorten(text, 200)}`];
        const problem = parse(text);
        const told = (problem as { readonly status?: unknown } | undefined)?.status;
        return [...faultsBySchema("api#/components/schemas/Problem", problem), ...(told === status ? [] : [`the problem's status is ${String(told)}`])];
      }
      const expected = operation?.documented?.responses[String(status)]?.content;
      if (operation === undefined || expected === undefined) return [];
      const [type = ""] = contentType.split(";");
      if (!(type in expected)) return [`it comes as ${contentType}, documented: ${Object.keys(expected).join(", ")}`];
      if (type === "application/x-ndjson") return text.split("\n").flatMap((line) => (line === "" || parse(line) !== undefined ? [] : [`a line is no JSON: ${shorten(line, 100)}`]));
      if (type !== "application/json") return [];
      const { path, method } = operation.route;
      const place = ["paths", documentPath({ path } as never), method.toLowerCase(), "responses", String(status), "content", type, "schema"];
      return faultsBySchema(`api#/${place.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`, parse(text));
    }
  };
}

/** Lists, streams and videos have the size that they have. */
function isLong(contentType: string, text: string): boolean {
  return !contentType.startsWith("application/json") || text.startsWith('{"object":"list"');
}

function documentedStatuses(operation: Operation | undefined): readonly number[] {
  if (operation === undefined) return [];
  const { documented, route } = operation;
  if (documented !== undefined) return Object.keys(documented.responses).map(Number);
  // What the document leaves out: the provider's own API, and what the provider calls.
  return [...Object.keys(route.answers).map(Number), ...(route.path === "/mcp" ? [202, 401, 403, 404, 406] : []), ...(/^\/(minimax|openai)\//.test(route.path) ? [400, 401, 403, 404, 409, 413, 415, 422, 429] : [400, 413, 415, 422, 429])];
}

function faultsOfMinimax(target: string, operation: Operation | undefined, status: number, text: string, isProper: boolean): readonly string[] {
  const path = operation?.route.path ?? "";
  const isV2 = path === "" ? /^\/+minimax\/(?:v1\/)*v2(?:[/?]|$)/.test(target) : path.startsWith("/minimax/v2/");
  const isLive = operation?.route.tellProblem === tellLive;
  // What HTTP refuses, and what no route takes, has a status in either shape.
  if (isLive && isProper && status !== 200) return [`the live API's shape has HTTP 200 for everything, this is ${status}`];
  const schema = isV2 ? (status >= 400 ? v2Refusal : v2Answer) : status >= 400 ? documentedRefusal : isLive ? liveAnswer : documentedAnswer;
  const body = parse(text);
  const parsed = schema.safeParse(body);
  const [fault] = [...(parsed.error?.issues ?? []), ...(status < 300 && isGood(body) ? issuesByDocument(MINIMAX_DOCS, operation, body) : [])];
  return fault === undefined ? [] : [`it has not MiniMax's shape (${fault.path.join(".")}: ${fault.message}): ${shorten(text, 200)}`];
}

/** Not one of the refusals that come within a 200. */
function isGood(body: unknown): boolean {
  const { base_resp: outcome } = (body ?? {}) as { readonly base_resp?: { readonly status_code?: unknown } };
  // A failed task has its reason there, too.
  return outcome === undefined || outcome.status_code === 0;
}

function issuesByDocument(docs: Readonly<Record<string, DoorDoc>>, operation: Operation | undefined, body: unknown): readonly z.core.$ZodIssue[] {
  return docs[operation?.name ?? ""]?.answer.safeParse(body).error?.issues ?? [];
}

const openaiRefusal = z.strictObject({
  error: z.strictObject({ message: z.string().min(1), type: z.string().min(1), param: z.string().nullable(), code: z.string().min(1) }),
});

function faultsOfOpenai(text: string): readonly string[] {
  const [fault] = openaiRefusal.safeParse(parse(text)).error?.issues ?? [];
  return fault === undefined ? [] : [`it has not OpenAI's shape (${fault.path.join(".")}: ${fault.message}): ${shorten(text, 200)}`];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function around(text: string, at: number): string {
  return JSON.stringify(text.slice(Math.max(0, at - 60), at + 140));
}
