import { type CookieWay, cookieAttributes } from "./sessions.ts";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Marks browsers that once sent the right password. The mark lets nobody in: it gives a browser tries of its own, so
 * that a stranger who guesses behind the same address (a proxy's, an office's) cannot use up those of the people who
 * belong there.
 */
export interface KnownBrowsers {
  /** A cookie for an answer to the right password. */
  mark(where?: CookieWay): string;
  /** The name of the mark in a Cookie header; undefined for none, a forged one and one that has run out. */
  nameOf(cookies: string | undefined): string | undefined;
}

export interface KnownBrowsersOptions {
  readonly lifetimeMs: number;
  /** Milliseconds. */
  readonly now: () => number;
}

const COOKIE = "hailuo_dashboard_browser";

/** With a secret of this process: after a restart browsers are marked anew. */
export function createKnownBrowsers({ lifetimeMs, now }: KnownBrowsersOptions): KnownBrowsers {
  const secret = randomBytes(32);
  const sign = (text: string): string => createHmac("sha256", secret).update(text).digest("base64url");
  return {
    mark(where = {}) {
      const text = `${randomBytes(12).toString("base64url")}.${now() + lifetimeMs}`;
      const maxAge = Math.floor(lifetimeMs / 1000);
      return `${COOKIE}=${text}.${sign(text)}; Max-Age=${maxAge}; ${cookieAttributes(where)}`;
    },
    nameOf(cookies = "") {
      const [, name = "", until = "", signature = ""] =
        /(?:^|; )hailuo_dashboard_browser=([\w-]{16})\.(\d{1,15})\.([\w-]{43})(?:;|$)/.exec(cookies) ?? [];
      const [given, right] = [Buffer.from(signature), Buffer.from(sign(`${name}.${until}`))];
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      return Number(until) > now() ? name : undefined;
    },
  };
}
