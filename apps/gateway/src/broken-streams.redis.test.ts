import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { optional, UNREAD_LIMITS, UPLOAD_LIMITS } from "@hailuo-queue/contracts";
import { imageFile } from "@hailuo-queue/testkit";
import { type GatewayWorld, openWorld, TEXT } from "./__fixtures__/gateway-world.ts";
import { closed, readToEnd, sendRaw } from "./__fixtures__/raw-call.ts";
import { JSON_AND_FORMS } from "./http/request-body.ts";
import type { RouteFacts } from "./http/route.ts";
import { itemFormats } from "./ingest/item-formats.ts";
import { API_ROUTES, MCP_ROUTES, MINIMAX_ROUTES, OPENAI_ROUTES } from "./routes/table.ts";

let world: GatewayWorld;
let token: string;

beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
  });
  token = await world.key("mine", "admin");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function openBatch(invalid = "skip"): Promise<string> {
  return String((await world.call("POST", "/api/v1/batches", token, { invalid })).body["id"]);
}

const LINE = `${JSON.stringify(TEXT)}\n`;

/**
 * The gateway lives, has nothing to be sorry for, and every permit that was taken is given back: more of them than it
 * has were taken.
 */
async function expectSound(): Promise<void> {
  expect((await world.fetch("/healthz", undefined)).status).toBe(200);
  const path = `/api/v1/batches/${await openBatch()}/items`;
  for (;;) {
    const { status } = await world.call("POST", path, token, LINE, { "content-type": "application/x-ndjson" });
    if (status === 200) break;
    expect(status).toBe(429);
  }
  expect(world.output()).not.toMatch(/"level":"(error|fatal)"/);
}

const WAYS = [
  ["after 9 of 1,000 bytes", { "content-length": "1000" }, "prompt\na,"],
  ["within a chunk", { "transfer-encoding": "chunked" }, "ff\r\nprompt\na"],
  ["between chunks", { "transfer-encoding": "chunked" }, "9\r\nprompt\na\n\r\n"],
  ["before its first byte", { "content-length": "1000" }, ""],
  ["by bytes that are no chunk", { "transfer-encoding": "chunked" }, "9\r\nprompt\na\n\r\nxyz\r\n"],
] as const;

describe.each(itemFormats)("an upload of %s that breaks off", (type) => {
  test.each(WAYS)("%s ends itself alone", async (_how, headers, body) => {
    const batch = await openBatch();
    for (const path of [`/api/v1/batches/${batch}/items`, "/api/v1/batches/dry-run"]) {
      for (let time = 0; time <= UPLOAD_LIMITS.maxOfTenant; time += 1) {
        const socket = await sendRaw(world.url, {
          method: "POST",
          path,
          token,
          headers: { ...headers, "content-type": type },
          body,
        });
        socket.destroySoon();
        await readToEnd(socket);
      }
    }
    await expectSound();
  });
});

test("what was taken of an upload before it broke off stays taken, and the rest is sent from there", async () => {
  const batch = await openBatch();
  const path = `/api/v1/batches/${batch}/items`;
  const headers = { "content-type": "application/x-ndjson", "content-length": "10000000" };
  const socket = await sendRaw(world.url, { method: "POST", path, token, headers, body: LINE.repeat(1200) });
  const total = async (): Promise<unknown> =>
    (await world.call("GET", `/api/v1/batches/${batch}`, token)).body["total"];
  while ((await total()) !== 1000);
  socket.destroy();
  await closed(socket);
  const rest = await world.call("POST", `${path}?start=1000&seal=true`, token, LINE.repeat(200), {
    "content-type": "application/x-ndjson",
  });
  expect(rest.body).toMatchObject({ received: 200, created: 200, batch: { total: 1200, phase: "sealed" } });
  await expectSound();
});

test.each(WAYS)("a JSON body that breaks off %s ends itself alone", async (_how, headers, body) => {
  for (const path of [
    "/api/v1/generations",
    "/api/v1/batches",
    "/minimax/v1/video_generation",
    "/minimax/v3/async/minimax-video-01",
  ]) {
    const socket = await sendRaw(world.url, {
      method: "POST",
      path,
      token,
      headers: { ...headers, "content-type": "application/json" },
      body,
    });
    socket.destroySoon();
    await readToEnd(socket);
  }
  await expectSound();
});

test("a caller who is gone in the middle of an answer leaves nothing behind", async () => {
  const batch = await openBatch();
  const upload = `/api/v1/batches/${batch}/items`;
  await world.call("POST", upload, token, LINE.repeat(3000) + "{}\n".repeat(3000), {
    "content-type": "application/x-ndjson",
  });
  const { body } = await world.call("POST", "/api/v1/generations", token, TEXT);
  const paths = [
    ...["results.jsonl", "errors.jsonl", "faults.jsonl", "events"].map((name) => `/api/v1/batches/${batch}/${name}`),
    `/api/v1/generations/${String(body["id"])}/events`,
    `/api/v1/generations?batch=${batch}&limit=1000`,
    "/metrics",
    "/api/v1/openapi.json",
  ];
  for (const path of paths) {
    for (let time = 0; time < 5; time += 1) {
      const socket = await sendRaw(world.url, { method: "GET", path, token });
      // With some only after their first bytes.
      if (time % 2 === 0) await once(socket, "data");
      socket.destroy();
      await closed(socket);
    }
  }
  await expectSound();
});

