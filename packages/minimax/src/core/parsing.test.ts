import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { linkExpiry } from "../link-expiry.ts";
import { parseBaseUrl, urlOf } from "./base-url.ts";
import { parseJson } from "./parse-json.ts";
import { isProviderId, pathWith } from "./path.ts";

test("integers of 16 digits and more come as strings, everything else as JSON.parse has it", () => {
  expect(
    parseJson(
      '{"a":9007199254740993,"b":-12345678901234567,"c":123456789012345,"d":0.12345678901234567,"e":"1 12345678901234567 \\" 2"}',
    ),
  ).toEqual({
    ok: true,
    value: {
      a: "9007199254740993",
      b: "-12345678901234567",
      c: 123456789012345,
      d: Number("0.12345678901234567"),
      e: '1 12345678901234567 " 2',
    },
  });
  expect(parseJson("<html>")).toEqual({ ok: false });
  expect(parseJson("")).toEqual({ ok: false });
});

test("what has no long integers is parsed exactly as JSON.parse does", () => {
  const small = fc.jsonValue().filter((value) => !/\d{16}/.test(JSON.stringify(value)));
  fc.assert(
    fc.property(small, (value) => {
      const text = JSON.stringify(value);
      expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
    }),
  );
});

test("ids with slashes, dots alone, escapes or blanks are none", () => {
  for (const id of ["106916112212032", "abcdef1234567890", "task_1-a.b:c"]) expect(isProviderId(id)).toBe(true);
  for (const id of ["", ".", "..", "a/b", "a\\b", "%2e%2e", "a b", "a\n", "ä", "a?b", "a#b", "x".repeat(257)])
    expect(isProviderId(id)).toBe(false);
  expect(pathWith("/v1/files/{}", "a=$&")).toBe("/v1/files/a%3D%24%26");
});

test.each([
  ["https://api.minimax.io/v1", "https://api.minimax.io"],
  ["https://api.minimax.io/v2/", "https://api.minimax.io"],
  ["https://api.minimax.io/V1//", "https://api.minimax.io"],
  [" https://api.minimax.io/v1/video_generation ", "https://api.minimax.io"],
  ["https://api.minimax.io/v2/video_generation/", "https://api.minimax.io"],
  ["https://relay.example/minimax/v1", "https://relay.example/minimax"],
  ["https://relay.example/hailuo/v2", "https://relay.example/hailuo"],
  ["https://relay.example/v3/async/minimax-video-01", "https://relay.example"],
  ["https://relay.example/v12", "https://relay.example/v12"],
  ["https://relay.example/v1beta", "https://relay.example/v1beta"],
  ["https://relay.example/v1/proxy", "https://relay.example/v1/proxy"],
])("a base URL as users copy it is understood: %s", (given, href) => {
  expect(parseBaseUrl(given).href).toBe(href);
});

test("a base URL is an http(s) URL without login or query; a path prefix stays", () => {
  expect(parseBaseUrl("https://relay.example/minimax/").href).toBe("https://relay.example/minimax");
  expect(urlOf(parseBaseUrl("https://relay.example/minimax/"), "/v1/q", { task_id: "a b" })).toBe(
    "https://relay.example/minimax/v1/q?task_id=a+b",
  );
  for (const text of ["api.minimaxi.com", "ftp://x", "", "https://user:pw@host", "https://host/?key=1"]) {
    expect(() => parseBaseUrl(text)).toThrow("MINIMAX_BASE_URL");
  }
});

test("the end of a link is read from each kind of signature", () => {
  expect(linkExpiry("https://h/a.mp4?Expires=1758625200&Signature=x")).toBe(1_758_625_200_000);
  expect(linkExpiry("https://h/a.mp4?X-Amz-Date=20261122T101500Z&X-Amz-Expires=3600")).toBe(
    Date.parse("2026-11-22T11:15:00Z"),
  );
  expect(linkExpiry("https://h/a.mp4?x-oss-date=20261122T101500Z&x-oss-expires=60")).toBe(
    Date.parse("2026-11-22T10:16:00Z"),
  );
  expect(linkExpiry("https://h/a.mp4")).toBeUndefined();
  expect(linkExpiry("https://h/a.mp4?Expires=soon")).toBeUndefined();
});
