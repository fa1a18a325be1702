import type { FastifyReply, FastifyRequest } from "fastify";
import type { StreamLimit } from "../events/stream-limit.ts";

/** Whose permit a stream takes: a tenant's, or that of the one thing that a link leads to. */
export function holderOf({ apiKey, params }: FastifyRequest): string {
  return apiKey?.tenant ?? Object.values((params ?? {}) as Readonly<Record<string, string>>).join("/");
}

/**
 * The permit is given back once the call has been answered, or its caller is gone.
 * @throws a Problem (429).
 */
export function takePermit(permits: StreamLimit, holder: string, { raw }: FastifyReply): void {
  const permit = permits.take(holder);
  raw.once("close", permit.over);
  if (raw.destroyed) permit.over();
}
