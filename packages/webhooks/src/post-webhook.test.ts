import { afterEach, expect, jest, test } from "@jest/globals";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createWayOut, STRAIGHT } from "@hailuo-queue/outbound";
import { postWebhook, type PostResult } from "./post-webhook.ts";

const servers: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];
afterEach(async () => {
  jest.useRealTimers();
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  }
});

/**
 * A receiver that does with each connection what it likes, once it has heard something. `ended`: the caller has let go
 * of it.
 */
async function openReceiver(
  act: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly ended: Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer();
  const ended = new Promise<void>((resolve) => {
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => resolve());
      socket.once("data", () => act(socket));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  servers.push({ server, sockets });
  return { port: (server.address() as AddressInfo).port, ended };
}

function post(
  port: number,
  { body = "{}", scheme = "http", limits = PATIENT, wayOut = STRAIGHT } = {},
): Promise<PostResult> {
  const target = {
    url: new URL(`${scheme}://receiver.example:${port}/hook?token=secret`),
    addresses: [{ address: "127.0.0.1", family: 4 }],
    endpoint: "",
  };
  return postWebhook(target, { headers: {}, body }, { signal: new AbortController().signal, limits, wayOut });
}

/** Writes the same again and again until it is stopped. */
function repeat(text: string, everyMs: number): (socket: Socket) => void {
  return (socket) => {
    const timer = setInterval(() => socket.write(text), everyMs);
    socket.once("close", () => clearInterval(timer));
  };
}

const PATIENT = { connectMs: 600_000, answerMs: 600_000 };
const SHORT = { ...PATIENT, answerMs: 300 };
const HEAD = "HTTP/1.1 200 OK\r\n";

test.each<readonly [string, (socket: Socket) => void, PostResult, typeof PATIENT?]>([
  ["answers nothing", () => undefined, { outcome: "failed", reason: "no answer within 300 ms" }, SHORT],
  [
    "drips its head",
    (socket) => (socket.write(HEAD), repeat("a: b\r\n", 50)(socket)),
    { outcome: "failed", reason: "no answer within 300 ms" },
    SHORT,
  ],
  [
    "has an endless head",
    (socket) => (socket.write(HEAD), repeat(`x-${"a".repeat(8000)}: b\r\n`, 1)(socket)),
    { outcome: "failed", reason: "its answer is not HTTP (HPE_HEADER_OVERFLOW)" },
  ],
  [
    "sends interim answers for ever",
    (socket) => void socket.write("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(5000)),
    { outcome: "failed", reason: "it sent no answer but interim ones" },
  ],
  [
    "speaks another protocol",
    (socket) => void socket.write("-ERR unknown command\r\n"),
    { outcome: "failed", reason: expect.stringMatching(/^its answer is not HTTP \(HPE_\w+\)$/) as unknown as string },
  ],
  ["hangs up", (socket) => void socket.destroy(), { outcome: "failed", reason: "the connection failed (ECONNRESET)" }],
  [
    "ends before its answer",
    (socket) => void socket.end(),
    { outcome: "failed", reason: "the connection failed (ECONNRESET)" },
  ],
  [
    "has an endless body",
    (socket) => (
      socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`),
      repeat(`1000\r\n${"a".repeat(4096)}\r\n`, 1)(socket)
    ),
    { outcome: "answered", status: 200 },
  ],
  [
    "promises a body that never comes",
    (socket) => void socket.write(`${HEAD}content-length: 1000000\r\n\r\n`),
    { outcome: "answered", status: 200 },
  ],
  [
    "changes the protocol",
    (socket) => void socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"),
    { outcome: "answered", status: 101 },
  ],
])("a receiver that %s is left in time, its connection closed", async (_name, act, wanted, limits = PATIENT) => {
  const { port, ended } = await openReceiver(act);
  expect(await post(port, { limits })).toEqual(wanted);
  await ended;
});

test("a receiver that does not take TLS, or never finishes its handshake, is left in time", async () => {
  const { port } = await openReceiver(() => undefined);
  expect(await post(port, { scheme: "https", limits: { ...PATIENT, connectMs: 200 } })).toEqual({
    outcome: "failed",
    reason: "no connection within 200 ms",
  });
});

test("a receiver that does not read what it is sent is left in time", async () => {
  const { port } = await openReceiver((socket) => void socket.pause());
  const body = "a".repeat(32 * 1024 * 1024);
  expect(await post(port, { body, limits: SHORT })).toEqual({ outcome: "failed", reason: "no answer within 300 ms" });
});

test("nobody there: the reason has a code, and neither an address nor anything of the URL", async () => {
  const { port } = await openReceiver(() => undefined);
  const [{ server }] = servers.splice(0) as [(typeof servers)[number]];
  server.close();
  await once(server, "close");
  expect(await post(port)).toEqual({ outcome: "failed", reason: "the connection failed (ECONNREFUSED)" });
});

test("only the given addresses are connected to, whatever the name leads to meanwhile", async () => {
  const { port } = await openReceiver((socket) => void socket.end(`${HEAD}content-length: 0\r\n\r\n`));
  const content = { headers: {}, body: "{}" };
  const options = { signal: new AbortController().signal, limits: PATIENT };
  const url = new URL(`http://localhost:${port}/`);
  // 192.0.2.1 is nobody's (RFC 5737); `localhost` would be reached.
  const soon = { ...options, limits: { ...PATIENT, connectMs: 1000 } };
  const elsewhere = await postWebhook(
    { url, addresses: [{ address: "192.0.2.1", family: 4 }], endpoint: "" },
    content,
    soon,
  );
  expect(elsewhere.outcome).toBe("failed");
  const here = await postWebhook(
    { url, addresses: [{ address: "127.0.0.1", family: 4 }], endpoint: "" },
    content,
    options,
  );
  expect(here).toEqual({ outcome: "answered", status: 200 });
});

test("a call through a proxy names the target's host to it, and may take longer to be answered than a connection may", async () => {
  jest.useFakeTimers({
    now: 0,
    doNotFake: ["nextTick", "setImmediate", "clearImmediate", "queueMicrotask", "performance", "hrtime"],
  });
  let head = "";
  const proxy = await openReceiver((socket) => {
    jest.advanceTimersByTime(400);
    socket.end("HTTP/1.1 204 No Content\r\n\r\n");
  });
  servers.at(-1)?.server.on("connection", (socket: Socket) => socket.on("data", (data) => (head += data.toString())));
  const wayOut = createWayOut({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}` });
  expect(await post(8080, { wayOut, limits: { connectMs: 200, answerMs: 60_000 } })).toEqual({
    outcome: "answered",
    status: 204,
  });
  expect(head).toMatch(/^POST http:\/\/receiver\.example:8080\/hook\?token=secret HTTP\/1\.1\r\n/);
});

test("a proxy that opens no tunnel is no answer of the receiver, and the tenant does not learn where the proxy is", async () => {
  const proxy = await openReceiver((socket) => socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"));
  const wayOut = createWayOut({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
  expect(await post(443, { scheme: "https", wayOut })).toEqual({
    outcome: "failed",
    reason: "the proxy of this deployment opened no tunnel to it",
  });
});
