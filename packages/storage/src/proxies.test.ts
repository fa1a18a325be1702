import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { createWayOut, type WayOut } from "@hailuo-queue/outbound";
import { createMemoryObjectStore, startProxy, startS3StandIn } from "@hailuo-queue/testkit";
import { tryDownloadRoad } from "./download/try-download-road.ts";
import { createS3ObjectStore } from "./s3-object-store.ts";
import { smallMp4 } from "./test-mp4.ts";
import { serveFile, startTestServer } from "./test-server.ts";
import { createVideoArchive } from "./video-archive.ts";

const signal = new AbortController().signal;
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const caBundle = fileURLToPath(new URL("./__fixtures__/own-ca-cert.pem", import.meta.url));
const pem = (name: string): Promise<string> =>
  readFile(new URL(`./__fixtures__/own-ca-${name}.pem`, import.meta.url), "utf8");

async function save(downloadUrl: string, wayOut: WayOut) {
  const store = createMemoryObjectStore();
  const archive = createVideoArchive({
    store,
    maxBytes: 50_000_000,
    idleTimeoutMs: 600_000,
    connectTimeoutMs: 600_000,
    wayOut,
  });
  const stored = await archive.save({ downloadUrl, objectKey: "one.mp4", signal });
  return { stored, bytes: store.read("one.mp4") };
}

test("a plain link is fetched through the proxy, though its name is not known here", async () => {
  await using server = await startTestServer(serveFile(smallMp4()));
  await using proxy = await startProxy({ hosts: { "cdn.invalid": `127.0.0.1:${server.port}` }, login: "user:p%40ss" });
  const { bytes } = await save(
    "http://cdn.invalid/v.mp4?Signature=a%2Bb",
    createWayOut({ HTTP_PROXY: proxy.url.replace("p%40ss", "p%2540ss") }),
  );
  expect(bytes?.equals(smallMp4())).toBe(true);
  expect(proxy.seen).toEqual(["GET http://cdn.invalid/v.mp4?Signature=a%2Bb"]);
});

test("an https link is fetched through a tunnel, redirects too", async () => {
  const file = serveFile(smallMp4(500_000));
  await using server = await startTlsServer((message, response) => {
    if (message.url === "/v.mp4") file(message, response);
    else response.writeHead(302, { location: "https://store.invalid/v.mp4" }).end();
  });
  await using proxy = await startProxy({ hosts: { "cdn.invalid": server.place, "store.invalid": server.place } });
  const wayOut = createWayOut({ HTTPS_PROXY: proxy.url });
  const { https } = wayOut.openAgents({ ca: await pem("cert") });
  const { bytes } = await save("https://cdn.invalid/first", { ...wayOut, agentFor: () => https });
  expect(bytes?.length).toBe(smallMp4(500_000).length);
  expect(proxy.seen).toEqual(["CONNECT cdn.invalid:443", "CONNECT store.invalid:443"]);
  https?.destroy();
});

test.each([
  [403, /127\.0\.0\.1:\d+ opened no tunnel to cdn\.invalid \(403\); check HTTPS_PROXY, or name the host in NO_PROXY/],
  [407, /\(407\); it wants a login/],
  [404, /\(404\)/],
])(
  "a proxy that answers %d instead of opening a tunnel is told as such, and not as the link's answer",
  async (refuseTunnels, sentence) => {
    await using proxy = await startProxy({ hosts: {}, refuseTunnels });
    const saving = save("https://cdn.invalid/v.mp4", createWayOut({ HTTPS_PROXY: proxy.url }));
    await expect(saving).rejects.toMatchObject({ fault: "interrupted", message: expect.stringMatching(sentence) });
  },
);

test.each([
  "http://10.0.0.1/v.mp4",
  "http://169.254.169.254/latest/meta-data",
  "http://[fd00:ec2::254]/",
  "http://localhost/v.mp4",
])("no proxy is asked for %s, which links must not lead to", async (link) => {
  await using proxy = await startProxy({ hosts: {} });
  await expect(save(link, createWayOut({ ALL_PROXY: proxy.url }))).rejects.toMatchObject({ fault: "untrusted_url" });
  expect(proxy.seen).toEqual([]);
});

test("a redirect to an address inside is not handed to the proxy either", async () => {
  await using server = await startTestServer((_message, response) =>
    response.writeHead(302, { location: "http://192.168.0.1/" }).end(),
  );
  await using proxy = await startProxy({ hosts: { "cdn.invalid": `127.0.0.1:${server.port}` } });
  await expect(save("http://cdn.invalid/v.mp4", createWayOut({ ALL_PROXY: proxy.url }))).rejects.toMatchObject({
    fault: "untrusted_url",
  });
  expect(proxy.seen).toHaveLength(1);
});

test("what NO_PROXY names, and this machine, is fetched straight", async () => {
  await using server = await startTestServer(serveFile(smallMp4()));
  await using proxy = await startProxy({ hosts: {} });
  await tryDownloadRoad(server.url, { wayOut: createWayOut({ ALL_PROXY: proxy.url }), signal });
  await expect(
    tryDownloadRoad("http://cdn.invalid/", {
      wayOut: createWayOut({ ALL_PROXY: proxy.url, NO_PROXY: ".invalid" }),
      signal,
    }),
  ).rejects.toThrow(/cdn\.invalid did not begin: .*ENOTFOUND/);
  expect(proxy.seen).toEqual([]);
});

test("S3 is reached through a tunnel, with an authority of one's own, and through a plain proxy", async () => {
  const tls = { key: await pem("key"), cert: await pem("cert") };
  for (const [scheme, rules] of [
    ["https", { tls }],
    ["http", {}],
  ] as const) {
    await using standIn = await startS3StandIn({ ...credentials, buckets: ["videos"], ...rules });
    await using proxy = await startProxy({ hosts: { "store.invalid": new URL(standIn.endpoint).host } });
    const wayOut = createWayOut({ ALL_PROXY: proxy.url });
    const store = createS3ObjectStore({
      bucket: "videos",
      prefix: "",
      endpoint: `${scheme}://store.invalid`,
      credentials,
      caBundle,
      wayOut,
    });
    await store.check();
    expect(standIn.requests().map(({ operation }) => operation)).toEqual(["PutObject", "GetObject", "DeleteObject"]);
    expect(proxy.seen[0]).toMatch(
      scheme === "https" ? /^CONNECT store\.invalid:443$/ : /^PUT http:\/\/store\.invalid\/videos\//,
    );
    await store.close();
  }
});

test("a proxy that opens no tunnel to S3 is told as such, and not as S3's answer", async () => {
  await using proxy = await startProxy({ hosts: {}, refuseTunnels: 403 });
  const wayOut = createWayOut({ HTTPS_PROXY: proxy.url });
  const store = createS3ObjectStore({
    bucket: "videos",
    prefix: "",
    endpoint: "https://store.invalid",
    credentials,
    wayOut,
  });
  await expect(store.check()).rejects.toMatchObject({
    code: "storage_unreachable",
    message: expect.stringMatching(/opened no tunnel to store\.invalid \(403\); check HTTPS_PROXY/),
  });
  await store.close();
});

async function startTlsServer(listener: RequestListener): Promise<AsyncDisposable & { readonly place: string }> {
  const server = createServer({ key: await pem("key"), cert: await pem("cert") }, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    place: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
