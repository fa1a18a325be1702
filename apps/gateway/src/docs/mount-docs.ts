import type { FastifyInstance } from "fastify";
import { describeApi } from "../openapi/describe-api.ts";
import { createDocsPage, DOCS_POLICY } from "./docs-page.ts";

/** A name and a port, as a browser sends them; anything else is not repeated on the page. */
const HOST = /^(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/**
 * Serves the page of the API and its document, both made once, before anybody asks: what takes tens of milliseconds
 * would hold everybody up.
 */
export function mountDocs(server: FastifyInstance, publicUrl: string | undefined): void {
  const document = describeApi();
  const pageAt = createDocsPage(document);
  const text = JSON.stringify(document);
  server.get("/api/v1/openapi.json", (_request, reply) => reply.type("application/json; charset=utf-8").send(text));
  for (const path of ["/api/v1/docs", "/api/v1/docs/"])
    server.get(path, ({ headers: { host = "" } }, reply) =>
      reply
        .header("content-security-policy", DOCS_POLICY)
        .type("text/html; charset=utf-8")
        .send(pageAt(publicUrl?.replace(/\/+$/, "") ?? `http://${HOST.test(host) ? host : "localhost:8080"}`)),
    );
}
