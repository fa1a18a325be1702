import { expect, test } from "@jest/globals";
import { createWayOut, faultsOfProxies, type ProxyEnvironment, ProxySettingError } from "./way-out.ts";

const PROXY = "http://proxy.corp:3128";
const proxyOf = (environment: ProxyEnvironment, url: string): string | undefined =>
  createWayOut(environment).proxyFor(new URL(url))?.href;

test.each([
  [{ HTTPS_PROXY: PROXY }, "https://a.example/", `${PROXY}/`],
  [{ HTTPS_PROXY: PROXY }, "http://a.example/", undefined],
  [{ HTTP_PROXY: PROXY }, "http://a.example/", `${PROXY}/`],
  [{ HTTP_PROXY: PROXY }, "https://a.example/", undefined],
  [{ ALL_PROXY: PROXY }, "https://a.example/", `${PROXY}/`],
  [{ all_proxy: "http://all.corp:1", HTTP_PROXY: PROXY }, "http://a.example/", `${PROXY}/`],
  [{ https_proxy: "http://small.corp:1", HTTPS_PROXY: PROXY }, "https://a.example/", "http://small.corp:1/"],
  [{ https_proxy: "", HTTPS_PROXY: PROXY }, "https://a.example/", `${PROXY}/`],
  [{ HTTPS_PROXY: "proxy.corp:3128" }, "https://a.example/", `${PROXY}/`],
  [{ HTTPS_PROXY: " https://proxy.corp " }, "https://a.example/", "https://proxy.corp/"],
  [{ HTTPS_PROXY: "http://u:p%40@proxy.corp:3128" }, "https://a.example/", "http://u:p%40@proxy.corp:3128/"],
  [{ ALL_PROXY: "socks5://127.0.0.1:1080", HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY }, "https://a.example/", `${PROXY}/`],
  [{}, "https://a.example/", undefined],
])("by %j a call to %s goes through %s", (environment, url, proxy) => {
  expect(proxyOf(environment, url)).toBe(proxy);
});

test.each([
  "http://127.0.0.1:8787/",
  "http://127.9.9.9/",
  "https://localhost/",
  "https://x.localhost/",
  "http://[::1]:80/",
  "http://localhost./",
])("%s is this machine, which needs no proxy", (url) => {
  expect(proxyOf({ ALL_PROXY: PROXY }, url)).toBeUndefined();
});

test.each([
  ["a.example", "https://a.example/", true],
  ["a.example", "https://cdn.a.example/", true],
  ["a.example", "https://ba.example/", false],
  [".a.example", "https://a.example/", true],
  ["*.a.example", "https://cdn.a.example/", true],
  ["A.Example", "https://a.example./", true],
  ["x.example, a.example b.example", "https://b.example/", true],
  ["a.example:8443", "https://a.example:8443/", true],
  ["a.example:8443", "https://a.example/", false],
  ["a.example:443", "https://a.example/", true],
  ["*", "https://a.example/", true],
  ["10.0.0.0/8", "http://10.1.2.3/", true],
  ["10.0.0.0/8", "http://11.1.2.3/", false],
  ["10.1.2.3", "http://10.1.2.3:9000/", true],
  ["fd00::/8", "http://[fd12::1]/", true],
  ["fd12::1", "http://[fd12::1]/", true],
  ["10.0.0.0/99", "http://10.1.2.3/", false],
  [",, ,", "https://a.example/", false],
])("NO_PROXY=%s lets a call to %s go straight: %s", (NO_PROXY, url, straight) => {
  expect(proxyOf({ ALL_PROXY: PROXY, NO_PROXY }, url) === undefined).toBe(straight);
  expect(proxyOf({ ALL_PROXY: PROXY, no_proxy: NO_PROXY, NO_PROXY: "*" }, url) === undefined).toBe(straight);
});

test.each([
  [
    { ALL_PROXY: "socks5://u:topsecret@127.0.0.1:1080" },
    /ALL_PROXY names a proxy of the kind socks5:\/\/, which is not spoken here.*HTTP_PROXY/,
  ],
  [{ https_proxy: "http://u:topsecret@" }, /https_proxy is no URL of a proxy/],
])("a proxy that cannot be used (%#) is told by its variable, without what stands in it", (environment, sentence) => {
  expect(() => createWayOut(environment)).toThrow(ProxySettingError);
  expect(() => createWayOut(environment)).toThrow(sentence);
  expect(() => createWayOut(environment)).not.toThrow(/topsecret/);
});

test("what is shown of proxies holds no login", () => {
  expect(createWayOut({ HTTPS_PROXY: "http://u:topsecret@proxy.corp:3128", HTTP_PROXY: PROXY }).described).toEqual([
    "http://proxy.corp:3128 for https",
    "http://proxy.corp:3128 for http",
  ]);
  expect(createWayOut({}).described).toEqual([]);
});

test("all proxies that cannot be used are told at once, and one that several variables share once", () => {
  expect(faultsOfProxies({ HTTPS_PROXY: "http://[bad", HTTP_PROXY: "socks5://x" })).toEqual([
    expect.stringContaining("HTTPS_PROXY is no URL"),
    expect.stringContaining("HTTP_PROXY names a proxy of the kind socks5"),
  ]);
  expect(faultsOfProxies({ ALL_PROXY: "http://:0:0" })).toHaveLength(1);
  expect(faultsOfProxies({ HTTPS_PROXY: PROXY })).toEqual([]);
});
