import { expect, test } from "@jest/globals";
import type { IncomingMessage } from "node:http";
import { createProxyTrust } from "./proxy-trust.ts";

function from(remoteAddress: string, headers: Readonly<Record<string, string>> = {}): IncomingMessage {
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

const OVER_TLS = { "x-forwarded-proto": "https" };

test("TLS is believed of a trusted proxy and of a public URL, and of nobody else", () => {
  const trust = createProxyTrust({ trustedProxies: "127.0.0.1, 10.0.0.0/8, fd00::/8" });
  for (const [address, headers, isSecure] of [
    ["127.0.0.1", OVER_TLS, true],
    ["::ffff:10.1.2.3", OVER_TLS, true],
    ["fd00::7", OVER_TLS, true],
    ["127.0.0.1", {}, false],
    ["127.0.0.1", { "x-forwarded-proto": "http" }, false],
    // What a caller wrote stands before what the proxy wrote.
    ["127.0.0.1", { "x-forwarded-proto": "https, http" }, false],
    ["203.0.113.7", OVER_TLS, false],
  ] as const)
    expect([address, headers, trust.isSecure(from(address, headers))]).toEqual([address, headers, isSecure]);
  expect(createProxyTrust({}).isSecure(from("127.0.0.1", OVER_TLS))).toBe(false);
  expect(createProxyTrust({ publicUrl: "https://queue.example" }).isSecure(from("203.0.113.7"))).toBe(true);
  expect(createProxyTrust({ publicUrl: "http://queue.example" }).isSecure(from("203.0.113.7"))).toBe(false);
});

test("behind trusted proxies the sender is the last address that is none of theirs", () => {
  const trust = createProxyTrust({ trustedProxies: "10.0.0.0/8" });
  const forwarded = { "x-forwarded-for": "192.0.2.1, 203.0.113.7, 10.0.0.2" };
  expect(trust.addressOf(from("10.0.0.1", forwarded))).toBe("203.0.113.7");
  expect(trust.addressOf(from("203.0.113.9", forwarded))).toBe("203.0.113.9");
  expect(trust.addressOf(from("10.0.0.1"))).toBe("10.0.0.1");
  expect(trust.addressOf(from("10.0.0.1", { "x-forwarded-for": "nobody, 10.0.0.2" }))).toBe("10.0.0.2");
});

test.each(["proxy", "10.0.0.0/33", "10.0.0.0/x", "10.0.0/8", "::/129"])("%j is refused", (text) => {
  expect(() => createProxyTrust({ trustedProxies: text })).toThrow(/HAILUO_DASHBOARD_TRUSTED_PROXIES has/);
});
