import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { CONNECTION_LIMITS } from "@hailuo-queue/contracts";
import { afterEach, expect, jest, test } from "@jest/globals";
import { type ConnectionGuard, type ConnectionLimits, createConnectionGuard } from "./guard-connections.ts";

afterEach(() => void jest.useRealTimers());

/** From now on `setTimeout` ends when the test says so; looks and sockets go on. */
function stopLimits(): void {
  jest.useFakeTimers({
    doNotFake: [
      "Date",
      "hrtime",
      "nextTick",
      "performance",
      "queueMicrotask",
      "setImmediate",
      "clearImmediate",
      "setInterval",
      "clearInterval",
    ],
  });
}

interface Guarded extends AsyncDisposable {
  readonly guard: ConnectionGuard;
  /** Resolves once the server has it. */
  open(): Promise<Socket>;
}

async function serve(limits: Partial<ConnectionLimits>, handle: RequestListener): Promise<Guarded> {
  const guard = createConnectionGuard({ ...CONNECTION_LIMITS, ...limits });
  const server: Server = createServer({ connectionsCheckingInterval: 20 }, handle);
  guard.attach(server);
  server.on("clientError", (_error, socket) => socket.destroy());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const sockets: Socket[] = [];
  return {
    guard,
    open: async () => {
      const accepted = once(server, "connection");
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => undefined);
      sockets.push(socket);
      await accepted;
      return socket;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

async function answerOn(socket: Socket): Promise<string> {
  socket.write(GET);
  const [chunk] = (await once(socket, "data")) as [Buffer];
  return String(chunk).slice(0, 15);
}

test("past so many callers that nobody knows the longest waiting one is closed, and a new one is answered", async () => {
  await using guarded = await serve({ maxUnknownPerAddress: 3 }, (_request, response) => response.end("ok"));
  const silent = [await guarded.open(), await guarded.open(), await guarded.open()];
  const closed = once((silent[0] as Socket).resume(), "close");
  expect(await answerOn(await guarded.open())).toBe("HTTP/1.1 200 OK");
  await closed;
  expect(silent.slice(1).map(({ closed: isClosed }) => isClosed)).toEqual([false, false]);
});

test("who is known counts with nobody, however many there are", async () => {
  await using guarded = await serve({ maxUnknownPerAddress: 2 }, (request, response) => {
    guarded.guard.known(request.socket);
    response.end("ok");
  });
  const known: Socket[] = [];
  for (let at = 0; at < 6; at += 1) {
    const socket = await guarded.open();
    await answerOn(socket);
    known.push(socket);
  }
  for (let at = 0; at < 6; at += 1) await guarded.open();
  // All are still there: each answers again.
  expect(await Promise.all(known.map(answerOn))).toEqual(known.map(() => "HTTP/1.1 200 OK"));
});

test("headers that drip end with their time", async () => {
  await using guarded = await serve({ headersMs: 100 }, (_request, response) => response.end("ok"));
  const socket = await guarded.open();
  const drip = setInterval(() => socket.write("X"), 10);
  await once(socket.resume(), "close");
  clearInterval(drip);
});

test("an answer that nobody reads ends with its window, one that is read slowly does not", async () => {
  let gone = 0;
  await using guarded = await serve({ unreadWindowMs: 500, unreadLeastBytes: 1000 }, (_request, response) => {
    response.on("close", () => (gone += 1));
    const write = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      if (!response.destroyed) response.once("drain", write);
    };
    write();
  });
  const [unread, slow] = [await guarded.open(), await guarded.open()];
  let taken = 0;
  slow.on("data", (chunk: Buffer) => (taken += chunk.length));
  slow.write(GET);
  unread.pause().write(GET);
  while (gone === 0) await once(slow, "data");
  expect([slow.closed, taken > 1_000_000]).toEqual([false, true]);
});

test("a refusal is read by a caller that still sends, and then its connection is cut", async () => {
  stopLimits();
  await using guarded = await serve({ lingerMs: 100 }, (_request, response) => {
    response.writeHead(413, { connection: "close" }).end("too large");
  });
  const socket = await guarded.open();
  let received = "";
  socket.on("data", (chunk) => (received += String(chunk)));
  socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
  const drip = setInterval(() => socket.write(Buffer.alloc(1000)), 5);
  while (!received.includes("too large")) await once(socket, "data");
  const closed = once(socket, "close");
  jest.advanceTimersByTime(100);
  await closed;
  clearInterval(drip);
  expect(received).toMatch(/^HTTP\/1\.1 413 [\s\S]*too large/);
});
