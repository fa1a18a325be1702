import { expect, test } from "@jest/globals";
import { createUploadLimit } from "./upload-limit.ts";

test("uploads under way are bounded for a tenant and for the gateway, and each is given back once", () => {
  const limit = createUploadLimit({ maxOfTenant: 2, maxOfGateway: 3 });
  const first = limit.take("acme");
  limit.take("acme");
  expect(() => limit.take("acme")).toThrow(/2 uploads and dry runs under way here, allowed are 2/);
  limit.take("other");
  expect(() => limit.take("third")).toThrow(/This gateway has 3/);
  first.over();
  first.over();
  limit.take("third");
  expect(() => limit.take("acme")).toThrow(/This gateway has 3/);
});
