import type { FastifyInstance } from "fastify";

const READING: readonly string[] = ["GET", "HEAD"];

/**
 * The dashboard is read-only: whatever would change something is refused here, whatever the pages mounted in it offer, so that there is
 * nothing of it for the audit to tell. Behind the guards: who may not look is not told even that.
 */
export function forbidChanges(server: FastifyInstance): void {
  server.addHook("onRequest", async (request, reply) => {
    if (READING.includes(request.method)) return undefined;
    return reply
      .code(405)
      .header("allow", READING.join(", "))
      .send({ error: "The dashboard is read-only. Changes are made with the hailuo command or over the gateway's API." });
  });
}
