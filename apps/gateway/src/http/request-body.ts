import type { IncomingMessage } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { CHUNK_LIMITS, optional, UPLOAD_LIMITS } from "@hailuo-queue/contracts";
import { readingOf } from "@hailuo-queue/runtime";
import type { KeepMedia } from "@hailuo-queue/intake";
import type { FastifyRequest } from "fastify";
import { itemCharsets } from "../ingest/item-formats.ts";
import { JSON_TYPES, Problem } from "./problem.ts";
import { formAsJson } from "./form-as-json.ts";
import { readJson, type ReadJsonOptions } from "./read-json.ts";
import type { Route, RouteFacts } from "./route.ts";
import { tooLarge } from "./too-large.ts";

/** What came of a body. A refusal is told by the route, in its own shape. */
export type RequestBody = { readonly value: unknown } | { readonly refusal: unknown };

/** Of JSON that holds no media. */
export const BODY_LIMIT = 64 * 1024;

export type WithoutMedia = NonNullable<ReadJsonOptions["withoutMedia"]>;

/** What becomes of media within a body. */
export interface MediaOfBody {
  /** Moves data URLs out of it while it arrives. Default: they stay in it. */
  readonly withoutMedia?: WithoutMedia | undefined;
  /** Keeps the files of a form. Default: no forms are taken. */
  readonly keepFile?: KeepMedia | undefined;
}

/** Reads what the route takes: JSON and forms whole, items as a stream. What it takes nothing of is not read. */
export async function readRequestBody(
  route: Route | undefined,
  { raw, headers }: Pick<FastifyRequest, "raw" | "headers">,
  { withoutMedia, keepFile }: MediaOfBody = {},
): Promise<RequestBody> {
  try {
    if (route?.streams !== undefined) {
      requireType(headers, route.streams, STREAM_TAKES);
      const source = bytesOf(raw, route.bodyLimit ?? UPLOAD_LIMITS.maxBytes);
      return { value: withoutMedia === undefined ? source : withoutMedia(source) };
    }
    if (route?.body === undefined) return { value: undefined };
    const takesForms = route.forms === true && keepFile !== undefined;
    requireType(headers, jsonTypes(route, headers));
    const maxBytes = route.bodyLimit ?? BODY_LIMIT;
    const bytes = bytesOf(raw, maxBytes);
    const text = takesForms && isForm(headers) ? formAsJson(bytes, headers, keepFile) : bytes;
    return { value: await readJson(text, { maxBytes, ...optional({ withoutMedia }) }) };
  } catch (refusal) {
    return { refusal };
  }
}

const FORM_TYPE = "multipart/form-data";
/** Types of body of a route that takes forms as well. */
export const JSON_AND_FORMS: readonly string[] = [...JSON_TYPES, FORM_TYPE];

function isForm(headers: FastifyRequest["headers"]): boolean {
  return headers["content-type"]?.trim().toLowerCase().startsWith(FORM_TYPE) === true;
}

/**
 * An honest caller's chunks have some kilobytes; the last one, and a body that comes slowly, wait for a turn of the
 * loop at most.
 */
const SMALL_BYTES = 4 * 1024;

/**
 * The rest of a body may still be on its way when its answer is known.
 * @throws Problem (413 `body_too_large`, 400 `broken_body`).
 */
export async function* bytesOf(raw: IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array> {
  if (Number(raw.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  let bytes = 0;
  const { parsedBytes: parsedBefore } = readingOf(raw.socket);
  // Node would cut the connection of a body that is not read to its end, and the answer with it.
  const chunks = raw.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Uint8Array>;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      const sent = raw.complete ? 0 : readingOf(raw.socket).parsedBytes - parsedBefore;
      if (sent > CHUNK_LIMITS.freeBytes && bytes + raw.readableLength < sent * CHUNK_LIMITS.leastContent)
        throw new Problem(400, "chunks_too_small", {
          detail: `Less than ${CHUNK_LIMITS.leastContent * 100} % of what was sent is content; send the body in larger chunks.`,
        });
      yield chunk;
      // Node hands on each chunk of a chunked body by itself, hundreds of thousands in one turn where each has a byte:
      // those that come meanwhile are read as one, and once some wait it reads no more of the socket.
      if (chunk.length < SMALL_BYTES && !raw.complete) await nextTurn();
    }
  } catch (error) {
    if (error instanceof Problem || !raw.destroyed) throw error;
    throw new Problem(400, "broken_body", { detail: "The connection broke before the whole body had come." });
  } finally {
    // Refused before its end: nothing more of it is parsed until the answer is given, and then it is dropped.
    if (!raw.complete && !raw.destroyed) raw.socket.pause();
  }
}

export interface BodyTakes {
  readonly encodings: readonly string[];
  readonly charsets: readonly string[];
}

const PLAIN_TAKES: BodyTakes = { encodings: ["", "identity"], charsets: ["utf-8", "utf8", "us-ascii"] };
/** Items are unpacked and decoded where they are read, by what they are. */
export const STREAM_TAKES: BodyTakes = {
  encodings: [...PLAIN_TAKES.encodings, "gzip", "x-gzip"],
  charsets: [...PLAIN_TAKES.charsets, ...itemCharsets],
};

/** How scripts and curl call JSON that they do not call anything: "" where the header is missing. */
const ALSO_JSON: readonly string[] = ["", "text/plain", "text/json", "application/x-www-form-urlencoded"];
const AS_JSON: readonly string[] = [...JSON_TYPES, ...ALSO_JSON];

/** Content types in which the route reads JSON from this caller, or a form. */
export function jsonTypes(
  { anyJsonType, forms }: Pick<RouteFacts, "anyJsonType" | "forms">,
  { authorization }: FastifyRequest["headers"],
): readonly string[] {
  // A browser sends a key to another site only if that allows the page's origin.
  const json = anyJsonType === true && authorization !== undefined ? AS_JSON : JSON_TYPES;
  return forms === true ? [...json, FORM_TYPE] : json;
}

/** @throws Problem (415). */
export function requireType(
  headers: FastifyRequest["headers"],
  taken: readonly string[],
  takes: BodyTakes = PLAIN_TAKES,
): void {
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (!takes.encodings.includes(encoding))
    throw new Problem(415, "content_encoding", {
      detail: `Bodies are taken ${takes === PLAIN_TAKES ? "without a Content-Encoding" : "as they are or with Content-Encoding: gzip"} only; send this one as it is.`,
    });
  const [type = "", ...parameters] = (headers["content-type"] ?? "")
    .split(";")
    .map((part) => part.trim().toLowerCase());
  // What is put up with is not advised.
  const isTolerant = AS_JSON.every((one) => taken.includes(one));
  if (!taken.includes(type))
    throw new Problem(415, "content_type", {
      detail: `The body must be ${(isTolerant ? taken.filter((one) => !ALSO_JSON.includes(one)) : taken).join(", ")}; name it in Content-Type.`,
    });
  const charset = parameters
    .find((parameter) => parameter.startsWith("charset="))
    ?.slice("charset=".length)
    .replaceAll('"', "");
  if (charset !== undefined && !takes.charsets.includes(charset))
    throw new Problem(415, "charset", {
      detail: `Bodies are taken in ${takes === PLAIN_TAKES ? "UTF-8" : takes.charsets.join(", ")} only.`,
    });
}
