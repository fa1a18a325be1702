import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
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
  expect(stored).toMatchObject({ location: "memory://test/batch/one.mp4", bytes: video.length, sha256 });
  expect(store.read("batch/one.mp4")?.equals(video)).toBe(true);
});

test("what its boxes tell of a video, and what is behind them, is kept with it", async () => {
  const clip = readFileSync(new URL("./__fixtures__/h3-768p-5s.mp4", import.meta.url));
  const video = Buffer.concat([clip, Buffer.alloc(512)]);
  await using server = await startTestServer(serveFile(video));
  const stored = await archiveOn(createMemoryObjectStore()).save({
    downloadUrl: server.url,
    objectKey: "one.mp4",
    signal: never,
  });
  expect(stored).toMatchObject({
    bytes: video.length,
    facts: { picture: { widthPx: 1344, heightPx: 768 }, sound: { codec: "mp4a.40.2" }, durationMs: 5208 },
    strayBytes: 512,
  });
});

test.each([
  ["gzip", gzipSync(smallMp4())],
  ["gzip", gzipSync(gzipSync(smallMp4()))],
  ["", gzipSync(smallMp4())],
  ["br", brotliCompressSync(smallMp4())],
  ["deflate", deflateSync(smallMp4())],
  ["deflate", deflateRawSync(smallMp4())],
  ["aws-chunked", inAwsChunks(smallMp4(), 300)],
  ["aws-chunked,gzip", inAwsChunks(gzipSync(smallMp4()), 20)],
  ["aws-chunked", smallMp4()],
  ["utf-8", smallMp4()],
  ["binary", smallMp4()],
  ["none", smallMp4()],
  ["gzip", smallMp4()],
  ["br", smallMp4()],
  ["x, y;q=1, ", smallMp4()],
])("a whole video is stored unpacked, whatever its content-encoding (%s) says", async (encoding, body) => {
  for (const cutAfter of [undefined, 10]) {
    await using server = await startTestServer((_message, response) => {
      response.writeHead(200, { "content-length": body.length, "content-encoding": encoding });
      if (cutAfter !== undefined) response.write(body.subarray(0, cutAfter));
      setImmediate(() => response.end(body.subarray(cutAfter ?? 0)));
    });
    const store = createMemoryObjectStore();
    const stored = await archiveOn(store).save({ downloadUrl: server.url, objectKey: "one.mp4", signal: never });
    expect(stored.bytes).toBe(smallMp4().length);
    expect(store.read("one.mp4")?.equals(smallMp4())).toBe(true);
  }
});

test.each([
  ["cut off", gzipSync(smallMp4(5000)).subarray(0, -12), "interrupted", /broke off: .*unexpected end of file/],
  ["cut off within its first bytes", gzipSync(smallMp4(5000)).subarray(0, 15), "interrupted", /broke off/],
  ["cut off before its checksum", gzipSync(smallMp4(5000)).subarray(0, -8), "interrupted", /broke off/],
  [
    "damaged",
    Buffer.concat([gzipSync(smallMp4()).subarray(0, 20), Buffer.alloc(200, 255)]),
    "not_a_video",
    /cannot be unpacked|not a whole MP4/,
  ],
  ["of a page", gzipSync("<html><body>Sign in, please</body></html>"), "not_a_video", /HTML page/],
  [
    "in too many layers",
    [1, 2, 3, 4].reduce((inner) => gzipSync(inner), smallMp4()),
    "not_a_video",
    /does not begin as an MP4/,
  ],
  ["of more than a video may have", gzipSync(smallMp4(60_000_000)), "too_large", /larger than 50000000/],
  ["in frames that break off", inAwsChunks(smallMp4(), 300).subarray(0, -200), "interrupted", /broke off/],
])("a packed body %s is refused and leaves nothing", async (_name, body, fault, sentence) => {
  await using server = await startTestServer((_message, response) => {
    response.writeHead(200, { "content-length": body.length, "content-encoding": "gzip" }).end(body);
  });
  const store = createMemoryObjectStore();
  const saving = archiveOn(store).save({ downloadUrl: server.url, objectKey: "one.mp4", signal: never });
  await expect(saving).rejects.toMatchObject({ fault, message: expect.stringMatching(sentence) });
  expect(store.keys()).toEqual([]);
});

