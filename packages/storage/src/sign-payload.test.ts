import { expect, test } from "@jest/globals";
import { needsSignedPayload } from "./sign-payload.ts";

test.each([
  [undefined, false],
  ["https://s3.example.com", false],
  ["https://10.0.0.5:9000", false],
  ["http://127.0.0.1:9000", false],
  ["http://localhost:9000", false],
  ["http://[::1]:9000", false],
  ["http://minio:9000", true],
  ["http://10.0.0.5:9000", true],
  ["http://localhost.example.com", true],
])("bytes to %s are signed: %s", (endpoint, signed) => {
  expect(needsSignedPayload(endpoint)).toBe(signed);
});
