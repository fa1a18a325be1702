import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect, test } from "@jest/globals";
import { chunksOf, objectStoreConformance, patternBytes } from "@hailuo-queue/testkit/conformance";
import { type S3StandIn, type S3StandInOptions, startS3StandIn } from "@hailuo-queue/testkit";
import { createS3ObjectStore, type S3StoreOptions } from "./s3-object-store.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
/** The least that S3 takes; the suite on a real server runs with it. */
const SMALLEST_OF_S3 = 5 * 1024 * 1024;
/** The rules are the same for parts of any size. */
const PART = 256 * 1024;
const VIDEO = { contentType: "video/mp4" };

for (const signPayloads of [false, true]) {
  objectStoreConformance(`the S3 store on the strict stand-in, payloads signed: ${signPayloads},`, async () => {
    const standIn = await startS3StandIn({
      ...credentials,
      buckets: ["videos"],
      refuseChunked: true,
      leastPartBytes: PART,
    });
    const store = createS3ObjectStore({
      bucket: "videos",
      prefix: "out/first/",
      endpoint: standIn.endpoint,
      credentials,
      partBytes: PART,
      signPayloads,
    });
    return {
      store,
      partBytes: PART,
      leftovers: async () => standIn.multipartUploads().map(({ key }) => key),
      async close() {
        await store.close();
        await standIn.close();
      },
    };
  });
}

interface Stand {
  readonly standIn: S3StandIn;
  readonly store: ReturnType<typeof createS3ObjectStore>;
  [Symbol.asyncDispose](): Promise<void>;
}

async function openStand(
  changes: Partial<S3StoreOptions> = {},
  now: () => number = Date.now,
  rules: Partial<S3StandInOptions> = {},
): Promise<Stand> {
  const standIn = await startS3StandIn({ ...credentials, buckets: ["videos"], now, leastPartBytes: PART, ...rules });
  const base = { bucket: "videos", prefix: "", endpoint: standIn.endpoint, credentials, partBytes: PART };
  const store = createS3ObjectStore({ ...base, ...changes });
  return {
    standIn,
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      await standIn.close();
    },
  };
}

test("up to one part goes as one request, more as parts, and the type is kept", async () => {
  await using stand = await openStand({ partBytes: SMALLEST_OF_S3 }, Date.now, { leastPartBytes: SMALLEST_OF_S3 });
  await stand.store.put("small.mp4", chunksOf(patternBytes(SMALLEST_OF_S3)), VIDEO);
  expect(stand.standIn.requests().map(({ operation }) => operation)).toEqual(["PutObject"]);
  await stand.store.put("large.mp4", chunksOf(patternBytes(2 * SMALLEST_OF_S3 + 1)), VIDEO);
  expect(stand.standIn.requests().map(({ operation }) => operation)).toEqual([
    "PutObject",
    "CreateMultipartUpload",
    "UploadPart",
    "UploadPart",
    "UploadPart",
    "ListMultipartUploads",
    "CompleteMultipartUpload",
  ]);
  expect(stand.standIn.objects().map(({ contentType }) => contentType)).toEqual(["video/mp4", "video/mp4"]);
});

test("a server that is busy for a while is asked again, with the same bytes", async () => {
  await using stand = await openStand();
  const bytes = patternBytes(3 * PART);
  stand.standIn.faults.failNext(2, { operation: "UploadPart" });
  stand.standIn.faults.cutNext(1, { operation: "UploadPart" });
  stand.standIn.faults.failNext(1, { operation: "CompleteMultipartUpload", status: 500, code: "InternalError" });
  await stand.store.put("v.mp4", chunksOf(bytes), VIDEO);
  expect((await stand.store.head("v.mp4"))?.bytes).toBe(bytes.length);
});

