import { randomBytes } from "node:crypto";
import type { FastifyReply } from "fastify";
import { DOOR } from "./door-path.ts";

/** The header by which the provider's support finds a request; on every answer of the door. */
export const TRACE_HEADER = "trace-id";

/** As the provider writes it: 32 hexadecimal digits. */
export function newTraceId(): string {
  return randomBytes(16).toString("hex");
}

/** Whether a request is one to the door. */
export function isAtDoor(url: string | undefined): boolean {
  return url !== undefined && (url === DOOR || url.startsWith(`${DOOR}/`) || url.startsWith(`${DOOR}?`));
}

/** Of an answer under way: what its header says, for bodies that repeat it. */
export function traceOf(reply: FastifyReply): string {
  return String(reply.getHeader(TRACE_HEADER) ?? "");
}
