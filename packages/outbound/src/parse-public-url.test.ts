import { expect, test } from "@jest/globals";
import { parsePublicUrl } from "./parse-public-url.ts";

test.each([
  "http://127.0.0.1/",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0x7f.1/",
  "http://0177.0.0.1/",
  "http://127.1/",
  "http://0/",
  "http://0.0.0.0/",
  "http://[::]/",
  "http://[::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://[0:0:0:0:0:0:0:1]/",
  "http://[fd00::1]/",
  "http://localhost/",
  "http://localhost./",
  "http://video.localhost/",
  "http://VIDEO.LocalHost./",
  "http://localhost.localdomain/",
  "http://①②⑦.0.0.1/",
  "http://10.0.0.1./",
  "http://0x0a.0.0.1/",
  "http://[::ffff:0:10.0.0.1]/",
  "http://[64:ff9b:1::a00:1]/",
  "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
  "http://[3fff::1]/",
  "http://[100::1]/",
  "http://169.254.169.254/latest/meta-data/",
  "http://user@example.com/",
  "http://example.com:x@127.0.0.1/",
  "http:///127.0.0.1",
  "https:\\\\10.0.0.1",
  "ftp://example.com/",
  "file:///etc/passwd",
  "gopher://example.com/",
  "no url",
])("%s is not called", (text) => {
  expect(parsePublicUrl(text, { allowPrivateHosts: false })).toMatchObject({ reason: expect.any(String) });
});

test.each(["//127.0.0.1/", "http://2130706433/", "\\\\[::1]\\"])("a redirect to %s is not followed", (text) => {
  expect(parsePublicUrl(text, { base: new URL("https://example.com/a"), allowPrivateHosts: false })).toMatchObject({
    reason: expect.any(String),
  });
});

test("a public URL is called, also as a redirect within its host", () => {
  expect(parsePublicUrl("https://example.com:8443/hook?x=1", { allowPrivateHosts: false })).toBeInstanceOf(URL);
  expect(parsePublicUrl("/b", { base: new URL("https://example.com/a"), allowPrivateHosts: false })).toMatchObject({
    href: "https://example.com/b",
  });
});
