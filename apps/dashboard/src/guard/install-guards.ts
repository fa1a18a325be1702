import basicAuth from "@fastify/basic-auth";
import { LOGIN_LIMITS } from "@hailuo-queue/contracts";
import { type ConnectionGuard, isForeignChange, namesThisMachine } from "@hailuo-queue/runtime";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { PLAIN_PATH } from "../plain/plain-page.ts";
import { createCredentialsCheck } from "./credentials.ts";
import type { Access } from "./decide-access.ts";
import type { Identity } from "./identity.ts";
import { createKnownBrowsers } from "./known-browsers.ts";
import { createLoginGuard, type LoginGuard } from "./login-guard.ts";
import type { ProxyTrust } from "./proxy-trust.ts";
import { Refusal } from "./refusal.ts";
import { QUEUES_PATH, responseHeaders } from "./response-headers.ts";
import type { Speeches } from "../words/speech.ts";
import { isSameToken, type Sessions } from "./sessions.ts";
import { isSignInPath, mountSignIn, SESSION_PATH } from "./sign-in.ts";

/** The one page without a password: orchestrators ask it, and it tells only that the process answers. */
export const OPEN_PATH = "/healthz";
/** What changes something is below this path, and nothing else is. */
export const ACTS_PATH = "/api/act";

const DAY_MS = 86_400_000;
const READING = new Set(["GET", "HEAD"]);
/** Of the deployment as a whole: no tenant's key opens them. */
const WHOLE = [QUEUES_PATH, "/metrics"];

export interface GuardParts {
  readonly access: Access;
  readonly connections: ConnectionGuard;
  readonly sessions: Sessions;
  readonly trust: ProxyTrust;
  readonly speeches: Speeches;
  /** Looks an API key up. */
  readonly signInKey: Parameters<typeof mountSignIn>[1]["verifyKey"];
}

const identities = new WeakMap<FastifyRequest, Identity>();

/** Who sent a request that has passed the guards. */
export function identityOf(request: FastifyRequest): Identity {
  const identity = identities.get(request);
  if (identity === undefined) throw new Refusal(401, "Nobody has signed in.");
  return identity;
}

/** Before anything else happens with a request, also with one for a page that does not exist. */
export async function installGuards(server: FastifyInstance, parts: GuardParts): Promise<void> {
  const { access, connections, sessions, trust } = parts;
  server.addHook("onRequest", async (request, reply) => {
    void reply.headers(responseHeaders(request.url));
    if (access.kind === "this-machine" && !namesThisMachine(request.headers.host))
      throw new Refusal(403, "The dashboard has no password, so it answers to localhost, 127.0.0.1 and [::1] only.");
    if (isForeignChange(request.method, request.headers))
      throw new Refusal(403, "This request came from a page of another site.");
    if (!READING.has(request.method) && !isOwnChange(request)) {
      void reply.header("allow", "GET, HEAD");
      // bull-board has routes that change queues: none of them is reached, whatever its own read-only mode covers.
      throw new Refusal(405, "Nothing is changed here. Changes go to the console's own actions and the gateway's API.");
    }
  });

  const browsers = createKnownBrowsers({ lifetimeMs: LOGIN_LIMITS.knownBrowserDays * DAY_MS, now: Date.now });
  const judge = createLoginGuard({
    isRight: access.kind === "password" ? createCredentialsCheck(access) : () => false,
    browsers,
    now: Date.now,
  });
  if (access.kind === "password") await registerBasicAuth(server, judge, { connections, trust });

  server.addHook("onRequest", async (request, reply) => {
    const { url } = request.routeOptions;
    if (url === OPEN_PATH || (url !== undefined && isSignInPath(url))) return;
    const session = await sessions.find(request.headers.cookie);
    if (session !== undefined) {
      connections.known(request.raw.socket);
      requireChange(request, session);
      requireWhole(request, session);
      identities.set(request, session);
      return;
    }
    if (access.kind === "this-machine") {
      connections.known(request.raw.socket);
      const anybody: Identity = { who: "anybody on this machine", role: "read" };
      requireChange(request, anybody);
      identities.set(request, anybody);
      return;
    }
    if (!READING.has(request.method)) throw new Refusal(401, "Nobody has signed in, or the session is over.");
    // A browser without scripts signs in by its own dialog.
    if (isNavigation(request) && url !== PLAIN_PATH) {
      await reply.redirect(`/sign-in?to=${encodeURIComponent(request.url)}`, 303);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      server.basicAuth.call(server, request, reply, (error?: Error) =>
        error === undefined ? resolve() : reject(error),
      );
    });
    identities.set(request, { who: `dashboard ${access.user}`, role: "admin" });
  });

  await mountSignIn(server, {
    access,
    sessions,
    judge,
    trust,
    speeches: parts.speeches,
    verifyKey: parts.signInKey,
    onKnown: (request) => connections.known(request.raw.socket),
  });
}

/** A person's browser that opens a page; programs ask for JSON, or for anything, and are told to send a password. */
export function isNavigation({ headers }: Pick<FastifyRequest, "headers">): boolean {
  return headers.authorization === undefined && headers.accept?.includes("text/html") === true;
}

function isOwnChange({ method, routeOptions: { url } }: FastifyRequest): boolean {
  if (url === SESSION_PATH) return method === "POST" || method === "DELETE";
  return method === "POST" && url?.startsWith(`${ACTS_PATH}/`) === true;
}

/** A page of another site can neither read the token nor set the header. */
function requireChange({ method, headers }: FastifyRequest, { csrf }: Identity): void {
  if (READING.has(method)) return;
  if (csrf === undefined)
    throw new Refusal(403, "The dashboard is read-only without a password: sign in to change something.");
  if (!isSameToken(headers["x-csrf-token"], csrf))
    throw new Refusal(403, "The request does not carry the token of this session; load the page again.");
}

function requireWhole({ url }: FastifyRequest, { tenant }: Identity): void {
  if (tenant === undefined) return;
  if (WHOLE.some((path) => url === path || url.startsWith(`${path}/`) || url.startsWith(`${path}?`)))
    throw new Refusal(403, "This page is about all tenants; an API key shows its own tenant.");
}

async function registerBasicAuth(
  server: FastifyInstance,
  judge: LoginGuard,
  { connections, trust }: Pick<GuardParts, "connections" | "trust">,
): Promise<void> {
  await server.register(basicAuth, {
    validate: async (user, password, { raw, headers }, reply) => {
      const verdict = judge({
        given: { user, password },
        remoteAddress: trust.addressOf(raw),
        cookies: headers.cookie,
        secure: trust.isSecure(raw),
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
}
