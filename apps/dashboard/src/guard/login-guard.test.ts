import { LOGIN_LIMITS } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { createKnownBrowsers } from "./known-browsers.ts";
import { createLoginGuard, type LoginVerdict } from "./login-guard.ts";

const RIGHT = { user: "admin", password: "right" };
const WRONG = { user: "admin", password: "wrong" };
const { perAddress, perAddressPerSecond, inAll } = LOGIN_LIMITS;

function openGuard() {
  let ms = 1_000_000;
  const now = (): number => ms;
  let judged = 0;
  const isRight = ({ password }: typeof RIGHT): boolean => {
    judged += 1;
    return password === "right";
  };
  const browsers = createKnownBrowsers({ lifetimeMs: 3_600_000, now });
  const judge = createLoginGuard({ isRight, browsers, now });
  const attempt = (given: typeof RIGHT, remoteAddress = "203.0.113.7", cookies?: string): LoginVerdict =>
    judge({ given, remoteAddress, cookies });
  return { attempt, browsers, judged: () => judged, pass: (by: number) => (ms += by) };
}

test("an address guesses ten times at once, then once in twenty seconds, and is told how long to wait", () => {
  const { attempt, judged, pass } = openGuard();
  for (let at = 0; at < 10_000; at += 1) attempt(WRONG);
  expect(judged()).toBe(perAddress);
  // A right guess among them tells nothing.
  expect(attempt(RIGHT)).toEqual({ kind: "wait", waitMs: 1000 / perAddressPerSecond });
  pass(1000 / perAddressPerSecond);
  expect(attempt(RIGHT).kind).toBe("right");
});

test("the right password from another address is let in meanwhile", () => {
  const { attempt } = openGuard();
  for (let at = 0; at < 1000; at += 1) attempt(WRONG);
  expect(attempt(RIGHT, "198.51.100.1").kind).toBe("right");
});

test("strangers at a thousand addresses together lock nobody out who has not failed", () => {
  const { attempt, judged } = openGuard();
  for (let at = 0; at < 100; at += 1) for (let host = 0; host < 100; host += 1) attempt(WRONG, `198.51.100.${host}`);
  expect(judged()).toBe(inAll);
  expect(attempt(RIGHT, "203.0.113.9").kind).toBe("right");
});

test("a browser that was let in before is let in behind an address that guesses, and has no more tries than one", () => {
  const { attempt, judged } = openGuard();
  const first = attempt(RIGHT);
  const cookie = (first.kind === "right" ? (first.cookie ?? "") : "").split(";")[0] ?? "";
  for (let at = 0; at < 1000; at += 1) attempt(WRONG);
  expect(attempt(RIGHT).kind).toBe("wait");
  expect(attempt(RIGHT, "203.0.113.7", `a=b; ${cookie}; c=d`)).toEqual({ kind: "right" });
  const before = judged();
  for (let at = 0; at < 1000; at += 1) attempt(WRONG, "203.0.113.7", cookie);
  expect(judged() - before).toBe(perAddress);
});

test("a mark that is forged, cut or too old is none", () => {
  const { browsers, pass } = openGuard();
  const cookie = browsers.mark().split(";")[0] ?? "";
  expect(browsers.nameOf(cookie)).toHaveLength(16);
  const other = cookie.endsWith("A") ? "B" : "A";
  for (const forged of [
    `${cookie.slice(0, -1)}${other}`,
    cookie.replace(/\.\d+\./, ".999999999999999."),
    cookie.slice(0, -1),
    "",
    "x",
  ])
    expect(browsers.nameOf(forged)).toBeUndefined();
  pass(3_600_000);
  expect(browsers.nameOf(cookie)).toBeUndefined();
});
