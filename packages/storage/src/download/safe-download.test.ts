import { afterEach, expect, jest, test } from "@jest/globals";
import { DownloadError } from "@hailuo-queue/contracts";
import { collectBytes, patternBytes } from "@hailuo-queue/testkit/conformance";
import { safeDownload, type SafeDownloadOptions } from "./safe-download.ts";
import { serveFile, startTestServer } from "../test-server.ts";

function options(changes: Partial<SafeDownloadOptions> = {}): SafeDownloadOptions {
  return {
    trust: "from-response",
    credentials: "none",
    maxBytes: 10_000_000,
    idleTimeoutMs: 600_000,
    connectTimeoutMs: 600_000,
    resumeDelayMs: 1,
    allowPrivateHosts: true,
    signal: new AbortController().signal,
    ...changes,
  };
}

async function fetchAll(link: string, changes: Partial<SafeDownloadOptions> = {}): Promise<Buffer | undefined> {
  const { body } = await safeDownload(link, options(changes));
  return collectBytes(body);
}

async function faultOf(work: Promise<unknown>): Promise<DownloadError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DownloadError)) throw new Error(`expected a DownloadError, got ${String(error)}`);
  return error;
}

test("the bytes, their announced number, type and etag come through", async () => {
  const file = patternBytes(300_000);
  await using server = await startTestServer(serveFile(file));
  const download = await safeDownload(`${server.url}/v.mp4?sig=secret`, options());
  expect(download).toMatchObject({ bytes: file.length, contentType: "video/mp4", etag: '"v1"' });
  expect(file.equals((await collectBytes(download.body)) ?? Buffer.alloc(0))).toBe(true);
});

test("no request carries anything that could prove who we are", async () => {
  await using other = await startTestServer(serveFile(patternBytes(10)));
  await using server = await startTestServer((_message, response) =>
    response.writeHead(302, { location: `${other.url}/moved` }).end(),
  );
  await fetchAll(server.url);
  for (const { headers } of [...server.requests, ...other.requests]) {
    expect(Object.keys(headers).toSorted()).toEqual(["accept", "accept-encoding", "connection", "host"]);
  }
});

test.each([
  "ftp://host/x",
  "file:///etc/passwd",
  "data:video/mp4,x",
  "javascript:1",
  "not a link",
  "",
  "http://user@host/x",
  "https://u:p@host/x",
])("the link %j is not followed", async (link) => {
  expect(await faultOf(fetchAll(link))).toMatchObject({ fault: "untrusted_url" });
});

