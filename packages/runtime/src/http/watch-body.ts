import type { IncomingMessage, ServerResponse } from "node:http";
import { readingOf } from "./read-in-turns.ts";

export interface LeastRate {
  readonly windowMs: number;
  readonly leastBytesPerSecond: number;
}

/** Looks within one window. */
const LOOKS = 4;

/** Whether a request announces a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Whether more of the request is to come. */
export function hasUnreadBody(request: IncomingMessage): boolean {
  return !request.complete && hasBody(request);
}

/** A request that is answered, with its own request. */
export type Answering = Pick<ServerResponse<IncomingMessage>, "req" | "once">;

/** Calls `tooSlow` when the body of a request that is not answered yet has not come in so long. */
export function watchWholeBody(response: Answering, withinMs: number, tooSlow: () => void): void {
  const { req: request } = response;
  if (!hasUnreadBody(request)) return;
  const timer = setTimeout(() => {
    if (!request.complete && !request.destroyed) tooSlow();
  }, withinMs);
  onceOver(response, () => clearTimeout(timer));
}

/**
 * The body is there, or its answer is. A request that was refused before its end never closes: what waits for that
 * would hold the request, the bytes that came of it and its connection for as long as the body may take.
 */
function onceOver(response: Answering, end: () => void): void {
  response.req.once("close", end);
  response.once("close", end);
}

/**
 * Calls `tooSlow` when less than the least rate came in one window. While we do not read what is there, nobody is slow
 * but we.
 */
export function watchRate(
  response: Answering,
  { windowMs, leastBytesPerSecond }: LeastRate,
  tooSlow: () => void,
): void {
  const { req: request } = response;
  if (!hasUnreadBody(request)) return;
  let seen = [request.socket.bytesRead];
  const timer = setInterval(() => {
    if (request.complete || request.destroyed) {
      clearInterval(timer);
      return;
    }
    if (request.readableLength > 0 || readingOf(request.socket).bufferedBytes > 0) seen = [];
    const now = request.socket.bytesRead;
    seen.push(now);
    if (seen.length <= LOOKS) return;
    const before = seen.shift() ?? now;
    if (now - before >= (leastBytesPerSecond * windowMs) / 1000) return;
    clearInterval(timer);
    tooSlow();
  }, windowMs / LOOKS);
  onceOver(response, () => clearInterval(timer));
}