test("a part that cannot be stored ends the put though the source is silent, and leaves no parts", async () => {
  await using stand = await openStand();
  stand.standIn.faults.failNext(100, { operation: "UploadPart", status: 403, code: "AccessDenied" });
  let closed = (): void => undefined;
  const ended = new Promise<void>((resolve) => (closed = resolve));
  const bytes = patternBytes(PART + 10);
  const silent: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]() {
      let given = false;
      return {
        next() {
          if (given) return new Promise(() => undefined);
          given = true;
          return Promise.resolve({ done: false, value: bytes });
        },
        return() {
          closed();
          return Promise.resolve({ done: true, value: undefined });
        },
      };
    },
  };
  await expect(stand.store.put("v.mp4", silent, VIDEO)).rejects.toMatchObject({
    name: "UnavailableError",
    code: "storage_forbidden",
  });
  await ended;
  expect(stand.standIn.multipartUploads()).toEqual([]);
  expect(stand.standIn.objects()).toEqual([]);
});

test("an abort cuts the parts that travel and then removes them", async () => {
  await using stand = await openStand();
  const release = stand.standIn.faults.hold("UploadPart");
  const arrived = stand.standIn.nextRequest("UploadPart");
  const control = new AbortController();
  const putting = stand.store.put("v.mp4", chunksOf(patternBytes(4 * PART)), { ...VIDEO, signal: control.signal });
  putting.catch(() => undefined);
  await arrived;
  control.abort(new Error("shutting down"));
  await expect(putting).rejects.toThrow("shutting down");
  release();
  expect(stand.standIn.multipartUploads()).toEqual([]);
  expect(stand.standIn.requests().map(({ operation }) => operation)).toContain("AbortMultipartUpload");
});

test("what a killed process left of an upload of the same key is removed once the object is there; what is alive or another's is not", async () => {
  // The job of a killed process is given to another after 7 s at the earliest; servers tell whole seconds.
  let aheadMs = -6000;
  await using stand = await openStand({}, () => Date.now() + aheadMs);
  const client = new S3Client({
    region: "us-east-1",
    endpoint: stand.standIn.endpoint,
    credentials,
    forcePathStyle: true,
  });
  const begin = (Key: string) => client.send(new CreateMultipartUploadCommand({ Bucket: "videos", Key }));
  for (const key of ["v.mp4", "v.mp4.other"]) await begin(key);
  aheadMs = 0;
  const alive = await begin("v.mp4");
  await stand.store.put("v.mp4", chunksOf(patternBytes(2 * PART)), VIDEO);
  expect(stand.standIn.multipartUploads().map(({ key }) => key)).toEqual(["v.mp4.other", "v.mp4"]);
  await client.send(new AbortMultipartUploadCommand({ Bucket: "videos", Key: "v.mp4", UploadId: alive.UploadId }));
  expect(stand.standIn.multipartUploads().map(({ key }) => key)).toEqual(["v.mp4.other"]);
  client.destroy();
});

test("with a single buffer many large puts at once still all end", async () => {
  await using stand = await openStand({ maxBuffers: 1 });
  const sizes = [3 * PART, 10, 2 * PART + 1, PART];
  await Promise.all(sizes.map((size, index) => stand.store.put(`${index}.mp4`, chunksOf(patternBytes(size)), VIDEO)));
  expect(
    stand.standIn
      .objects()
      .map(({ bytes }) => bytes)
      .toSorted((one, other) => one - other),
  ).toEqual(sizes.toSorted((one, other) => one - other));
});

test("a put that waits for a buffer has not pulled its body yet, and can be stopped", async () => {
  await using stand = await openStand({ maxBuffers: 1 });
  const release = stand.standIn.faults.hold("PutObject");
  const arrived = stand.standIn.nextRequest("PutObject");
  const first = stand.store.put("first.mp4", chunksOf(patternBytes(10)), VIDEO);
  await arrived;
  let pulled = false;
  const body = async function* (): AsyncGenerator<Uint8Array> {
    pulled = true;
    yield Buffer.from("x");
  };
  const control = new AbortController();
  const second = stand.store.put("second.mp4", body(), { ...VIDEO, signal: control.signal });
  control.abort(new Error("shutting down"));
  await expect(second).rejects.toThrow("shutting down");
  expect(pulled).toBe(false);
  release();
  await first;
});

