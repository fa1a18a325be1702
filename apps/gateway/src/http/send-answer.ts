import { Readable } from "node:stream";
import type { Logger } from "@hailuo-queue/runtime";
import type { FastifyReply } from "fastify";
import type { JsonAnswer, StreamAnswer } from "./route.ts";
import { writeJson } from "./write-json.ts";

export async function sendJson(reply: FastifyReply, answer: JsonAnswer, logger: Logger): Promise<FastifyReply> {
  if (answer.body === undefined) return sendSmall(reply, answer);
  const pieces = await writeJson(answer.body);
  reply
    .code(answer.status)
    .headers(answer.headers ?? {})
    .type("application/json; charset=utf-8");
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (reply.request.method === "HEAD") return reply.header("content-length", length).send();
  if (pieces.length === 1) return reply.send(pieces[0]);
  return reply
    .header("content-length", length)
    .send(heard(Readable.from(pieces, { objectMode: false }), reply, logger));
}

/** Of what is known to be short. */
export function sendSmall(reply: FastifyReply, { status, body, headers = {} }: JsonAnswer): FastifyReply {
  const text = body === undefined ? undefined : JSON.stringify(body);
  reply.code(status).headers(headers);
  if (text === undefined) return reply.send();
  reply.type("application/json; charset=utf-8");
  return reply.request.method === "HEAD"
    ? reply.header("content-length", Buffer.byteLength(text)).send()
    : reply.send(text);
}

/** Opens the stream and sends it; `opened` is called in between. */
export async function sendStream(
  reply: FastifyReply,
  answer: StreamAnswer,
  { opened, logger }: { readonly opened: () => void; readonly logger: Logger },
): Promise<FastifyReply> {
  const stream = await answer.open();
  opened();
  return headOf(reply, answer).send(heard(stream, reply, logger));
}

/** The headers of a stream, which is not opened. */
export function sendHead(reply: FastifyReply, answer: StreamAnswer): FastifyReply {
  return headOf(reply, answer).send();
}

function headOf(reply: FastifyReply, { status, headers = {}, contentType }: StreamAnswer): FastifyReply {
  return reply.code(status).headers(headers).type(contentType);
}

/** An error in the middle of an answer can only cut it off; nobody but this listener may be there to hear of it. */
function heard(stream: Readable, { request }: FastifyReply, logger: Logger): Readable {
  stream.on("error", (error) => logger.warn({ err: error, path: request.routeOptions.url }, "an answer broke off"));
  return stream;
}
