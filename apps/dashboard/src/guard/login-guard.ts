import { LOGIN_LIMITS, optional } from "@hailuo-queue/contracts";
import { callerAddress, createBuckets } from "@hailuo-queue/runtime";
import type { Credentials } from "./credentials.ts";
import type { KnownBrowsers } from "./known-browsers.ts";

export interface LoginAttempt {
  readonly given: Credentials;
  readonly remoteAddress: string | undefined;
  readonly cookies: string | undefined;
  /** Whether the sender came over TLS; default false. */
  readonly secure?: boolean;
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

/** Judges an attempt; `waitMs` says how long its sender has to wait before one is judged at all. */
export interface LoginGuard {
  (attempt: LoginAttempt): LoginVerdict;
  waitMs(from: Omit<LoginAttempt, "given">): number;
}

const ALL = "all";

/**
 * Judges passwords, and fewer of them from where wrong ones came. While an address has to wait nothing of it is judged,
 * so that a right guess among them tells nothing.
 */
export function createLoginGuard({ isRight, browsers, now }: LoginGuardParts): LoginGuard {
  const { perAddress: size, perAddressPerSecond: perSecond, remembered } = LOGIN_LIMITS;
  const failures = createBuckets({ size, perSecond, remembered, now });
  const allFailures = createBuckets({
    size: LOGIN_LIMITS.inAll,
    perSecond: LOGIN_LIMITS.inAllPerSecond,
    remembered: 1,
    now,
  });
  const nameOf = ({ remoteAddress, cookies }: Omit<LoginAttempt, "given">): string => {
    const browser = browsers.nameOf(cookies);
    return browser === undefined ? `address ${callerAddress(remoteAddress)}` : `browser ${browser}`;
  };
  // When many addresses guess together, those that have not failed lately still have their first try: nobody is
  // locked out by strangers.
  const waitMsOf = (name: string): number =>
    Math.max(failures.waitMs(name), failures.isFull(name) ? 0 : allFailures.waitMs(ALL));
  const judge = (attempt: LoginAttempt): LoginVerdict => {
    const { given, cookies } = attempt;
    const browser = browsers.nameOf(cookies);
    const name = nameOf(attempt);
    const waitMs = waitMsOf(name);
    if (waitMs > 0) return { kind: "wait", waitMs };
    if (isRight(given))
      return browser === undefined
        ? { kind: "right", cookie: browsers.mark(optional({ secure: attempt.secure })) }
        : { kind: "right" };
    failures.take(name);
    allFailures.take(ALL);
    return { kind: "wrong" };
  };
  return Object.assign(judge, { waitMs: (from: Omit<LoginAttempt, "given">) => waitMsOf(nameOf(from)) });
}
