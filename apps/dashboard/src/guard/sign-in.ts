import type { ApiKey } from "@hailuo-queue/access";
import { optional } from "@hailuo-queue/contracts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { readSignInAssets } from "../assets.ts";
import type { Access } from "./decide-access.ts";
import type { Identity } from "./identity.ts";
import type { LoginGuard } from "./login-guard.ts";
import type { ProxyTrust } from "./proxy-trust.ts";
import { languageOfRequest } from "../words/language-of-request.ts";
import type { Speeches } from "../words/speech.ts";
import { Refusal } from "./refusal.ts";
import type { OpenedSession, Sessions } from "./sessions.ts";

/** Signing in and out, and who one is. */
export const SESSION_PATH = "/api/session";
/** What is served before anybody has signed in. */
export function isSignInPath(url: string): boolean {
  return url === SESSION_PATH || url === "/sign-in" || url.startsWith("/sign-in/");
}

export interface SignInParts {
  readonly access: Access;
  readonly sessions: Sessions;
  readonly judge: LoginGuard;
  readonly trust: ProxyTrust;
  readonly speeches: Speeches;
  readonly verifyKey: (token: string) => Promise<ApiKey | undefined>;
  /** The sender has shown who it is. */
  readonly onKnown: (request: FastifyRequest) => void;
}

const bodySchema = z.union([
  z.strictObject({ key: z.string().min(1).max(200) }),
  z.strictObject({ password: z.string().min(1).max(1000) }),
]);
const BODY_LIMIT = 4096;

/** A page to sign in on, and its route: with the dashboard's password, or with an API key. */
export async function mountSignIn(server: FastifyInstance, parts: SignInParts): Promise<void> {
  const { access, sessions, judge, verifyKey, trust } = parts;
  for (const { path, answer } of await readSignInAssets(parts.speeches))
    server.get(path, (request, reply) => {
      const { status, contentType, body, cacheControl } = answer(parts.speeches[languageOfRequest(request.headers)]);
      if (cacheControl !== undefined) void reply.header("cache-control", cacheControl);
      return reply.code(status).type(contentType).send(body);
    });

  server.get(SESSION_PATH, async (request) => {
    const session = await sessions.find(request.headers.cookie);
    if (session !== undefined) return describe(session, access);
    if (access.kind === "password") throw new Refusal(401, "Nobody has signed in, or the session is over.");
    return describe({ who: "anybody on this machine", role: "read" }, access);
  });

  server.post(SESSION_PATH, { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const body = bodySchema.safeParse(request.body);
    if (!body.success) throw new Refusal(400, "Send a password or an API key.");
    const opened = await open(request, reply, body.data);
    parts.onKnown(request);
    void reply.header("set-cookie", opened.cookie);
    return describe(opened.identity, access);
  });

  server.delete(SESSION_PATH, async (request, reply) => {
    void reply.header("set-cookie", sessions.close(request.headers.cookie, { secure: trust.isSecure(request.raw) }));
    return { signed_out: true };
  });

  /** Wrong ones slow down their sender, and nobody else. */
  async function open(
    request: FastifyRequest,
    reply: FastifyReply,
    given: z.output<typeof bodySchema>,
  ): Promise<OpenedSession> {
    const remoteAddress = trust.addressOf(request.raw);
    const secure = trust.isSecure(request.raw);
    const { cookie: cookies } = request.headers;
    // A sender that has to wait costs Redis no look-up either.
    const isHeld = judge.waitMs({ remoteAddress, cookies }) > 0;
    const key = "key" in given && !isHeld ? await verifyKey(given.key) : undefined;
    if (key !== undefined && "key" in given) return sessions.openKey(given.key, key, { secure });
    const password = "password" in given ? given.password : "";
    const user = access.kind === "password" ? access.user : "";
    const verdict = judge({ given: { user, password }, remoteAddress, cookies, secure });
    if (verdict.kind === "right") {
      if (verdict.cookie !== undefined) void reply.header("set-cookie", verdict.cookie);
      return sessions.openAdmin(user, { secure });
    }
    if (verdict.kind === "wait") {
      const seconds = Math.ceil(verdict.waitMs / 1000);
      void reply.header("retry-after", String(seconds));
      throw new Refusal(429, `Too many wrong passwords came from this address. Try again in ${seconds} s.`);
    }
    if ("key" in given) throw new Refusal(401, "This API key does not exist, or was revoked.");
    throw new Refusal(
      401,
      access.kind === "password" ? "Wrong password." : "The dashboard has no password; sign in with an API key.",
    );
  }
}

function describe({ who, role, tenant, csrf }: Identity, access: Access): object {
  return { who, role, ...optional({ tenant, csrf }), has_password: access.kind === "password" };
}
