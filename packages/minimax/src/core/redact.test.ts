import { expect, test } from "@jest/globals";
import { redact } from "./redact.ts";

test.each([
  ["the given key", "key abcd-1234 refused", "key [redacted] refused"],
  ["anything that looks like a key", "sk-api-XyZ_123 and Bearer qwertz", "[redacted] and Bearer [redacted]"],
  ["older keys", "token eyJhbGciOiJSUzI1NiJ9.eyJncm91cCI6.c2ln is bad", "token [redacted] is bad"],
  [
    "signatures of links",
    "see https://cdn.example/a.mp4?Expires=1&Signature=x%3D now",
    "see https://cdn.example/a.mp4?[redacted] now",
  ],
  ["logins in links", "at https://user:pass@host.example/x", "at https://[redacted]@host.example/x"],
  ["image bytes", "bad data:image/png;base64,iVBORw0KGgo= here", "bad data:[…] here"],
  ["line breaks and terminal codes", "one\r\ntwo\u001b[31m", "one two [31m"],
])("%s do not stay in a text", (_name, text, clean) => {
  expect(redact(text, ["abcd-1234"])).toBe(clean);
});

test("a long text is cut", () => {
  expect(redact("x".repeat(5000))).toHaveLength(300);
});
