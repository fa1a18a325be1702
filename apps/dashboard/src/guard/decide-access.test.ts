import { expect, test } from "@jest/globals";
import { createCredentialsCheck } from "./credentials.ts";
import { decideAccess } from "./decide-access.ts";

test("without a password only this machine is listened to, and another host is refused with what to do", () => {
  expect(decideAccess({ user: "admin" })).toEqual({ kind: "this-machine", host: "127.0.0.1" });
  expect(decideAccess({ user: "admin", password: "", host: "localhost" })).toEqual({
    kind: "this-machine",
    host: "localhost",
  });
  for (const host of ["0.0.0.0", "::", "10.0.0.7", "queue.example"]) {
    expect(() => decideAccess({ user: "admin", host })).toThrow(
      `The dashboard does not listen on ${host} without a password: set HAILUO_DASHBOARD_PASSWORD, or leave HAILUO_DASHBOARD_HOST out to listen on 127.0.0.1.`,
    );
  }
});

test("with a password all interfaces are listened to, unless a host is named", () => {
  expect(decideAccess({ user: "admin", password: "p" })).toEqual({
    kind: "password",
    host: "0.0.0.0",
    user: "admin",
    password: "p",
  });
  expect(decideAccess({ user: "admin", password: "p", host: "10.0.0.7" })).toMatchObject({ host: "10.0.0.7" });
});

test("credentials are right only as a whole", () => {
  const isRight = createCredentialsCheck({ user: "admin", password: "pä" });
  expect(isRight({ user: "admin", password: "pä" })).toBe(true);
  for (const [user, password] of [
    ["admin", "p"],
    ["admi", "npä"],
    ["", ""],
    ["pä", "admin"],
    ["admin", "pä\0"],
  ] as const) {
    expect(isRight({ user, password })).toBe(false);
  }
});
