import type { FastifyReply, FastifyRequest } from "fastify";
import type { StreamLimit } from "../events/stream-limit.ts";

/** Whose place a stream takes: a tenant's, or that of the one thing that a link leads to. */
export function holderOf({ apiKey, params }: FastifyRequest): string {
  return apiKey?.tenant ?? Object.values((params ?? {}) as Readonly<Record<string, string>>).join("/");
}

/** Throws a Problem (429). The place is given back once the call has been answered, or its caller is gone. */
export function takePlace(places: StreamLimit, holder: string, { raw }: FastifyReply): void {
  const place = places.take(holder);
  raw.once("close", place.over);
  if (raw.destroyed) place.over();
}
