import { BODY_TIMES, UPLOAD_LIMITS } from "@hailuo-queue/contracts";
import { hasBody, watchRate, watchWholeBody } from "@hailuo-queue/runtime";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { StreamLimit } from "../events/stream-limit.ts";
import { JSON_TYPES, Problem, type Taken } from "./problem.ts";
import { BODY_LIMIT, JSON_AND_FORMS, jsonTypes, requireType, STREAM_TAKES } from "./request-body.ts";
import type { RouteFacts } from "./route.ts";
import { holderOf, takePermit } from "./stream-permits.ts";
import { tooLarge } from "./too-large.ts";

/**
 * @throws a Problem for a body that is not going to be read (413, 415, 429); else says how long it may take, and asks
 * for it.
 */
export function expectBody(
  route: RouteFacts,
  request: FastifyRequest,
  reply: FastifyReply,
  permits: StreamLimit,
): void {
  const { raw, headers } = request;
  if (!hasBody(raw)) return;
  const tooSlow = (detail: string) => (): void => void reply.send(new Problem(408, "too_slow", { detail }));
  const { streamWindowMs: windowMs, streamLeastBytesPerSecond: leastBytesPerSecond } = BODY_TIMES;
  const bodyLimit = limitOf(route);
  if ((route.streams ?? route.body) !== undefined)
    requireType(
      headers,
      route.streams ?? jsonTypes(route, headers),
      route.streams === undefined ? undefined : STREAM_TAKES,
    );
  const bytes = Number(headers["content-length"] ?? 0);
  if (bytes > bodyLimit) throw tooLarge(bodyLimit);
  if (route.streams !== undefined) {
    takePermit(permits, holderOf(request), reply);
    watchRate(
      reply.raw,
      { windowMs, leastBytesPerSecond },
      tooSlow(
        `The body came with less than ${leastBytesPerSecond} bytes a second for ${windowMs / 1000} s. Send the rest again.`,
      ),
    );
  } else {
    const expected = headers["content-length"] === undefined ? bodyLimit : bytes;
    const withinMs = BODY_TIMES.jsonMs + Math.ceil((expected / BODY_TIMES.jsonLeastBytesPerSecond) * 1000);
    watchWholeBody(
      reply.raw,
      withinMs,
      tooSlow(`A body of this size must come within ${Math.ceil(withinMs / 1000)} s.`),
    );
  }
  if (/^100-continue$/i.test(headers.expect ?? "")) reply.raw.writeContinue();
}

/** The types of body that the route takes, for the words of a refusal. */
export function takenBy(route: RouteFacts): Taken {
  return { types: route.streams ?? (route.forms === true ? JSON_AND_FORMS : JSON_TYPES) };
}

function limitOf({ bodyLimit, streams }: RouteFacts): number {
  return bodyLimit ?? (streams === undefined ? BODY_LIMIT : UPLOAD_LIMITS.maxBytes);
}