describe("a caller who is gone at any moment ends its own call alone, whatever it calls", () => {
  const picture = imageFile("png", { width: 800, height: 600 });
  const form = Buffer.concat([
    Buffer.from('--b\r\ncontent-disposition: form-data; name="prompt"\r\n\r\nA cat\r\n'),
    Buffer.from(
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n',
    ),
    picture,
    Buffer.from("\r\n--b--\r\n"),
  ]);
  const dataUrl = `data:image/png;base64,${picture.toString("base64")}`;
  const bodies: Readonly<Record<string, Buffer>> = {
    "application/json": Buffer.from(JSON.stringify({ ...TEXT, image_url: dataUrl })),
    "multipart/form-data": form,
    "application/x-ndjson": Buffer.from(LINE.repeat(20)),
    "text/csv": Buffer.from("prompt\nA cat\n"),
    "image/png": picture,
  };
  const routes: readonly RouteFacts[] = [...API_ROUTES, ...MINIMAX_ROUTES, ...OPENAI_ROUTES, ...MCP_ROUTES];
  const taking = routes.filter(({ streams, body }) => streams !== undefined || body !== undefined);

  test.each(taking.map((route) => [`${route.method} ${route.path}`, route] as const))("%s", async (_name, route) => {
    const batch = await openBatch();
    const path = route.path.replace(":id", batch).replace(":name", "default");
    const types = route.streams ?? (route.forms === true ? JSON_AND_FORMS : ["application/json"]);
    for (const [type, body] of Object.entries(bodies).filter(([type]) => types.includes(type))) {
      const boundary = type === "multipart/form-data" ? "; boundary=b" : "";
      const headers = { "content-type": type + boundary, "content-length": String(body.length) };
      for (const sent of [0, 20, body.length >> 1, body.length - 1, body.length])
        for (const leave of ["end", "destroySoon", "resetAndDestroy"] as const) {
          const parts = { method: route.method, path, token, headers, body: body.subarray(0, sent) };
          const socket = await sendRaw(world.url, parts);
          socket[leave]();
          await readToEnd(socket);
        }
    }
    await expectSound();
  });
});

describe("an answer that is known before the whole body has come", () => {
  const large = LINE.repeat(20_000);

  test.each([
    ["/api/v1/batches/batch_none/items", 404],
    ["/api/v1/batches/dry-run?nix=1", 200],
    ["/api/v1/nix", 404],
  ])("POST %s says %d to a caller who still sends", async (path, status) => {
    const reply = await world.call("POST", path, token, large, { "content-type": "application/x-ndjson" });
    expect(reply.status).toBe(status);
  });

  test.each([
    ["without a key", undefined, 401],
    ["with a body that is too large", "mine", 413],
  ])("reaches a caller %s, and what it sends on is read so far and no further", async (_who, tenant, status) => {
    const key = tenant === undefined ? undefined : token;
    const headers = { "content-type": "application/json", "transfer-encoding": "chunked" };
    const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
    const socket = await sendRaw(world.url, {
      method: "POST",
      path: "/api/v1/batches",
      ...optional({ token: key }),
      headers,
    });
    const answer = readToEnd(socket);
    let sent = 0;
    while (!socket.destroyed && sent < 100 * UNREAD_LIMITS.maxBytes) {
      sent += chunk.length;
      if (!socket.write(chunk)) await new Promise((go) => void socket.once("drain", go).once("close", go));
    }
    expect(await answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(sent).toBeLessThan(10 * UNREAD_LIMITS.maxBytes);
    await expectSound();
  });
});

test("uploads under way are bounded for each tenant, and told when to come again", async () => {
  const batch = await openBatch();
  const path = `/api/v1/batches/${batch}/items`;
  const headers = { "content-type": "application/x-ndjson", "content-length": "1000000" };
  const places = Array.from({ length: UPLOAD_LIMITS.maxOfTenant + 1 }, () =>
    sendRaw(world.url, { method: "POST", path, token, headers, body: LINE }),
  );
  const sockets = await Promise.all(places);
  // Whichever came last.
  const [told] = (await Promise.race(sockets.map((socket) => once(socket, "data")))) as [Buffer];
  expect(told.toString()).toMatch(
    /^HTTP\/1.1 429 [^]*retry-after: 5\r\n[^]*too_many_uploads[^]*allowed are 8; wait for one to end/i,
  );
  const other = await world.key("other");
  const elsewhere = await world.call("POST", "/api/v1/batches/dry-run", other, LINE, {
    "content-type": "application/x-ndjson",
  });
  expect(elsewhere.status).toBe(200);
  for (const socket of sockets) socket.destroy();
  await expectSound();
});
