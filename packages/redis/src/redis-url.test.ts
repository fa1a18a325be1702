import { expect, test } from "@jest/globals";
import { describeRedisUrl } from "./redis-url.ts";

test.each([
  ["redis://user:password@host:6379/0", "redis://host:6379/0"],
  ["redis://:ab/cd==@host:6379", "redis://host:6379"],
  ["rediss://:a@b@host", "rediss://host"],
  ["sentinel://u:p?#x@one:26379,two:26379/mymaster", "sentinel://one:26379,two:26379/mymaster"],
  ["redis://host:6379", "redis://host:6379"],
])("no part of a password is shown, however it is written: %s", (url, shown) => {
  expect(describeRedisUrl(url)).toBe(shown);
});
