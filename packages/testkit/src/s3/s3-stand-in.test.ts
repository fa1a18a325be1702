import { createHash } from "node:crypto";
import { readdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { expect, test } from "@jest/globals";
import { crc32c } from "./crc32c.ts";
import { startS3StandIn } from "./s3-stand-in.ts";
import { createSigningClient, type SigningClient } from "./signing-client.ts";

const keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

const sha256 = (text: string | Buffer): string => createHash("sha256").update(text).digest("hex");
const md5Base64 = (text: string): string => createHash("md5").update(text).digest("base64");
const crcBase64 = (value: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString("base64");
};

async function openStand(changes: Partial<Parameters<typeof startS3StandIn>[0]> = {}): Promise<{
  standIn: Awaited<ReturnType<typeof startS3StandIn>>;
  client: SigningClient;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const standIn = await startS3StandIn({ ...keys, buckets: ["bucket"], ...changes });
  const client = createSigningClient({ ...keys, region: "us-east-1", endpoint: standIn.endpoint });
  return { standIn, client, [Symbol.asyncDispose]: () => standIn.close() };
}

test("an unsigned request, an unknown key, a wrong secret, another region and an old date are each refused by their code", async () => {
  await using stand = await openStand();
  const { endpoint } = stand.standIn;
  expect(await (await fetch(`${endpoint}/bucket/a`)).text()).toContain("<Code>AccessDenied</Code>");
  const put = async (changes: object, now?: Date): Promise<string> => {
    const client = createSigningClient({ ...keys, region: "us-east-1", endpoint, ...changes });
    return (await client.send("PUT", "/bucket/a", { body: "x", ...(now && { now }) })).text;
  };
  expect(await put({ accessKeyId: "OTHER" })).toContain("<Code>InvalidAccessKeyId</Code>");
  expect(await put({ secretAccessKey: "other" })).toContain("<Code>SignatureDoesNotMatch</Code>");
  expect(await put({ region: "eu-west-1" })).toContain("<Code>AuthorizationHeaderMalformed</Code>");
  expect(await put({}, new Date(Date.now() - 16 * 60_000))).toContain("<Code>RequestTimeTooSkewed</Code>");
  expect(stand.standIn.objects()).toEqual([]);
  expect(await put({})).toBe("");
});

test("a request that was changed after it was signed is refused", async () => {
  await using stand = await openStand();
  const changes = [
    { path: "/bucket/other" },
    { path: "/bucket/a?tagging-directive=x" },
    { method: "DELETE" },
    { headers: { "x-amz-meta-name": "other" } },
  ];
  for (const tamper of changes) {
    const { status, text } = await stand.client.send("PUT", "/bucket/a", {
      body: "x",
      headers: { "x-amz-meta-name": "mine" },
      tamper,
    });
    expect([status, text]).toEqual([403, expect.stringContaining("SignatureDoesNotMatch")]);
  }
  const unsigned = await stand.client.send("PUT", "/bucket/a", {
    body: "x",
    tamper: { headers: { "x-amz-acl": "public-read" } },
  });
  expect(unsigned.text).toContain("not signed: x-amz-acl");
  expect(stand.standIn.objects()).toEqual([]);
});

test("a body that is not what its hash, its MD5 or its checksums say is not stored", async () => {
  await using stand = await openStand();
  const lies: readonly (readonly [Record<string, string>, string])[] = [
    [{ "x-amz-content-sha256": sha256("other") }, "XAmzContentSHA256Mismatch"],
    [{ "content-md5": md5Base64("other") }, "BadDigest"],
    [{ "x-amz-checksum-crc32": crcBase64(crc32("other")) }, "BadDigest"],
    [{ "x-amz-checksum-crc32c": crcBase64(crc32c(Buffer.from("other"))) }, "BadDigest"],
    [{ "x-amz-checksum-sha256": Buffer.from(sha256("other"), "hex").toString("base64") }, "BadDigest"],
    [{ "x-amz-checksum-crc64nvme": "AAAAAAAAAAA=" }, "InvalidRequest"],
  ];
  for (const [headers, code] of lies) {
    const { status, text } = await stand.client.send("PUT", "/bucket/a", { body: "body", headers });
    expect([status, text]).toEqual([400, expect.stringContaining(`<Code>${code}</Code>`)]);
  }
  expect(stand.standIn.objects()).toEqual([]);
  const truths = {
    "content-md5": md5Base64("body"),
    "x-amz-checksum-crc32c": crcBase64(crc32c(Buffer.from("body"))),
  };
  const stored = await stand.client.send("PUT", "/bucket/a", { body: "body", headers: truths });
  expect(stored.headers.get("etag")).toBe(`"${createHash("md5").update("body").digest("hex")}"`);
});

test("CRC-32C is Castagnoli's: the check value of the standard", () => {
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
  expect(crc32c(Buffer.from("56789"), crc32c(Buffer.from("1234")))).toBe(0xe3069283);
});

test("an aws-chunked body is stored without its framing, its trailer verified; or refused with 411 when asked", async () => {
  const chunked = (trailer: string): string =>
    `5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:${trailer}\r\n\r\n`;
  const headers = {
    "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "x-amz-trailer": "x-amz-checksum-crc32",
    "x-amz-decoded-content-length": "11",
    "content-encoding": "aws-chunked",
  };
  await using stand = await openStand();
  const good = chunked(crcBase64(crc32("hello world")));
  expect((await stand.client.send("PUT", "/bucket/a", { body: good, headers })).status).toBe(200);
  expect((await stand.client.send("GET", "/bucket/a")).text).toBe("hello world");
  const bad = await stand.client.send("PUT", "/bucket/b", { body: chunked(crcBase64(1)), headers });
  expect(bad.text).toContain("BadDigest");
  const cut = await stand.client.send("PUT", "/bucket/b", { body: good.slice(0, 14), headers });
  expect([cut.status, cut.text]).toEqual([400, expect.stringContaining("IncompleteBody")]);
  await using strict = await openStand({ refuseChunked: true });
  expect((await strict.client.send("PUT", "/bucket/a", { body: good, headers })).status).toBe(411);
  expect([...stand.standIn.objects(), ...strict.standIn.objects()].map(({ key }) => key)).toEqual(["a"]);
});

test("presigned links work until they expire, for their method and key only", async () => {
  let now = Date.now();
  await using stand = await openStand({ now: () => now });
  const link = await stand.client.presign("PUT", "/bucket/a b", 60);
  expect((await fetch(link, { method: "PUT", body: "x" })).status).toBe(200);
  expect((await fetch(link)).status).toBe(403);
  expect((await fetch(link.replace("a%20b", "other"), { method: "PUT", body: "x" })).status).toBe(403);
  expect((await fetch(link.replace("Expires=60", "Expires=600"), { method: "PUT", body: "x" })).status).toBe(403);
  now += 61_000;
  expect(await (await fetch(link, { method: "PUT", body: "x" })).text()).toContain("Request has expired");
  expect(stand.standIn.objects().map(({ key }) => key)).toEqual(["a b"]);
});

test("ranges are answered with 206 and the bytes asked for; a range behind the end with 416", async () => {
  await using stand = await openStand();
  await stand.client.send("PUT", "/bucket/a", { body: "0123456789" });
  const get = async (range: string): Promise<readonly unknown[]> => {
    const { status, text, headers } = await stand.client.send("GET", "/bucket/a", { headers: { range } });
    return [status, text, headers.get("content-range")];
  };
  expect(await get("bytes=2-4")).toEqual([206, "234", "bytes 2-4/10"]);
  expect(await get("bytes=7-")).toEqual([206, "789", "bytes 7-9/10"]);
  expect(await get("bytes=-3")).toEqual([206, "789", "bytes 7-9/10"]);
  expect((await get("bytes=10-"))[0]).toBe(416);
});

test("conditional writes hold: only when absent, only when unchanged", async () => {
  await using stand = await openStand();
  const put = async (headers: Record<string, string>): Promise<number> =>
    (await stand.client.send("PUT", "/bucket/a", { body: "x", headers })).status;
  expect(await put({ "if-match": '"x"' })).toBe(404);
  expect(await put({ "if-none-match": "*" })).toBe(200);
  expect(await put({ "if-none-match": "*" })).toBe(412);
  const etag = stand.standIn.objects()[0]?.etag ?? "";
  expect(await put({ "if-match": '"other"' })).toBe(412);
  expect(await put({ "if-match": etag })).toBe(200);
});

test("a multipart upload is complete only with its own parts, in order, of 5 MiB each but the last", async () => {
  await using stand = await openStand();
  const { client, standIn } = stand;
  const begun = await client.send("POST", "/bucket/big?uploads=");
  const uploadId = /<UploadId>([^<]+)</.exec(begun.text)?.[1] ?? "";
  const part = async (number: number, bytes: number): Promise<string> =>
    (
      await client.send("PUT", `/bucket/big?partNumber=${number}&uploadId=${uploadId}`, {
        body: Buffer.alloc(bytes, number),
      })
    ).headers.get("etag") ?? "";
  const complete = async (parts: readonly (readonly [number, string])[]): Promise<string> => {
    const rows = parts.map(([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`);
    const body = `<CompleteMultipartUpload>${rows.join("")}</CompleteMultipartUpload>`;
    return (await client.send("POST", `/bucket/big?uploadId=${uploadId}`, { body })).text;
  };
  const full = 5 * 1024 * 1024;
  const [one, two, three] = [await part(1, full), await part(2, 100), await part(3, full)];
  expect(await complete([])).toContain("MalformedXML");
  expect(await complete([[1, '"0123"']])).toContain("InvalidPart");
  expect(await complete([[9, one]])).toContain("InvalidPart");
  // prettier-ignore
  expect(await complete([[3, three], [1, one]])).toContain("InvalidPartOrder");
  // prettier-ignore
  expect(await complete([[1, one], [2, two], [3, three]])).toContain("EntityTooSmall");
  expect(standIn.objects()).toEqual([]);
  expect((await client.send("GET", "/bucket?uploads=")).text).toContain(uploadId);
  expect((await client.send("GET", `/bucket/big?uploadId=${uploadId}`)).text).toContain("<PartNumber>3</PartNumber>");
  // prettier-ignore
  expect(await complete([[1, one], [2, two]])).toMatch(/<ETag>&quot;[0-9a-f]{32}-2&quot;</);
  expect(standIn.objects()).toEqual([expect.objectContaining({ key: "big", bytes: full + 100 })]);
  expect(standIn.multipartUploads()).toEqual([]);
  const across = await client.send("GET", "/bucket/big", { headers: { range: `bytes=${full - 1}-${full}` } });
  expect(across.text).toBe("\u0001\u0002");
});

test("an aborted upload is gone with its parts, and so are a stand-in's files after close", async () => {
  const directory = await mkdtemp(join(tmpdir(), "stand-in-test-"));
  const stand = await openStand({ directory });
  const begun = await stand.client.send("POST", "/bucket/big?uploads=");
  const uploadId = /<UploadId>([^<]+)</.exec(begun.text)?.[1] ?? "";
  await stand.client.send("PUT", `/bucket/big?partNumber=1&uploadId=${uploadId}`, { body: "part" });
  expect((await stand.client.send("DELETE", `/bucket/big?uploadId=${uploadId}`)).status).toBe(204);
  expect(
    (await stand.client.send("PUT", `/bucket/big?partNumber=1&uploadId=${uploadId}`, { body: "part" })).text,
  ).toContain("NoSuchUpload");
  const [folder = ""] = await readdir(directory);
  expect(await readdir(join(directory, folder))).toEqual([]);
  await stand.standIn.close();
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
});

test("buckets: missing ones are told, listings page by prefix and delimiter, DeleteObjects takes many", async () => {
  await using stand = await openStand();
  const { client } = stand;
  expect((await client.send("PUT", "/missing/a", { body: "x" })).text).toContain("NoSuchBucket");
  expect((await client.send("HEAD", "/missing")).status).toBe(404);
  expect((await client.send("PUT", "/fresh-bucket")).status).toBe(200);
  expect((await client.send("HEAD", "/fresh-bucket")).status).toBe(200);
  for (const key of ["b/1", "b/2", "a", "c&d"])
    await client.send("PUT", `/bucket/${encodeURIComponent(key).replace("%2F", "/")}`, { body: key });
  const list = async (query: string): Promise<readonly string[]> =>
    [
      ...(await client.send("GET", `/bucket?list-type=2&${query}`)).text.matchAll(
        /<(?:Key|Prefix|NextContinuationToken)>([^<]+)</g,
      ),
    ].map((match) => match[1] ?? "");
  expect(await list("")).toEqual(["a", "b/1", "b/2", "c&amp;d"]);
  expect(await list("delimiter=%2F")).toEqual(["a", "b/", "c&amp;d"]);
  expect(await list("prefix=b%2F&max-keys=1")).toEqual(["b/", "b/1", "b/1"]);
  expect(await list("prefix=b%2F&max-keys=1&continuation-token=b%2F1")).toEqual(["b/", "b/2"]);
  const body = "<Delete><Object><Key>a</Key></Object><Object><Key>c&amp;d</Key></Object></Delete>";
  expect((await client.send("POST", "/bucket?delete=", { body })).status).toBe(200);
  expect(stand.standIn.objects().map(({ key }) => key)).toEqual(["b/1", "b/2"]);
  expect((await client.send("GET", "/bucket/a")).text).toContain("NoSuchKey");
});

test("an operation that the stand-in does not know is refused, never answered as another", async () => {
  await using stand = await openStand();
  await stand.client.send("PUT", "/bucket/a", { body: "x" });
  for (const query of ["acl=", "tagging=", "versionId=1"]) {
    expect((await stand.client.send("GET", `/bucket/a?${query}`)).status).toBe(501);
    expect((await stand.client.send("PUT", `/bucket/a?${query}`, { body: "y" })).status).toBe(501);
  }
  expect((await stand.client.send("GET", "/bucket/a")).text).toBe("x");
});

test("a virtual host names the bucket", async () => {
  await using stand = await openStand();
  const { port } = new URL(stand.standIn.endpoint);
  const put = await stand.client.send("PUT", "/folder/a", { body: "x", host: `bucket.localhost:${port}` });
  expect(put.status).toBe(200);
  expect(stand.standIn.objects()).toEqual([expect.objectContaining({ bucket: "bucket", key: "folder/a" })]);
});

test("the mode that keeps nothing verifies as strictly", async () => {
  await using stand = await openStand({ keep: "nothing" });
  const lie = await stand.client.send("PUT", "/bucket/a", {
    body: "x",
    headers: { "x-amz-content-sha256": sha256("y") },
  });
  expect(lie.text).toContain("XAmzContentSHA256Mismatch");
  expect((await stand.client.send("PUT", "/bucket/a", { body: "x" })).status).toBe(200);
  expect(stand.standIn.objects()).toEqual([expect.objectContaining({ key: "a", bytes: 1 })]);
});

test("faults come as often as they were asked for, and only for their operation", async () => {
  await using stand = await openStand();
  const { faults } = stand.standIn;
  faults.failNext(1, { operation: "PutObject" });
  expect((await stand.client.send("HEAD", "/bucket")).status).toBe(200);
  expect((await stand.client.send("PUT", "/bucket/a", { body: "x" })).text).toContain("SlowDown");
  expect((await stand.client.send("PUT", "/bucket/a", { body: "x" })).status).toBe(200);
  faults.cutNext(1);
  await expect(stand.client.send("GET", "/bucket/a")).rejects.toThrow();
  faults.refuseAll({ status: 403, code: "AccessDenied" });
  expect((await stand.client.send("GET", "/bucket/a")).status).toBe(403);
  faults.refuseAll({ status: 507, code: "XMinioStorageFull", operations: ["PutObject"] });
  expect((await stand.client.send("PUT", "/bucket/b", { body: "x" })).status).toBe(507);
  expect((await stand.client.send("GET", "/bucket/a")).status).toBe(200);
  faults.refuseAll(undefined);
  expect((await stand.client.send("PUT", "/bucket/b", { body: "x" })).status).toBe(200);
});
