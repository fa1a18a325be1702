import type { IncomingMessage } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { CHUNK_LIMITS, UNREAD_LIMITS, UPLOAD_LIMITS } from "@hailuo-queue/contracts";
import { readingOf } from "@hailuo-queue/runtime";
import type { FastifyRequest } from "fastify";
import { Problem } from "./problem.ts";
import { readJson, type ReadJsonOptions } from "./read-json.ts";
import type { Route } from "./route.ts";
import { tooLarge } from "./too-large.ts";

/** What came of a body. A refusal is told by the route, in its own shape. */
export type RequestBody = { readonly value: unknown } | { readonly refusal: unknown };

/** Of JSON that holds no media. */
export const BODY_LIMIT = 64 * 1024;

export type WithoutMedia = NonNullable<ReadJsonOptions["withoutMedia"]>;

/** Reads what the route takes: JSON whole, items as a stream. What it takes nothing of is not read. */
export async function readRequestBody(
  route: Route | undefined,
  { raw, headers }: Pick<FastifyRequest, "raw" | "headers">,
  withoutMedia?: WithoutMedia,
): Promise<RequestBody> {
  try {
    if (route?.streams !== undefined) {
      requireType(headers, route.streams);
      const source = bytesOf(raw, route.bodyLimit ?? UPLOAD_LIMITS.maxBytes);
      return { value: withoutMedia === undefined ? source : withoutMedia(source) };
    }
    if (route?.body === undefined) return { value: undefined };
    requireType(headers, ["application/json"]);
    const maxBytes = route.bodyLimit ?? BODY_LIMIT;
    return { value: await readJson(bytesOf(raw, maxBytes), { maxBytes, ...(withoutMedia === undefined ? {} : { withoutMedia }) }) };
  } catch (refusal) {
    return { refusal };
  }
}

/** An honest caller's chunks have some kilobytes; the last one, and a body that comes slowly, wait for a turn of the loop at most. */
const SMALL_BYTES = 4 * 1024;

/** The rest of a body may still be on its way when its answer is known. Throws Problem (413 `body_too_large`, 400 `broken_body`). */
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
      // Node hands on each chunk of a chunked body by itself, hundreds of thousands in one turn where each has a byte: those that come
      // meanwhile are read as one, and once some wait it reads no more of the socket.
      if (chunk.length < SMALL_BYTES && !raw.complete) await nextTurn();
    }
  } catch (error) {
    if (error instanceof Problem || !raw.destroyed) throw error;
    throw new Problem(400, "broken_body", { detail: "The connection broke before the whole body had come." });
  }
}

/** Throws Problem (415). */
export function requireType(headers: FastifyRequest["headers"], taken: readonly string[]): void {
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "")
    throw new Problem(415, "content_encoding", { detail: "Bodies are taken without a Content-Encoding only; send this one as it is." });
  const [type = "", ...parameters] = (headers["content-type"] ?? "").split(";").map((part) => part.trim().toLowerCase());
  if (!taken.includes(type))
    throw new Problem(415, "content_type", { detail: `The body must be ${taken.join(", ")}; name it in Content-Type.` });
  const charset = parameters
    .find((parameter) => parameter.startsWith("charset="))
    ?.slice("charset=".length)
    .replaceAll('"', "");
  if (charset !== undefined && !["utf-8", "utf8", "us-ascii"].includes(charset))
    throw new Problem(415, "charset", { detail: "Bodies are taken in UTF-8 only." });
}

/**
 * Reads and drops what is left of a body once it is answered, so far; then its caller waits until its connection is cut. Cut off at once
 * while it sends, it would not see its answer. Of chunks nothing more is read: who sends them reads at the same time, as a rule.
 */
export function dropRest(raw: IncomingMessage): void {
  if (raw.complete || raw.destroyed) return;
  const { socket } = raw;
  const bytesBefore = socket.bytesRead;
  raw.on("error", () => undefined);
  // Node reads two megabytes of a socket in one turn, and takes each chunk by itself, however small: 350,000 of one byte.
  // In a turn of its own: Node sets the socket going again once the answer has left.
  if (raw.headers["transfer-encoding"] !== undefined) return void setImmediate(() => socket.pause());
  raw.resume();
  // Node tells nobody of what it drops.
  const looking = setInterval(() => {
    if (raw.complete || raw.destroyed) clearInterval(looking);
    else if (socket.bytesRead - bytesBefore > UNREAD_LIMITS.maxBytes) socket.pause();
  }, LOOK_MS);
  looking.unref();
}

const LOOK_MS = 20;