test.each(["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "169.254.169.254", "[::ffff:127.0.0.1]", "0"])(
  "%s, an address inside, is not connected to",
  async (host) => {
    await using server = await startTestServer(serveFile(patternBytes(10)));
    const error = await faultOf(fetchAll(`http://${host}:${server.port}/`, { allowPrivateHosts: false }));
    expect(error).toMatchObject({ fault: "untrusted_url", code: "download_untrusted_url" });
    expect(server.requests).toEqual([]);
  },
);

test.each(["169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]", "224.0.0.1", "100.100.100.200"])(
  "%s, where no provider's videos are, is not connected to where private addresses are allowed, also by a redirect",
  async (host) => {
    expect(await faultOf(fetchAll(`http://${host}/`))).toMatchObject({ fault: "untrusted_url" });
    const location = `http://${host}/latest/meta-data/`;
    await using server = await startTestServer((_message, response) => response.writeHead(302, { location }).end());
    expect(await faultOf(fetchAll(server.url))).toMatchObject({ fault: "untrusted_url" });
  },
);

test("a redirect to another kind of URL, or one with a password, is not followed", async () => {
  for (const location of ["file:///etc/passwd", "http://u:p@127.0.0.1/", "gopher://x"]) {
    await using server = await startTestServer((_message, response) => response.writeHead(302, { location }).end());
    expect(await faultOf(fetchAll(server.url))).toMatchObject({ fault: "untrusted_url" });
  }
});

test("twenty redirects are followed, relative ones too, and one more is not", async () => {
  const file = patternBytes(1000);
  const serve = serveFile(file);
  await using server = await startTestServer((message, response) => {
    const hop = Number(message.url?.slice(1));
    if (hop === 0) serve(message, response);
    else response.writeHead(307, { location: `/${hop - 1}` }).end("moved");
  });
  expect((await fetchAll(`${server.url}/20`))?.length).toBe(file.length);
  expect(await faultOf(fetchAll(`${server.url}/21`))).toMatchObject({ fault: "link_refused" });
});

test("a redirect that is written in UTF-8 leads where it says", async () => {
  const file = patternBytes(1000);
  const serve = serveFile(file);
  await using server = await startTestServer((message, response) => {
    if (message.url === "/%C3%BC.mp4") serve(message, response);
    else response.writeHead(302, { location: Buffer.from("/\u00fc.mp4", "utf8").toString("latin1") }).end();
  });
  expect((await fetchAll(server.url))?.length).toBe(file.length);
});

test.each([
  ["all of the file", 200, "bytes 0-999/1000", 1000],
  ["all of it, whose size it leaves open", 206, "bytes 0-999/*", 1000],
  ["all of it, without saying so", 206, undefined, undefined],
  ["a copy that a proxy made", 203, undefined, undefined],
])("an answer with %s (%d) is the file", async (_name, status, range, bytes) => {
  const file = patternBytes(1000);
  await using server = await startTestServer((_message, response) => {
    response
      .writeHead(status, {
        ...(range !== undefined && { "content-range": range }),
        ...(bytes && { "content-length": bytes }),
      })
      .end(file);
  });
  expect(file.equals((await fetchAll(server.url)) ?? Buffer.alloc(0))).toBe(true);
});

test("a 206 of the first part is taken up where it ends", async () => {
  const file = patternBytes(1000);
  await using server = await startTestServer((message, response) => {
    const start = Number(/^bytes=(\d+)-/.exec(message.headers.range ?? "bytes=0-")?.[1]);
    const end = start === 0 ? 400 : 1000;
    const headers = { etag: '"v1"', "accept-ranges": "bytes", "content-range": `bytes ${start}-${end - 1}/1000` };
    response.writeHead(206, headers).end(file.subarray(start, end));
  });
  expect(file.equals((await fetchAll(server.url)) ?? Buffer.alloc(0))).toBe(true);
});

test("a 206 of the first part alone is interrupted, and one of a later part is no answer", async () => {
  await using first = await startTestServer((_message, response) => {
    response.writeHead(206, { "content-range": "bytes 0-399/1000" }).end(Buffer.alloc(400));
  });
  expect(await faultOf(fetchAll(first.url))).toMatchObject({
    fault: "interrupted",
    message: expect.stringContaining("400 of 1000"),
  });
  await using later = await startTestServer((_message, response) => {
    response.writeHead(206, { "content-range": "bytes 400-999/1000" }).end(Buffer.alloc(600));
  });
  expect(await faultOf(fetchAll(later.url))).toMatchObject({ fault: "link_refused" });
});

test.each([
  [401, "link_expired"],
  [403, "link_expired"],
  [410, "link_expired"],
  [404, "link_refused"],
  [400, "link_refused"],
  [204, "link_refused"],
  [202, "link_refused"],
  [429, "interrupted"],
  [500, "interrupted"],
  [503, "interrupted"],
])("an answer of %d is %s, and the sentence does not repeat the signed link", async (status, fault) => {
  await using server = await startTestServer((_message, response) => response.writeHead(status).end());
  const error = await faultOf(fetchAll(`${server.url}/v.mp4?Signature=secret`));
  expect(error.fault).toBe(fault);
  expect(error.message).toContain(String(status));
  expect(error.message).not.toMatch(/secret|v\.mp4/);
});

test("a connection that is cut again and again is taken up where it broke", async () => {
  const file = patternBytes(500_000);
  await using server = await startTestServer(serveFile(file, { cutAfter: 90_001, cuts: 5 }));
  expect(file.equals((await fetchAll(server.url)) ?? Buffer.alloc(0))).toBe(true);
  expect(server.requests).toHaveLength(6);
  expect(server.requests[1]?.headers).toMatchObject({
    "if-range": '"v1"',
    range: expect.stringMatching(/^bytes=[1-9]\d*-$/),
  });
});

test("after five resumes the download is given up as interrupted", async () => {
  await using server = await startTestServer(serveFile(patternBytes(500_000), { cutAfter: 1000, cuts: 6 }));
  const error = await faultOf(fetchAll(server.url));
  expect(error.fault).toBe("interrupted");
  expect(error.message).toMatch(/broke off at byte \d+ of 500000/);
  expect(server.requests).toHaveLength(6);
});

test("a file that changed meanwhile is never glued to the old one", async () => {
  const old = serveFile(patternBytes(500_000, 1), { cutAfter: 1000, cuts: 1 });
  const changed = serveFile(patternBytes(500_000, 2), { etag: '"v2"' });
  await using server = await startTestServer((message, response) =>
    (message.headers.range === undefined ? old : changed)(message, response),
  );
  const error = await faultOf(fetchAll(server.url));
  expect(error).toMatchObject({
    fault: "interrupted",
    message: expect.stringMatching(/changed while it was being downloaded/),
  });
  expect(server.requests).toHaveLength(2);
});

test("a server that ignores If-Range and sends a range of another file is not believed", async () => {
  const old = serveFile(patternBytes(500_000, 1), { cutAfter: 1000, cuts: 1 });
  await using server = await startTestServer((message, response) => {
    if (message.headers.range === undefined) old(message, response);
    else {
      const start = Number(message.headers.range.slice("bytes=".length, -1));
      response
        .writeHead(206, { etag: '"v2"', "content-range": `bytes ${start}-499999/500000` })
        .end(Buffer.alloc(500_000 - start));
    }
  });
  const error = await faultOf(fetchAll(server.url));
  expect(error).toMatchObject({
    fault: "interrupted",
    message: expect.stringMatching(/changed while it was being downloaded/),
  });
});

test.each([
  ["no ranges", { etag: '"v1"' }],
  ["a weak etag", { "accept-ranges": "bytes", etag: 'W/"v1"' }],
  ["no etag", { "accept-ranges": "bytes" }],
])("a server with %s is not asked to resume", async (_name, headers) => {
  await using server = await startTestServer((_message, response) => {
    response.writeHead(200, { ...headers, "content-length": 1000 });
    response.write(Buffer.alloc(100), () => response.socket?.destroy());
  });
  expect(await faultOf(fetchAll(server.url))).toMatchObject({ fault: "interrupted" });
  expect(server.requests).toHaveLength(1);
});

test("a link that expires between two connections is link_expired", async () => {
  const serve = serveFile(patternBytes(500_000), { cutAfter: 1000, cuts: 1 });
  await using server = await startTestServer((message, response) => {
    if (message.headers.range === undefined) serve(message, response);
    else response.writeHead(403).end();
  });
  expect(await faultOf(fetchAll(server.url))).toMatchObject({ fault: "link_expired" });
});

test("more than maxBytes is too_large, announced or not", async () => {
  await using announced = await startTestServer(serveFile(patternBytes(1001)));
  expect(await faultOf(safeDownload(announced.url, options({ maxBytes: 1000 })))).toMatchObject({ fault: "too_large" });
  expect((await fetchAll(announced.url, { maxBytes: 1001 }))?.length).toBe(1001);
  await using silent = await startTestServer(
    (_message, response) => void response.writeHead(200).end(patternBytes(1001)),
  );
  expect(await faultOf(fetchAll(silent.url, { maxBytes: 1000 }))).toMatchObject({ fault: "too_large" });
});

/** Limits pass when the test says so; sockets go on as they do. */
function stopLimits(): void {
  jest.useFakeTimers({
    doNotFake: ["Date", "hrtime", "nextTick", "performance", "queueMicrotask", "setImmediate", "clearImmediate"],
  });
}
afterEach(() => void jest.useRealTimers());

test("silence, before the answer or within the body, ends as interrupted", async () => {
  stopLimits();
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await using mute = await startTestServer(() => arrive());
  const fetching = faultOf(fetchAll(mute.url, { idleTimeoutMs: 400 }));
  await arrived;
  jest.advanceTimersByTime(400);
  expect(await fetching).toMatchObject({
    fault: "interrupted",
    message: expect.stringMatching(/no answer within 400 ms/),
  });

  await using stalled = await startTestServer(
    (_message, response) => void response.writeHead(200, { "content-length": 100 }).write("half"),
  );
  const { body } = await safeDownload(stalled.url, options({ idleTimeoutMs: 400 }));
  const chunks = body[Symbol.asyncIterator]();
  expect((await chunks.next()).value).toHaveLength(4);
  const next = faultOf(Promise.resolve(chunks.next()));
  // What was read of the body is let go of, and the next of it waited for.
  await new Promise(setImmediate);
  jest.advanceTimersByTime(400);
  expect(await next).toMatchObject({ fault: "interrupted", message: expect.stringMatching(/no byte came for 400 ms/) });
});

test("a consumer slower than the idle timeout is not blamed on the server", async () => {
  stopLimits();
  const file = patternBytes(3_000_000);
  await using server = await startTestServer(serveFile(file));
  const { body } = await safeDownload(server.url, options({ idleTimeoutMs: 500, maxResumes: 0 }));
  let bytes = 0;
  for await (const chunk of body) {
    if (bytes === 0) jest.advanceTimersByTime(1200);
    bytes += chunk.length;
  }
  expect(bytes).toBe(file.length);
});

test("an abort ends it as interrupted, before, while connecting and within the body", async () => {
  await using server = await startTestServer(
    (_message, response) => void response.writeHead(200, { "content-length": 100 }).write("half"),
  );
  expect(await faultOf(fetchAll(server.url, { signal: AbortSignal.abort() }))).toMatchObject({ fault: "interrupted" });
  expect(server.requests).toEqual([]);
  const control = new AbortController();
  const { body } = await safeDownload(server.url, options({ signal: control.signal }));
  const reading = collectBytes(body);
  control.abort(new Error("shutting down"));
  expect(await faultOf(reading)).toMatchObject({ fault: "interrupted", message: "The download was stopped." });
});

test("a server that is not there is interrupted, with its code", async () => {
  const server = await startTestServer(() => undefined);
  await server.close();
  const error = await faultOf(fetchAll(server.url));
  expect(error).toMatchObject({
    fault: "interrupted",
    message: expect.stringMatching(/did not begin: .*ECONNREFUSED/),
  });
});

test("leaving the body early closes the connection", async () => {
  const closed: Promise<void>[] = [];
  await using server = await startTestServer((message, response) => {
    closed.push(new Promise((resolve) => message.socket.once("close", () => resolve())));
    response.writeHead(200).write(Buffer.alloc(1000));
  });
  const { body } = await safeDownload(server.url, options());
  for await (const chunk of body) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  await Promise.all(closed);
  expect(closed).toHaveLength(1);
});