test.each([
  [
    "storage_no_bucket",
    { bucket: "missing" },
    /There is no bucket "missing" at http:\/\/127\.0\.0\.1:\d+; create it or change HAILUO_OUT/,
  ],
  [
    "storage_bad_credentials",
    { credentials: { accessKeyId: "WRONGID", secretAccessKey: "x" } },
    /InvalidAccessKeyId.*AWS_ACCESS_KEY_ID/,
  ],
  [
    "storage_bad_credentials",
    { credentials: { ...credentials, secretAccessKey: "wrong-secret" } },
    /SignatureDoesNotMatch/,
  ],
  ["storage_wrong_region", { region: "eu-central-1" }, /not in region eu-central-1.*S3_REGION/],
] as const)("%s is told in a sentence with the setting and without a key", async (code, changes, sentence) => {
  await using stand = await openStand(changes);
  const refusal: unknown = await stand.store.check().catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: "UnavailableError", code, message: expect.stringMatching(sentence) });
  expect((refusal as Error).message).not.toMatch(/wrong-secret|WRONGID|wJalr|AKIDEXAMPLE/);
  expect(stand.standIn.objects()).toEqual([]);
});

test("an endpoint where nobody listens, or whose name is unknown, is told with S3_ENDPOINT", async () => {
  const standIn = await startS3StandIn(credentials);
  await standIn.close();
  for (const endpoint of [standIn.endpoint, "http://no-such-host.invalid:9000"]) {
    const store = createS3ObjectStore({ bucket: "videos", prefix: "", endpoint, credentials });
    await expect(store.check()).rejects.toMatchObject({
      code: "storage_unreachable",
      message: expect.stringContaining("S3_ENDPOINT"),
    });
    await store.close();
  }
});

test("a server that never answers fails the check after five seconds", async () => {
  await using stand = await openStand();
  const release = stand.standIn.faults.hold();
  const failing = stand.store.check();
  await expect(failing).rejects.toMatchObject({
    code: "storage_unreachable",
    message: expect.stringMatching(/did not answer within 5 s .*S3_CALL_TIMEOUT_MS/),
  });
  release();
});

test("a server that is slow at each call, is waited for call by call", async () => {
  await using stand = await openStand({ checkCallMs: 60_000 });
  const operations: string[] = [];
  const checking = stand.store.check();
  for (const operation of ["PutObject", "GetObject", "DeleteObject"]) {
    const release = stand.standIn.faults.hold(operation);
    await stand.standIn.nextRequest(operation);
    operations.push(operation);
    release();
  }
  await checking;
  expect(operations).toHaveLength(3);
});

test.each(["crc32", "crc32c", "sha1", "sha256", "md5"] as const)(
  "a bucket that asks for a checksum of each object takes whole ones and parts with %s",
  async (checksum) => {
    await using stand = await openStand({ checksum }, Date.now, { demands: ["checksum"] });
    await stand.store.check();
    const bytes = patternBytes(2 * PART + 1);
    await stand.store.put("large.mp4", chunksOf(bytes), VIDEO);
    expect((await stand.store.head("large.mp4"))?.bytes).toBe(bytes.length);
  },
);

test.each([
  [["checksum"], {}, "storage_wants_checksum", /S3_CHECKSUM=crc32/],
  [["encryption"], {}, "storage_forbidden", /S3_ENCRYPTION/],
  [["signed payload"], {}, "storage_forbidden", /S3_SIGN_PAYLOADS=true/],
] as const)(
  "what a bucket asks for (%j) is told with the setting that gives it",
  async (demands, changes, code, sentence) => {
    await using stand = await openStand(changes, Date.now, { demands });
    await expect(stand.store.check()).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) });
  },
);

test.each([
  [["encryption"], { encryption: "AES256" }],
  [["encryption"], { kmsKeyId: "arn:aws:kms:eu-central-1:1:key/a-b" }],
  [["signed payload"], { signPayloads: true }],
  [["checksum", "encryption", "signed payload"], { checksum: "sha256", encryption: "aws:kms", signPayloads: true }],
] as const)("a bucket that asks for %j is satisfied by %j", async (demands, changes) => {
  await using stand = await openStand(changes, Date.now, { demands });
  await stand.store.check();
  await stand.store.put("large.mp4", chunksOf(patternBytes(PART + 1)), VIDEO);
  expect(stand.standIn.objects().map(({ key }) => key)).toEqual(["large.mp4"]);
});

