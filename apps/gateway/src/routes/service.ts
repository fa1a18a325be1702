import { checkReadiness } from "@hailuo-queue/runtime";
import { Readable } from "node:stream";
import { z } from "zod";
import { defineRoute, json, type Route } from "../http/route.ts";

export interface ServiceRoutes {
  readonly ping: () => Promise<unknown>;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly body: string }>;
}

const word = z.object({ status: z.string() });

/** For whoever runs the gateway: tells nothing of anybody's work. */
export function serviceRoutes({ ping, metrics }: ServiceRoutes): readonly Route[] {
  const service = { method: "GET", role: undefined, scope: "public", tag: "Service" } as const;
  return [
    defineRoute({
      ...service,
      path: "/healthz",
      summary: "Whether the process lives",
      answers: { 200: { description: "It does", schema: word } },
      handle: async () => json(200, { status: "ok" }),
    }),
    defineRoute({
      ...service,
      path: "/readyz",
      summary: "Whether it can serve: Redis answers",
      answers: { 200: { description: "It can", schema: word }, 503: { description: "It cannot just now", schema: word } },
      handle: async () => {
        const { ok } = await checkReadiness({ redis: ping });
        return json(ok ? 200 : 503, { status: ok ? "ok" : "redis is away" });
      },
    }),
    defineRoute({
      method: "GET",
      role: "admin",
      scope: "deployment",
      tag: "Service",
      path: "/metrics",
      summary: "Prometheus metrics",
      answers: { 200: { description: "text/plain", schema: z.string(), contentType: "text/plain" } },
      handle: async () => {
        const { contentType, body } = await metrics();
        return { status: 200, open: () => Readable.from([body]), contentType };
      },
    }),
  ];
}
