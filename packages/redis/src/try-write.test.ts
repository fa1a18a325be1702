import { expect, test } from "@jest/globals";
import { tryWrite } from "./try-write.ts";

const refusing = (message: string) => ({
  set: () => Promise.reject(new Error(message)),
  del: () => Promise.resolve(1),
});

test.each([
  ["OOM command not allowed when used memory > 'maxmemory'.", /memory is full/],
  ["READONLY You can't write against a read only replica.", /set REDIS_URL to the master/],
  ["MISCONF Redis is configured to save RDB snapshots", /look at its log and its disk/],
  ["NOPERM this user has no permissions to run the 'set' command", /user and password/],
])("a Redis that says %j takes no writes, and is told of with its cure", async (message, cure) => {
  expect(await tryWrite(refusing(message) as never, "key")).toEqual({
    reason: message,
    cure: expect.stringMatching(cure),
  });
});

test("one that takes writes keeps nothing of this", async () => {
  const removed: string[] = [];
  const redis = { set: async () => "OK", del: async (key: string) => removed.push(key) };
  expect(await tryWrite(redis as never, "key")).toBeUndefined();
  expect(removed).toEqual(["key"]);
});
