import basicAuth from "@fastify/basic-auth";
import { LOGIN_LIMITS } from "@hailuo-queue/contracts";
import { type ConnectionGuard, isForeignChange, namesThisMachine } from "@hailuo-queue/runtime";
import type { FastifyInstance } from "fastify";
import { createCredentialsCheck } from "./credentials.ts";
import type { Access } from "./decide-access.ts";
import { createKnownBrowsers } from "./known-browsers.ts";
import { createLoginGuard } from "./login-guard.ts";
import { Refusal } from "./refusal.ts";
import { responseHeaders } from "./response-headers.ts";

/** The one page without a password: orchestrators ask it, and it tells only that the process answers. */
export const OPEN_PATH = "/healthz";

const DAY_MS = 86_400_000;
const READING = new Set(["GET", "HEAD"]);

/** Before anything else happens with a request, also with one for a page that does not exist. */
export async function installGuards(
  server: FastifyInstance,
  access: Access,
  connections: ConnectionGuard,
): Promise<void> {
  server.addHook("onRequest", async (request, reply) => {
    void reply.headers(responseHeaders(request.url));
    if (access.kind === "this-machine" && !namesThisMachine(request.headers.host))
      throw new Refusal(403, "The dashboard has no password, so it answers to localhost, 127.0.0.1 and [::1] only.");
    if (isForeignChange(request.method, request.headers))
      throw new Refusal(403, "This request came from a page of another site.");
    if (!READING.has(request.method)) {
      void reply.header("allow", "GET, HEAD");
      // bull-board has routes that change queues: none of them is reached, whatever its own read-only mode covers.
      throw new Refusal(
        405,
        "The dashboard is read-only. Changes are made with the hailuo command or over the gateway's API.",
      );
    }
  });
  if (access.kind === "this-machine") {
    server.addHook("onRequest", async ({ raw }) => connections.known(raw.socket));
    return;
  }

  const browsers = createKnownBrowsers({ lifetimeMs: LOGIN_LIMITS.knownBrowserDays * DAY_MS, now: Date.now });
  const judge = createLoginGuard({ isRight: createCredentialsCheck(access), browsers, now: Date.now });
  await server.register(basicAuth, {
    validate: async (user, password, { raw, headers }, reply) => {
      const verdict = judge({
        given: { user, password },
        remoteAddress: raw.socket.remoteAddress,
        cookies: headers.cookie,
      });
      if (verdict.kind === "wrong") return new Refusal(401, "Wrong user or password.");
      if (verdict.kind === "wait") {
        const seconds = Math.ceil(verdict.waitMs / 1000);
        void reply.header("retry-after", String(seconds));
        return new Refusal(429, `Too many wrong passwords came from this address. Try again in ${seconds} s.`);
      }
      if (verdict.cookie !== undefined) void reply.header("set-cookie", verdict.cookie);
      connections.known(raw.socket);
      return undefined;
    },
    authenticate: { realm: "hailuo-queue" },
  });
  const { basicAuth: askPassword } = server;
  server.addHook("onRequest", function (request, reply, next) {
    if (request.routeOptions.url === OPEN_PATH) next();
    else askPassword.call(server, request, reply, next);
  });
}
