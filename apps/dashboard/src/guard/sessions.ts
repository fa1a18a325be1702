import type { ApiKey } from "@hailuo-queue/access";
import { optional } from "@hailuo-queue/contracts";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Identity } from "./identity.ts";

/** Signed-in browsers. They are known to this process alone, and sign in again after its restart. */
export interface Sessions {
  /** A session of whoever knows the dashboard's password. */
  openAdmin(user: string, where?: CookieWay): OpenedSession;
  /** A session of an API key, in its role and for its tenant. */
  openKey(token: string, key: ApiKey, where?: CookieWay): OpenedSession;
  /** Who has this Cookie header; undefined for nobody, and once the key of the session was revoked. */
  find(cookies: string | undefined): Promise<Identity | undefined>;
  /** Signs out; returns the header that takes the cookie away. */
  close(cookies: string | undefined, where?: CookieWay): string;
}

/** How a cookie travels. */
export interface CookieWay {
  /** Over TLS only; default false. */
  readonly secure?: boolean;
}

/** What stands behind every cookie of the dashboard. */
export function cookieAttributes({ secure = false }: CookieWay): string {
  return `Path=/; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
}

export interface OpenedSession {
  /** For Set-Cookie. */
  readonly cookie: string;
  readonly identity: Identity;
}

export interface SessionsOptions {
  /** Looks an API key up. */
  readonly verify: (token: string) => Promise<ApiKey | undefined>;
  /** Milliseconds. */
  readonly now: () => number;
}

interface Session {
  readonly identity: Identity;
  readonly endsAt: number;
  /** Of a session of an API key: whether it is still good. */
  readonly check?: () => Promise<boolean>;
}

const COOKIE = "hailuo_console";
const LIMITS = { lifetimeMs: 12 * 3_600_000, most: 1000, mostOfOne: 50, keyCheckMs: 5000 };

/** In memory, by the hash of the cookie's secret. */
export function createSessions({ verify, now }: SessionsOptions): Sessions {
  const sessions = new Map<string, Session>();

  function open(who: Omit<Identity, "csrf">, where: CookieWay, check?: () => Promise<boolean>): OpenedSession {
    makeRoom(who);
    const secret = randomBytes(32).toString("base64url");
    const identity = { ...who, csrf: randomBytes(24).toString("base64url") };
    sessions.set(digest(secret), { identity, endsAt: now() + LIMITS.lifetimeMs, ...optional({ check }) });
    const maxAge = LIMITS.lifetimeMs / 1000;
    return { identity, cookie: `${COOKIE}=${secret}; Max-Age=${maxAge}; ${cookieAttributes(where)}` };
  }

  /** The oldest of the same one end first: who signs in again and again signs out nobody else. */
  function makeRoom({ who }: Omit<Identity, "csrf">): void {
    const own = [...sessions].filter(([, { identity }]) => identity.who === who);
    const [oldest] = own.length >= LIMITS.mostOfOne ? own.map(([name]) => name) : [];
    if (oldest !== undefined) sessions.delete(oldest);
    const [first] = sessions.size >= LIMITS.most ? sessions.keys() : [];
    if (first !== undefined) sessions.delete(first);
  }

  return {
    openAdmin: (user, where = {}) => open({ who: `dashboard ${user}`, role: "admin" }, where),
    openKey(token, { id, role, tenant }, where = {}) {
      let checked = { at: now(), good: Promise.resolve(true) };
      return open({ who: `key ${id}`, role, tenant }, where, async () => {
        if (now() - checked.at >= LIMITS.keyCheckMs) {
          const good = verify(token).then((key) => key !== undefined);
          checked = { at: now(), good };
          // One that could not be looked up is looked up again by the next request.
          good.catch(() => (checked = { at: 0, good: Promise.resolve(false) }));
        }
        return checked.good;
      });
    },
    async find(cookies) {
      const name = nameOf(cookies);
      const session = name === undefined ? undefined : sessions.get(name);
      if (name === undefined || session === undefined) return undefined;
      if (session.endsAt > now() && (session.check === undefined || (await session.check()))) return session.identity;
      sessions.delete(name);
      return undefined;
    },
    close(cookies, where = {}) {
      const name = nameOf(cookies);
      if (name !== undefined) sessions.delete(name);
      return `${COOKIE}=; Max-Age=0; ${cookieAttributes(where)}`;
    },
  };
}

/** Compares in a time that tells nothing. */
export function isSameToken(given: unknown, right: string): boolean {
  if (typeof given !== "string") return false;
  const [one, other] = [Buffer.from(digest(given)), Buffer.from(digest(right))];
  return timingSafeEqual(one, other);
}

function nameOf(cookies = ""): string | undefined {
  const secret = /(?:^|; )hailuo_console=([\w-]{43})(?:;|$)/.exec(cookies)?.[1];
  return secret === undefined ? undefined : digest(secret);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
