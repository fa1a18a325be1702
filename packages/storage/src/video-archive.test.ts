import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { type ObjectStore, UnavailableError } from "@hailuo-queue/contracts";
import { createMemoryObjectStore, startS3StandIn } from "@hailuo-queue/testkit";
import { createS3ObjectStore } from "./s3-object-store.ts";
import { smallMp4 } from "./test-mp4.ts";
import { serveFile, startTestServer } from "./test-server.ts";
import { createVideoArchive } from "./video-archive.ts";

const never = new AbortController().signal;
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const archiveOn = (store: ObjectStore): ReturnType<typeof createVideoArchive> =>
  createVideoArchive({ store, maxBytes: 50_000_000, allowPrivateHosts: true, idleTimeoutMs: 600_000 });

test("a video is stored under its key with its size and hash", async () => {
  const video = smallMp4(5_000_000);
  await using server = await startTestServer(serveFile(video, { cutAfter: 1_000_000, cuts: 1 }));
  const store = createMemoryObjectStore();
  const stored = await archiveOn(store).save({ downloadUrl: server.url, objectKey: "batch/one.mp4", signal: never });
  const sha256 = createHash("sha256").update(video).digest("hex");
  expect(stored).toEqual({ location: "memory://test/batch/one.mp4", bytes: video.length, sha256 });
  expect(store.read("batch/one.mp4")?.equals(video)).toBe(true);
});

test("the same video saved twice stands there once", async () => {
  await using server = await startTestServer(serveFile(smallMp4()));
  const store = createMemoryObjectStore();
  const save = { downloadUrl: server.url, objectKey: "one.mp4", signal: never };
  expect(await archiveOn(store).save(save)).toEqual(await archiveOn(store).save(save));
  expect(store.keys()).toEqual(["one.mp4"]);
});

test("nothing that is not a whole video ever stands under the key, on S3 either", async () => {
  await using standIn = await startS3StandIn({ ...credentials, buckets: ["videos"] });
  const store = createS3ObjectStore({ bucket: "videos", prefix: "", endpoint: standIn.endpoint, credentials });
  const long = smallMp4(20_000_000);
  const bodies: readonly (readonly [Buffer, string])[] = [
    [Buffer.from("<html><body>Access denied</body></html>"), "not_a_video"],
    [Buffer.from('{"error":"expired"}'), "not_a_video"],
    [Buffer.alloc(0), "not_a_video"],
    [long.subarray(0, long.length - 1), "not_a_video"],
    [Buffer.concat([long, Buffer.alloc(12)]), "not_a_video"],
    [smallMp4(60_000_000), "too_large"],
  ];
  for (const [body, fault] of bodies) {
    await using server = await startTestServer(serveFile(body));
    const saving = archiveOn(store).save({ downloadUrl: server.url, objectKey: "one.mp4", signal: never });
    await expect(saving).rejects.toMatchObject({ name: "DownloadError", fault });
  }
  expect(standIn.objects()).toEqual([]);
  expect(standIn.multipartUploads()).toEqual([]);
  await store.close();
});

test("a body that is shorter than announced is interrupted and leaves nothing", async () => {
  await using server = await startTestServer((_message, response) => {
    response.writeHead(200, { "content-length": 5000 });
    response.write(smallMp4(1000), () => response.socket?.destroy());
  });
  const store = createMemoryObjectStore();
  const saving = archiveOn(store).save({ downloadUrl: server.url, objectKey: "one.mp4", signal: never });
  await expect(saving).rejects.toMatchObject({ fault: "interrupted" });
  expect(store.keys()).toEqual([]);
});

test("an expired link is link_expired and leaves the video that stood there", async () => {
  await using server = await startTestServer((_message, response) => response.writeHead(403).end("<Error/>"));
  const store = createMemoryObjectStore();
  await store.put("one.mp4", oneChunk(smallMp4()), { contentType: "video/mp4" });
  const saving = archiveOn(store).save({ downloadUrl: server.url, objectKey: "one.mp4", signal: never });
  await expect(saving).rejects.toMatchObject({ fault: "link_expired" });
  expect(store.keys()).toEqual(["one.mp4"]);
});

test("a store that fails is the fault storage, with its own error as the cause", async () => {
  await using server = await startTestServer(serveFile(smallMp4()));
  const cause = new UnavailableError("storage_full", "The disk is full.");
  const store = { ...createMemoryObjectStore(), put: () => Promise.reject(cause) };
  const saving = archiveOn(store).save({ downloadUrl: server.url, objectKey: "one.mp4", signal: never });
  await expect(saving).rejects.toMatchObject({ fault: "storage", cause, message: expect.stringContaining("The disk is full.") });
  expect(server.requests).toEqual([]);
  await expect(archiveOn(store).saveSidecar("one.mp4", {})).rejects.toMatchObject({ fault: "storage", cause });
});

test("an object whose size in storage is not what was written is a storage fault and is removed", async () => {
  await using server = await startTestServer(serveFile(smallMp4()));
  const inner = createMemoryObjectStore();
  const store: ObjectStore = { ...inner, head: () => Promise.resolve({ bytes: 1 }) };
  const saving = archiveOn(store).save({ downloadUrl: server.url, objectKey: "one.mp4", signal: never });
  await expect(saving).rejects.toMatchObject({ fault: "storage", message: expect.stringMatching(/storage holds 1/) });
  expect(inner.keys()).toEqual([]);
});

test("a stop in the middle is interrupted and leaves nothing", async () => {
  const control = new AbortController();
  await using server = await startTestServer((_message, response) => {
    response.writeHead(200, { "content-length": 5_000_000 });
    response.write(smallMp4(1000).subarray(0, 500), () => control.abort());
  });
  const store = createMemoryObjectStore();
  const saving = archiveOn(store).save({ downloadUrl: server.url, objectKey: "one.mp4", signal: control.signal });
  await expect(saving).rejects.toMatchObject({ fault: "interrupted" });
  expect(store.keys()).toEqual([]);
});

test.each([
  ["a/b.mp4", "a/b.json"],
  ["a.b/c", "a.b/c.json"],
  ["a/b.c.mp4", "a/b.c.json"],
  ["a.json", "a.json.json"],
])("the sidecar of %s is %s", async (objectKey, sidecar) => {
  const store = createMemoryObjectStore();
  await archiveOn(store).saveSidecar(objectKey, { prompt: "海" });
  expect(store.keys()).toEqual([sidecar]);
  expect(store.read(sidecar)?.toString()).toBe('{\n  "prompt": "海"\n}\n');
});

test("what is removed goes with its sidecar, and removing it again is no error", async () => {
  const store = createMemoryObjectStore();
  await store.put("a/b.mp4", oneChunk(smallMp4()), { contentType: "video/mp4" });
  await archiveOn(store).saveSidecar("a/b.mp4", {});
  await archiveOn(store).saveSidecar("a/c.mp4", {});
  await archiveOn(store).remove("a/b.mp4");
  await archiveOn(store).remove("a/b.mp4");
  expect(store.keys()).toEqual(["a/c.json"]);
});

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
