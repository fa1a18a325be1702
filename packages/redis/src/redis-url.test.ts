import { expect, test } from "@jest/globals";
import { describeRedisUrl, parseRedisUrl } from "./redis-url.ts";

test.each([
  ["redis://user:password@host:6379/0", "redis://host:6379/0"],
  ["redis://:ab/cd==@host:6379", "redis://host:6379"],
  ["rediss://:a@b@host", "rediss://host"],
  ["sentinel://u:p?#x@one:26379,two:26379/mymaster", "sentinel://one:26379,two:26379/mymaster"],
  ["redis://host:6379", "redis://host:6379"],
  ["redis://host:6379/2?family=6&password=secret", "redis://host:6379/2"],
  ["redis://u:p@host?password=sec@ret", "redis://host"],
  ["redis://host?password=sec@ret", "redis://…"],
  ["redis://:pass?w=ord@host", "redis://…"],
])("no part of a password is shown, however it is written: %s", (url, shown) => {
  expect(describeRedisUrl(url)).toBe(shown);
});

test.each([
  ["redis://127.0.0.1:6410?family=0", { host: "127.0.0.1", port: 6410, family: 0, db: 0 }],
  ["redis://host?family=6&db=3", { host: "host", port: 6379, family: 6, db: 3 }],
  ["redis://host/2?", { db: 2 }],
  ["redis://host?username=queue&password=s3cr%2Ft&tls=true", { username: "queue", password: "s3cr/t", tls: {} }],
  ["rediss://host?tls=false", { host: "host" }],
  ["redis://host?password=a@b", { host: "host", password: "a@b" }],
  ["unix:///run/redis.sock?db=1", { path: "/run/redis.sock", db: 1 }],
])("what stands behind the question mark counts: %s", (url, options) => {
  expect(parseRedisUrl(url)).toMatchObject({ kind: "single", options });
});

test("only a server whose owner says so is taken to evict nothing without telling", () => {
  expect(parseRedisUrl("redis://host?maxmemory-policy=noeviction").evictsNothing).toBe(true);
  expect(parseRedisUrl("redis://host").evictsNothing).toBe(false);
  expect(() => parseRedisUrl("redis://host?maxmemory-policy=allkeys-lru")).toThrow(/noeviction/);
});

test.each([
  ["redis://host?family=5", /\?family is none of 0 .*, 4, 6/],
  ["redis://host?db=x", /\?db is not a number/],
  ["redis://host?colour=red", /is "colour", which is not known; known are db, family/],
  ["redis://one,two?db=1", /a Cluster has no database 1/],
  ["mysql://host", /none of redis:/],
])("what cannot be used is named: %s", (url, reason) => {
  expect(() => parseRedisUrl(url)).toThrow(reason);
});

test.each([
  ["redis://:hunter/two@host:6379", "/", "%2F"],
  ["redis://queue:hunter#two@host", "#", "%23"],
  ["redis://queue:hunter?two@host", "?", "%3F"],
  ["redis://queue:hunter?t=wo@host", "?", "%3F"],
  ["redis://queue:hunter@two@host", "@", "%40"],
  ["redis://queue:hun@ter?two@host", "?", "%3F"],
  ["redis://queue:hunter%two@host", "%", "%25"],
  ["redis://queue:123/hunter@host", "/", "%2F"],
])(
  "a password that is not percent-encoded is told what is to be written, and shown nowhere: %s",
  (url, character, encoded) => {
    let message = "";
    try {
      parseRedisUrl(url);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(
      `the user or password has a "${character}" that is not percent-encoded; write ${encoded} for it`,
    );
    expect(message).not.toMatch(/hun|ter|two|123/);
  },
);
