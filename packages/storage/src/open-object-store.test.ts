import { pathToFileURL } from "node:url";
import { expect, test } from "@jest/globals";
import { openObjectStore } from "./open-object-store.ts";

test.each([
  ["s3://bucket", "s3://bucket/", "s3://bucket/a/b.mp4"],
  ["s3://bucket/", "s3://bucket/", "s3://bucket/a/b.mp4"],
  ["s3://bucket/out/深//", "s3://bucket/out/深/", "s3://bucket/out/深/a/b.mp4"],
  ["S3://bucket/x", "s3://bucket/x/", "s3://bucket/x/a/b.mp4"],
  ["s3://bucket/a@b", "s3://bucket/a@b/", "s3://bucket/a@b/a/b.mp4"],
  ["s3://bucket/user:name@host/x", "s3://bucket/user:name@host/x/", "s3://bucket/user:name@host/x/a/b.mp4"],
  ["/tmp/videos", "file:///tmp/videos/", "file:///tmp/videos/a/b.mp4"],
  ["file:///tmp/my%20videos", "file:///tmp/my%20videos/", "file:///tmp/my%20videos/a/b.mp4"],
  ["./out", `${pathToFileURL("out").href}/`, `${pathToFileURL("out").href}/a/b.mp4`],
])("%s is the store at %s", async (target, location, uri) => {
  const store = openObjectStore(target, { region: "eu-central-1" });
  expect(store.location).toBe(location);
  expect(store.uri("a/b.mp4")).toBe(uri);
  await store.close();
});

test.each([
  ["", /empty/],
  ["  ", /empty/],
  ["gs://bucket/x", /"gs:\/\/" is not a kind of storage/],
  ["https://bucket.s3.amazonaws.com", /is not a kind of storage/],
  ["s3:bucket", /starts with s3:\/\//],
  ["s3://", /not a bucket's name/],
  ["s3:///key", /not a bucket's name/],
  ["s3://b", /not a bucket's name/],
  ["s3://bucket/../other", /prefix "..\/other" cannot be used: it has the segment ".."/],
  ["s3://bucket/a//b", /prefix "a\/\/b" cannot be used: it has an empty segment \(\/\/\)/],
  ["s3://bucket//b", /prefix "\/b" cannot be used: it starts with \//],
  ["s3://bucket/a\\b", /cannot be used: it has a backslash/],
  ["file://host/share", /not a usable file:\/\/ URL/],
])("%j is refused with a sentence that names the settings", (target, reason) => {
  expect(() => openObjectStore(target)).toThrow(reason);
  expect(() => openObjectStore(target)).toThrow(/HAILUO_OUT, --out/);
  expect(() => openObjectStore(target)).toThrow(
    expect.objectContaining({ name: "InvalidInputError", code: "bad_storage_target" }),
  );
});

test("credentials in a target are refused and not repeated", () => {
  expect(() => openObjectStore("s3://AKID:topsecret@bucket/x")).toThrow(/AWS_ACCESS_KEY_ID/);
  expect(() => openObjectStore("s3://AKID:topsecret@bucket/x")).not.toThrow(/topsecret/);
});