test("a store without room is the fault storage_full, while a body is unpacked, too", async () => {
  await using server = await startTestServer(serveFile(gzipSync(smallMp4(900_000))));
  const cause = new UnavailableError("storage_full", "The disk is full.");
  const put: ObjectStore["put"] = async (_key, body) => {
    for await (const _chunk of body) throw cause;
    throw new Error("no chunk came");
  };
  const saving = archiveOn({ ...createMemoryObjectStore(), put }).save({
    downloadUrl: server.url,
    objectKey: "one.mp4",
    signal: never,
  });
  await expect(saving).rejects.toMatchObject({ fault: "storage_full", code: "download_storage_full", cause });
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
  const cause = new UnavailableError("storage_forbidden", "The disk is not yours.");
  const store = { ...createMemoryObjectStore(), put: () => Promise.reject(cause) };
  const saving = archiveOn(store).save({ downloadUrl: server.url, objectKey: "one.mp4", signal: never });
  await expect(saving).rejects.toMatchObject({
    fault: "storage",
    cause,
    message: expect.stringContaining("The disk is not yours."),
  });
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

test("the video of an earlier take is kept with its sidecar under a key of its own, before another one may take its place", async () => {
  const store = createMemoryObjectStore();
  const archive = archiveOn(store);
  await store.put("a/b.mp4", oneChunk(smallMp4()), { contentType: "video/mp4" });
  await archive.saveSidecar("a/b.mp4", { take: 1 });
  const video = { location: store.uri("a/b.mp4"), bytes: 1, sha256: "ab" };
  const elsewhere = { ...video, location: "memory://other/a/b.mp4" };
  expect(await archive.keepTake("a/b.mp4", { take: 1, video: elsewhere })).toBeUndefined();
  expect(store.keys()).toEqual(["a/b.json", "a/b.mp4"]);
  expect(await archive.keepTake("a/b.mp4", { take: 1, video })).toEqual({
    ...video,
    location: store.uri("a/b.take1.mp4"),
  });
  expect(store.keys()).toEqual(["a/b.json", "a/b.mp4", "a/b.take1.json", "a/b.take1.mp4"]);
  await archive.saveSidecar("a/b.mp4", { take: 2 });
  await archive.keepTake("a/b.mp4", { take: 1, video });
  expect(store.read("a/b.take1.json")?.toString()).toContain('"take": 1');
});

test("a video of another name that stands where a take is to be kept is not taken for it, and nothing is overwritten", async () => {
  const store = createMemoryObjectStore();
  await store.put("a/b.mp4", oneChunk(smallMp4()), { contentType: "video/mp4" });
  await store.put("a/b.take1.mp4", oneChunk(Buffer.from("another")), { contentType: "video/mp4" });
  const video = { location: store.uri("a/b.mp4"), bytes: 1, sha256: "ab" };
  await expect(archiveOn(store).keepTake("a/b.mp4", { take: 1, video })).rejects.toMatchObject({ fault: "storage" });
  expect(store.read("a/b.take1.mp4")?.toString()).toBe("another");
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

/** As an upload to S3 is framed. */
function inAwsChunks(bytes: Buffer, chunkBytes: number): Buffer {
  const framed: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    const part = bytes.subarray(start, start + chunkBytes);
    framed.push(
      Buffer.from(`${part.length.toString(16)};chunk-signature=${"ab".repeat(32)}\r\n`),
      part,
      Buffer.from("\r\n"),
    );
  }
  return Buffer.concat([...framed, Buffer.from("0;chunk-signature=00\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n")]);
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
