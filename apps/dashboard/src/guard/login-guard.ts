import { LOGIN_LIMITS } from "@hailuo-queue/contracts";
import { callerAddress, createBuckets } from "@hailuo-queue/runtime";
import type { Credentials } from "./credentials.ts";
import type { KnownBrowsers } from "./known-browsers.ts";

export interface LoginAttempt {
  readonly given: Credentials;
  readonly remoteAddress: string | undefined;
  readonly cookies: string | undefined;
}

export type LoginVerdict =
  | { readonly kind: "right"; readonly cookie?: string }
  | { readonly kind: "wrong" }
  | { readonly kind: "wait"; readonly waitMs: number };

export interface LoginGuardParts {
  readonly isRight: (given: Credentials) => boolean;
  readonly browsers: KnownBrowsers;
  /** Milliseconds. */
  readonly now: () => number;
}

const ALL = "all";

/**
 * Judges passwords, and fewer of them from where wrong ones came. While an address has to wait nothing of it is judged,
 * so that a right guess among them tells nothing.
 */
export function createLoginGuard({ isRight, browsers, now }: LoginGuardParts): (attempt: LoginAttempt) => LoginVerdict {
  const { perAddress: size, perAddressPerSecond: perSecond, remembered } = LOGIN_LIMITS;
  const failures = createBuckets({ size, perSecond, remembered, now });
  const allFailures = createBuckets({
    size: LOGIN_LIMITS.inAll,
    perSecond: LOGIN_LIMITS.inAllPerSecond,
    remembered: 1,
    now,
  });
  return ({ given, remoteAddress, cookies }) => {
    const browser = browsers.nameOf(cookies);
    const name = browser === undefined ? `address ${callerAddress(remoteAddress)}` : `browser ${browser}`;
    // When many addresses guess together, those that have not failed lately still have their first try: nobody is
    // locked out by strangers.
    const waitMs = Math.max(failures.waitMs(name), failures.isFull(name) ? 0 : allFailures.waitMs(ALL));
    if (waitMs > 0) return { kind: "wait", waitMs };
    if (isRight(given)) return browser === undefined ? { kind: "right", cookie: browsers.mark() } : { kind: "right" };
    failures.take(name);
    allFailures.take(ALL);
    return { kind: "wrong" };
  };
}
