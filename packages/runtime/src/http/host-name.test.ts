import { expect, test } from "@jest/globals";
import { isHost } from "./host-name.ts";

test.each([
  "localhost",
  "localhost:8080",
  "127.0.0.1:1",
  "video.example.com",
  "Gateway:8080",
  "a_b",
  "[::1]",
  "[2001:db8::1]:443",
])("%s is a host", (text) => {
  expect(isHost(text)).toBe(true);
});

test.each([
  "",
  "[",
  "[]",
  "[::1",
  "[1:2]",
  "a b",
  " a",
  "a/b",
  "a?b",
  "a#b",
  "user@a",
  "a@b:80",
  "a:b",
  "a:65536",
  "a:",
  ":80",
  "a\tb",
  "a\\b",
  "a,b",
  "é",
  "%61",
  "0x7f.1",
  "2130706433",
  `${"a".repeat(300)}`,
  "a..%",
  "<script>",
])("%j is none", (text) => {
  expect(isHost(text)).toBe(false);
});
