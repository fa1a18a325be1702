import { expect, test } from "@jest/globals";
import { createStreamLimit } from "./stream-limit.ts";

test("a tenant's streams are bounded, each is given back once, and others have their own", () => {
  const limit = createStreamLimit(2);
  const first = limit.take("acme");
  limit.take("acme");
  expect(() => limit.take("acme")).toThrow(/2 open event streams, .*allowed are 2/);
  limit.take("other");
  first.over();
  first.over();
  limit.take("acme");
  expect(() => limit.take("acme")).toThrow(/2 open event streams, .*allowed are 2/);
});