test("a server whose certificate nobody here vouches for is told with both settings, and trusted with its authority's file", async () => {
  const [key, cert] = await Promise.all(
    ["key", "cert"].map((name) => readFile(new URL(`./__fixtures__/own-ca-${name}.pem`, import.meta.url), "utf8")),
  );
  const tls = { key: key ?? "", cert: cert ?? "" };
  await using stand = await openStand({}, Date.now, { tls });
  await expect(stand.store.check()).rejects.toMatchObject({
    code: "storage_untrusted",
    message: expect.stringMatching(/AWS_CA_BUNDLE.*NODE_EXTRA_CA_CERTS/),
  });
  await using trusting = await openStand(
    { caBundle: fileURLToPath(new URL("./__fixtures__/own-ca-cert.pem", import.meta.url)) },
    Date.now,
    { tls },
  );
  await trusting.store.check();
  for (const [caBundle, sentence] of [
    ["/nowhere/ca.pem", /AWS_CA_BUNDLE names a file that cannot be read: .*ENOENT/],
    [fileURLToPath(import.meta.url), /holds no certificate/],
  ] as const) {
    await using mistaken = await openStand({ caBundle }, Date.now, { tls });
    await expect(mistaken.store.check()).rejects.toMatchObject({
      code: "storage_bad_ca",
      message: expect.stringMatching(sentence),
    });
  }
});

test("a server that is busy all the time is told as busy", async () => {
  await using stand = await openStand();
  stand.standIn.faults.refuseAll({ status: 503, code: "SlowDown" });
  await expect(stand.store.head("v.mp4")).rejects.toMatchObject({ code: "storage_busy" });
});

test.each([
  [403, "QuotaExceeded"],
  [507, "XMinioStorageFull"],
  [400, "XMinioAdminBucketQuotaExceeded"],
])("a bucket without room is told as full (%i %s), not as one that the key may not use", async (status, code) => {
  await using stand = await openStand();
  stand.standIn.faults.refuseAll({ status, code });
  await expect(stand.store.delete("v.mp4")).rejects.toMatchObject({
    code: "storage_full",
    message: expect.stringContaining("raise its quota"),
  });
});

test("a link that the SDK presigned for a stored video opens it without credentials", async () => {
  await using stand = await openStand();
  await stand.store.put("海 1.mp4", chunksOf(Buffer.from("video")), VIDEO);
  const client = new S3Client({
    region: "us-east-1",
    endpoint: stand.standIn.endpoint,
    forcePathStyle: true,
    credentials,
  });
  const link = await getSignedUrl(client, new GetObjectCommand({ Bucket: "videos", Key: "海 1.mp4" }), {
    expiresIn: 60,
  });
  expect(await (await fetch(link)).text()).toBe("video");
  expect((await fetch(link.replace(/Signature=../, "Signature=00"))).status).toBe(403);
  client.destroy();
});

test("links are signed for the endpoint that their users reach, which the store itself does not ask", async () => {
  await using stand = await openStand();
  const { port } = new URL(stand.standIn.endpoint);
  await using seen = await openStand({ publicEndpoint: `http://localhost:${port}` });
  await stand.store.put("a.mp4", chunksOf(Buffer.from("video")), VIDEO);
  const link = (await seen.store.link("a.mp4", 60)) ?? "";
  expect(new URL(link).host).toBe(`localhost:${port}`);
  expect(await (await fetch(link)).text()).toBe("video");
  // Signed for that host alone.
  expect((await fetch(link.replace("localhost", "127.0.0.1"))).status).toBe(403);
  // What the store does itself goes to its endpoint.
  expect(await seen.store.head("a.mp4")).toBeUndefined();
  expect(new URL((await stand.store.link("a.mp4", 60)) ?? "").host).toBe(new URL(stand.standIn.endpoint).host);
});
