import { createHash } from "node:crypto";
import { type IncomingHttpHeaders, request as httpRequest } from "node:http";
import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { finishedVideo, linkFor, openStand } from "./__fixtures__/stand.ts";

async function bytesOf(link: string, headers: Record<string, string> = {}): Promise<Buffer> {
  return Buffer.from(await (await fetch(link, { headers })).arrayBuffer());
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The top-level boxes of an MP4, whose sizes must add up to the file. */
function boxes(bytes: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at))
    names.push(bytes.toString("latin1", at + 4, at + 8));
  return names;
}

test("each task's video is an MP4 of its own, and the books know its bytes", async () => {
  await using stand = await openStand();
  const first = await finishedVideo(stand);
  const second = await finishedVideo(stand);
  const bytes = await bytesOf(first.link);
  expect(boxes(bytes)).toEqual(["ftyp", "moov", "free", "mdat", "free"]);
  expect(sha256(bytes)).not.toBe(sha256(await bytesOf(second.link)));
  const { body } = await stand.get(`/__tasks/${first.taskId}`);
  expect(body).toMatchObject({ bytes: bytes.length, sha256: sha256(bytes), completedDownloads: 1 });
});

test("videos of a wanted size: padded, streamed, and the same from any range", async () => {
  const wanted = 5 * 1024 * 1024 + 17;
  await using stand = await openStand({ videoBytes: wanted });
  const { taskId, link } = await finishedVideo(stand);
  const whole = await bytesOf(link);
  expect(whole.length).toBe(wanted);
  expect(boxes(whole).at(-1)).toBe("free");
  expect((await stand.get(`/__tasks/${taskId}`)).body["sha256"]).toBe(sha256(whole));
  // From inside the clip, and from inside the padding: both run over several pieces.
  for (const [first, last] of [
    [3_000, 4_200_000],
    [1_500_001, 4_700_000],
  ] as const) {
    const part = await bytesOf(link, { range: `bytes=${first}-${last}` });
    expect(part.equals(whole.subarray(first, last + 1))).toBe(true);
  }
  const mebibyte = (index: number): Buffer => whole.subarray(index * 1_048_576, (index + 1) * 1_048_576);
  expect(mebibyte(1).equals(mebibyte(2))).toBe(false);
});

test("a link holds until its Expires, and a new call signs a new one", async () => {
  await using stand = await openStand({ linkTtlMs: 10_000 });
  const { fileId, link } = await finishedVideo(stand);
  expect(Number(new URL(link).searchParams.get("Expires"))).toBe(stand.clock.now / 1000 + 10);
  stand.clock.now += 9_999;
  expect((await fetch(link)).status).toBe(200);
  stand.clock.now += 1;
  const expired = await fetch(link);
  expect([expired.status, expired.headers.get("content-type")]).toEqual([403, "application/xml"]);
  expect(await expired.text()).toContain("<Code>AccessDenied</Code>");
  const renewed = await linkFor(stand, fileId);
  expect(renewed).not.toBe(link);
  expect((await fetch(renewed)).status).toBe(200);
});

test("a link for another task, time or signature is refused", async () => {
  await using stand = await openStand();
  const { taskId, link } = await finishedVideo(stand);
  const later = link.replace(/Expires=\d+/, "Expires=9999999999");
  const other = link.replace(taskId, "123456789012345");
  const bare = link.split("?")[0] ?? "";
  for (const forged of [later, other, bare, `${link}x`]) {
    const answer = await fetch(forged);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("SignatureDoesNotMatch")]);
  }
});

test("a link may be born expired", async () => {
  await using stand = await openStand({ faults: { script: [{ nth: 1, fault: "linkExpired" }] } });
  const { fileId, link } = await finishedVideo(stand);
  expect((await fetch(link)).status).toBe(403);
  expect((await fetch(await linkFor(stand, fileId))).status).toBe(200);
});

test("a key at the download host is refused and counted", async () => {
  await using stand = await openStand();
  const { link } = await finishedVideo(stand);
  expect((await fetch(link, { headers: { authorization: "Bearer key" } })).status).toBe(400);
  expect(stand.simulator.stats()).toMatchObject({ keyLeaks: 1, downloads: { refusedInvalidArgument: 1 } });
});

test("ranges: first, middle, last, none left, and a file that has changed", async () => {
  await using stand = await openStand();
  const { link } = await finishedVideo(stand);
  const whole = await bytesOf(link);
  const size = whole.length;
  const ask = async (range: string, condition?: string): Promise<[number, string | null, number]> => {
    const answer = await fetch(link, { headers: { range, ...(condition !== undefined && { "if-range": condition }) } });
    return [answer.status, answer.headers.get("content-range"), (await answer.arrayBuffer()).byteLength];
  };
  expect(await ask("bytes=0-9")).toEqual([206, `bytes 0-9/${size}`, 10]);
  expect(await ask(`bytes=${size - 5}-`)).toEqual([206, `bytes ${size - 5}-${size - 1}/${size}`, 5]);
  expect(await ask("bytes=-7")).toEqual([206, `bytes ${size - 7}-${size - 1}/${size}`, 7]);
  expect(await ask(`bytes=10-${size * 2}`)).toEqual([206, `bytes 10-${size - 1}/${size}`, size - 10]);
  expect(await ask(`bytes=${size}-`)).toEqual([416, `bytes */${size}`, 0]);
  expect(await ask("bytes=0-1,5-6")).toEqual([200, null, size]);
  expect(await ask("bytes=0-9", '"another"')).toEqual([200, null, size]);
  const etag = (await fetch(link, { method: "HEAD" })).headers.get("etag") ?? "";
  expect((await ask("bytes=0-9", etag))[0]).toBe(206);
  stand.simulator.configure({ ranges: false });
  expect(await ask("bytes=0-9")).toEqual([200, null, size]);
});

