import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { CONNECTION_LIMITS } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { createConnectionGuard } from "./guard-connections.ts";
import { readInTurns, readingOf } from "./read-in-turns.ts";

interface Served extends AsyncDisposable {
  readonly client: Socket;
  readonly server: Socket;
}

/** A caller whose connection is not cut by any time. */
async function serve(handle: RequestListener): Promise<Served> {
  const server = createServer(handle);
  createConnectionGuard({ ...CONNECTION_LIMITS, lingerMs: 600_000 }).attach(server);
  readInTurns(server);
  server.on("clientError", (_error, socket) => socket.destroy());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.on("error", () => undefined);
  const [own] = await accepted;
  return {
    client,
    server: own,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const refuse: RequestListener = (_request, response) =>
  void response.writeHead(413, { connection: "close" }).end("too large");
const CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

test("a connection whose caller leaves behind its answer is closed at once, however much of what it sent is unread", async () => {
  await using served = await serve(refuse);
  const { client, server } = served;
  client.write(CHUNKED + "1\r\nx\r\n".repeat(300_000));
  await once(client, "data");
  const closed = once(server, "close");
  client.destroy();
  await closed;
  expect(readingOf(server).parsedBytes).toBe(CHUNKED.length);
});

test("a caller that reads only when it has sent all gets to its answer", async () => {
  await using served = await serve(refuse);
  const { client } = served;
  client.pause();
  const body = Buffer.alloc(3_500_000, "x");
  client.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`);
  await new Promise((resolve) => client.end(body, resolve as () => void));
  const [answer] = (await once(client.resume(), "data")) as [Buffer];
  expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
});

test("of a caller that never stops a bound is dropped, and no more is read", async () => {
  await using served = await serve(refuse);
  const { client, server } = served;
  const piece = Buffer.alloc(256 * 1024, "x");
  client.write(`${CHUNKED}fffffff\r\n`);
  const sendOn = (): void => {
    while (!client.destroyed && client.write(piece));
  };
  client.on("drain", sendOn);
  sendOn();
  let before = -1;
  // What the sockets hold is full, and nobody reads it.
  while (before !== server.bytesRead || before < 1_000_000) {
    before = server.bytesRead;
    for (let turn = 0; turn < 500; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(server.bytesRead).toBeLessThan(5_000_000);
});
