import basicAuth from "@fastify/basic-auth";
import type { FastifyInstance } from "fastify";
import { createCredentialsCheck } from "./credentials.ts";
import type { Access } from "./decide-access.ts";
import { isForeignChange, namesThisMachine } from "@hailuo-queue/runtime";
import { responseHeaders } from "./response-headers.ts";

/** The one page without a password: orchestrators ask it, and it tells only that the process answers. */
export const OPEN_PATH = "/healthz";

/** Before anything else happens with a request, also with one for a page that does not exist. */
export async function installGuards(server: FastifyInstance, access: Access): Promise<void> {
  server.addHook("onRequest", async (request, reply) => {
    void reply.headers(responseHeaders(request.url));
    if (access.kind === "this-machine" && !namesThisMachine(request.headers.host)) {
      return reply.code(403).send({ error: "The dashboard has no password, so it answers to localhost, 127.0.0.1 and [::1] only." });
    }
    if (isForeignChange(request.method, request.headers)) {
      return reply.code(403).send({ error: "This request came from a page of another site." });
    }
    return undefined;
  });
  if (access.kind === "this-machine") return;

  const isRight = createCredentialsCheck(access);
  await server.register(basicAuth, {
    validate: async (user, password) => (isRight({ user, password }) ? undefined : new Error("Wrong user or password.")),
    authenticate: { realm: "hailuo-queue" },
  });
  const { basicAuth: askPassword } = server;
  server.addHook("onRequest", function (request, reply, next) {
    if (request.routeOptions.url === OPEN_PATH) next();
    else askPassword.call(server, request, reply, next);
  });
}