test.each([
  ["downloadReset", "broken"],
  ["downloadTruncated", "broken"],
  ["downloadStalled", "broken"],
  ["download500", "500 application/xml"],
  ["downloadHtml", "200 text/html"],
  ["downloadSlow", "200 video/mp4"],
] as const)("%s", async (fault, sight) => {
  await using stand = await openStand({
    faults: { hangMs: 20, slowBytesPerSecond: 10_000_000, script: [{ nth: 1, fault }] },
  });
  const { link } = await finishedVideo(stand);
  const look = async (): Promise<string> => {
    try {
      const answer = await fetch(link);
      await answer.arrayBuffer();
      return `${answer.status} ${answer.headers.get("content-type")}`;
    } catch {
      return "broken";
    }
  };
  expect(await look()).toBe(sight);
  expect(await look()).toBe("200 video/mp4");
});

test.each([
  ["downloadGzip", 200, "gzip"],
  ["downloadOddEncoding", 200, "aws-chunked"],
  ["download206", 206, undefined],
  ["downloadRedirects", 302, undefined],
] as const)("%s sends the task's own bytes in a way that only they make good", async (fault, status, encoding) => {
  await using stand = await openStand({ faults: { script: [{ nth: 1, fault }] } });
  const { taskId, link } = await finishedVideo(stand);
  const [answer] = await headOf(link);
  expect([answer?.statusCode, answer?.headers["content-encoding"]]).toEqual([status, encoding]);
  expect(stand.simulator.stats().faults).toEqual({ [fault]: 1 });
  if (fault === "downloadRedirects") {
    const [first, ...hops] = await headOf(link.replace(/$/, "&hops=8"), 20);
    expect([first?.statusCode, hops.length, hops.at(-1)?.statusCode]).toEqual([302, 8, 200]);
  }
  const body = fault === "downloadGzip" ? gunzipSync(answer?.body ?? "") : answer?.body;
  const { sha256: told } = (await stand.get(`/__tasks/${taskId}`)).body;
  if (fault !== "downloadRedirects") expect(sha256(body ?? Buffer.alloc(0))).toBe(told);
});

test.each(["downloadPadded", "downloadOtherSize", "downloadShort", "downloadNoPicture"] as const)(
  "%s is a whole MP4 of other bytes",
  async (fault) => {
    await using stand = await openStand({ faults: { script: [{ nth: 1, fault }] } });
    const { link } = await finishedVideo(stand);
    const odd = await bytesOf(link);
    const usual = await bytesOf(link);
    expect(odd.equals(usual)).toBe(false);
    expect(boxes(fault === "downloadPadded" ? odd.subarray(0, -512) : odd)).toEqual(boxes(usual));
  },
);

test("a truncated download promises more than it sends", async () => {
  await using stand = await openStand({ faults: { downloadTruncated: 1 } });
  const { taskId, link } = await finishedVideo(stand);
  const { promised, received } = await promisedAndReceived(link);
  expect(promised).toBe((await stand.get(`/__tasks/${taskId}`)).body["bytes"]);
  expect(received).toBe(Math.floor(promised / 2));
});

test("a reader that goes away ends the sending", async () => {
  await using stand = await openStand({ videoBytes: 1024 ** 3 });
  const { link } = await finishedVideo(stand);
  const hangUp = new AbortController();
  const answer = await fetch(link, { signal: hangUp.signal });
  expect(answer.headers.get("content-length")).toBe(String(1024 ** 3));
  hangUp.abort();
  await until(() => stand.simulator.stats().downloads["cutByClient"] === 1);
});

test("links lead to where the file call was sent, or to the public URL", async () => {
  await using stand = await openStand({ publicUrl: "https://videos.example.com/" });
  expect((await finishedVideo(stand)).link).toMatch(/^https:\/\/videos\.example\.com\/cdn\//);
});

function promisedAndReceived(link: string): Promise<{ promised: number; received: number }> {
  return new Promise((resolve, reject) => {
    httpRequest(link, (response) => {
      let received = 0;
      response.on("data", (chunk: Buffer) => (received += chunk.length));
      response.on("error", () => {});
      response.on("close", () => resolve({ promised: Number(response.headers["content-length"]), received }));
    })
      .on("error", reject)
      .end();
  });
}

interface Sight {
  readonly statusCode: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a link answers, not unpacked, and what follows where it redirects to. */
async function headOf(link: string, hops = 0): Promise<readonly Sight[]> {
  const sight = await new Promise<Sight>((resolve, reject) => {
    httpRequest(link, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ statusCode: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on("error", reject)
      .end();
  });
  const next = sight.headers.location;
  return next === undefined || hops === 0 ? [sight] : [sight, ...(await headOf(new URL(next, link).href, hops - 1))];
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
