import { once } from "node:events";
import { createServer, type IncomingMessage, request, type RequestListener, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { READ_LIMITS } from "@hailuo-queue/contracts";
import { expect, test } from "@jest/globals";
import { readInTurns, readingOf, type ReadLimits } from "./read-in-turns.ts";

interface Served extends AsyncDisposable {
  readonly port: number;
  open(): Promise<{ readonly client: Socket; readonly server: Socket }>;
}

async function serve(handle: RequestListener, limits: Partial<ReadLimits> = {}, now?: () => number): Promise<Served> {
  const server = createServer(handle);
  readInTurns(server, { ...READ_LIMITS, ...limits }, now);
  server.on("clientError", (_error, socket) => socket.destroy());
  server.on("connect", (_request, socket) => socket.end("HTTP/1.1 405 No\r\nConnection: close\r\n\r\n"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const clients: Socket[] = [];
  return {
    port,
    open: async () => {
      const accepted = once(server, "connection") as Promise<[Socket]>;
      const client = connect(port, "127.0.0.1");
      client.on("error", () => undefined);
      clients.push(client);
      return { client, server: (await accepted)[0] };
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Each look at it takes a millisecond. */
function countingClock(): () => number {
  let ms = 0;
  return () => (ms += 1);
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function textOn(socket: Socket, end: RegExp): Promise<string> {
  let text = "";
  for await (const piece of socket) {
    text += String(piece);
    if (end.test(text)) break;
  }
  return text;
}

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const END = "0\r\n\r\n";

test("of a flood of one-byte chunks each turn of the loop takes a few pieces, and all of it arrives", async () => {
  const CHUNKS = 100_000;
  let chunks = 0;
  const turns: number[] = [];
  const body = new Promise<number>((resolve) => {
    void serve(
      (incoming, response) => {
        incoming.on("data", () => (chunks += 1));
        incoming.once("end", () => {
          response.end("ok");
          resolve(chunks);
        });
      },
      {},
      countingClock(),
    ).then(async (served) => {
      await using _ = served;
      const { client } = await served.open();
      const count = (): void => {
        turns.push(chunks);
        if (chunks < CHUNKS) setImmediate(count);
      };
      setImmediate(count);
      client.write(CHUNKED + "1\r\nx\r\n".repeat(CHUNKS) + END);
      await textOn(client, /ok/);
    });
  });
  expect(await body).toBe(CHUNKS);
  const inTurns = turns.map((sum, at) => sum - (turns[at - 1] ?? 0));
  // The clock ends a turn after its first piece; what is read meanwhile may begin another.
  expect(Math.max(...inTurns)).toBeLessThanOrEqual((4 * READ_LIMITS.leastPieceBytes) / 6);
});

test("requests in a pipeline are answered one after the other, in their order", async () => {
  const REQUESTS = 500;
  const answers: ServerResponse[] = [];
  let most = 0;
  await using served = await serve(({ url }, response) => {
    answers.push(response);
    most = Math.max(most, answers.length);
    setImmediate(() => {
      answers.splice(answers.indexOf(response), 1);
      response.end(`<${url ?? ""}>`);
    });
  });
  const { client } = await served.open();
  client.write(Array.from({ length: REQUESTS }, (_, number) => `GET /${number} HTTP/1.1\r\nHost: a\r\n\r\n`).join(""));
  const text = await textOn(client, new RegExp(`</${REQUESTS - 1}>`));
  expect(text.match(/<[^>]*>/g)).toEqual(Array.from({ length: REQUESTS }, (_, number) => `</${number}>`));
  expect(most).toBeLessThanOrEqual(READ_LIMITS.mostUnanswered + 1);
});

test("a caller that has cost little comes before a flood", async () => {
  let chunks = 0;
  let before: number | undefined;
  await using served = await serve(
    (incoming, response) => {
      if (incoming.method === "GET") {
        before = chunks - (atArrival ?? 0);
        response.end("looked");
      } else incoming.on("data", () => (chunks += 1));
    },
    {},
    countingClock(),
  );
  const flood = await served.open();
  flood.client.write(CHUNKED);
  flood.client.write("1\r\nx\r\n".repeat(500_000));
  while (chunks < 10_000) await new Promise((resolve) => setImmediate(resolve));
  const look = await served.open();
  let atArrival: number | undefined;
  look.server.prependListener("data", () => (atArrival ??= chunks));
  look.client.write(GET);
  await textOn(look.client, /looked/);
  expect(chunks).toBeLessThan(500_000);
  expect(before).toBeLessThanOrEqual((3 * READ_LIMITS.leastPieceBytes) / 6);
});

test.each([
  ["with its length", false],
  ["in chunks of all sizes", true],
])("a body %s that is read late arrives whole", async (_what, isChunked) => {
  const body = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => at % 251));
  let start: (() => void) | undefined;
  await using served = await serve((incoming, response) => {
    start = () => void readAll(incoming).then((read) => response.end(String(read.equals(body))));
  });
  const sent = request({
    port: served.port,
    method: "POST",
    headers: isChunked ? {} : { "content-length": body.length },
  });
  for (let at = 0, size = 1; at < body.length; at += size, size = (size * 7) % 70_001)
    sent.write(body.subarray(at, at + size));
  sent.end();
  while (start === undefined) await new Promise((resolve) => setImmediate(resolve));
  // Nobody reads it, so nothing more is asked of the connection.
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  start();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  expect(String(await readAll(answer))).toBe("true");
});

test("nothing that follows a CONNECT reaches a parser, which may serve another connection by then", async () => {
  await using served = await serve((_incoming, response) => response.end("fine"));
  const { client } = await served.open();
  client.write(`CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n${GET.repeat(10_000)}`);
  client.resume();
  await once(client, "close");
  const other = await served.open();
  other.client.write(GET);
  expect(await textOn(other.client, /fine/)).toContain("200 OK");
});

test("past what may wait in all, the connection that has cost most is closed", async () => {
  await using served = await serve(
    (incoming, response) => {
      if (incoming.method === "GET") response.end("looked");
      else incoming.resume();
    },
    { maxBufferedBytes: 100_000 },
    countingClock(),
  );
  const floods = await Promise.all([served.open(), served.open(), served.open()]);
  for (const { client } of floods) client.write(CHUNKED + "1\r\nx\r\n".repeat(200_000));
  await Promise.any(floods.map(({ server }) => once(server, "close")));
  const look = await served.open();
  look.client.write(GET);
  expect(await textOn(look.client, /looked/)).toContain("200 OK");
});

test("what the parser was given and what waits for it add up to what came", async () => {
  let socket: Socket | undefined;
  await using served = await serve((incoming) => void (socket = incoming.socket), {}, countingClock());
  const { client } = await served.open();
  client.write(CHUNKED + "1\r\nx\r\n".repeat(50_000));
  while (socket === undefined || readingOf(socket).bufferedBytes === 0)
    await new Promise((resolve) => setImmediate(resolve));
  const { parsedBytes, bufferedBytes } = readingOf(socket);
  expect(parsedBytes).toBeGreaterThan(0);
  expect(parsedBytes + bufferedBytes).toBeLessThanOrEqual(socket.bytesRead);
});

test("of a body in chunks that nobody asked for nothing is parsed, however much of it comes", async () => {
  await using served = await serve((_incoming, response) => {
    response.writeHead(401, { connection: "close" });
    setTimeout(() => response.end("no"), 50);
  });
  const { client, server } = await served.open();
  client.write(CHUNKED + "1\r\nx\r\n".repeat(100_000));
  await textOn(client, /no/);
  expect(readingOf(server).parsedBytes).toBe(CHUNKED.length);
});

/** A long body with what it holds at each place. */
const LONG = Buffer.from(Array.from({ length: 60_000 }, (_, at) => (at * 7 + (at >> 8)) % 251));
const LONG_HEAD = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${LONG.length}\r\n\r\n`;

test("a long body is parsed once it is asked for, and of one that is looked at piece by piece no more than that", async () => {
  const requests: IncomingMessage[] = [];
  await using served = await serve((incoming) => void requests.push(incoming));
  const { client, server } = await served.open();
  client.write(Buffer.concat([Buffer.from(LONG_HEAD), LONG]));
  while (readingOf(server).bufferedBytes === 0) await turn();
  for (let turns = 0; turns < 20; turns += 1) await turn();
  expect(readingOf(server).parsedBytes).toBe(LONG_HEAD.length);
  const [incoming] = requests;
  if (incoming === undefined) throw new Error("unreachable: it was parsed");
  const first = await new Promise<Buffer>((resolve) => {
    incoming.once("readable", () => resolve(incoming.read() as Buffer));
  });
  expect(first.length).toBeLessThanOrEqual(READ_LIMITS.leastPieceBytes);
});

test("what was handed on of a long body stays as it came when all that was read with it is given back", async () => {
  const kept: Buffer[] = [];
  let isOver = false;
  await using served = await serve((incoming, response) => {
    incoming.on("data", (piece: Buffer) => void kept.push(piece));
    incoming.once("end", () => response.end("ok"));
    response.once("close", () => (isOver = true));
  });
  const { client } = await served.open();
  client.write(Buffer.concat([Buffer.from(LONG_HEAD), LONG]));
  while (!isOver) await turn();
  client.destroy();
  await turn();
  expect(kept.length).toBeGreaterThan(1);
  expect(Buffer.concat(kept).equals(LONG)).toBe(true);
});

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
