import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, expect, jest, test } from "@jest/globals";
import { watchRate, watchWholeBody } from "./watch-body.ts";

/** A POST whose body is still to come, at both of its ends. */
async function beginBody(length: number): Promise<
  {
    readonly request: IncomingMessage;
    readonly response: ServerResponse<IncomingMessage>;
    readonly socket: Socket;
  } & AsyncDisposable
> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const socket = connect(typeof address === "object" && address !== null ? address.port : 0, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`);
  const [request, response] = (await once(server, "request")) as [IncomingMessage, ServerResponse<IncomingMessage>];
  return {
    request,
    response,
    socket,
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Writes so much, so often, until it is stopped. */
function pace(socket: Socket, bytes: number, everyMs: number): { stop(): void } {
  const timer = setInterval(() => socket.write(Buffer.alloc(bytes)), everyMs);
  return { stop: () => clearInterval(timer) };
}

function fakeTimers(): void {
  jest.useFakeTimers({
    doNotFake: ["nextTick", "queueMicrotask", "setImmediate", "clearImmediate", "performance", "hrtime"],
  });
}

afterEach(() => void jest.useRealTimers());

const RATE = { windowMs: 400, leastBytesPerSecond: 5000 };

test("a body that drips is too slow", async () => {
  await using body = await beginBody(1_000_000);
  const slow = new Promise<void>((resolve) => {
    body.request.resume();
    watchRate(body.response, RATE, resolve);
  });
  const writer = pace(body.socket, 1, 10);
  await slow;
  writer.stop();
});

test("a body that comes ten times as fast as it must is not, and is read to its end", async () => {
  await using body = await beginBody(100_000);
  let tooSlow = false;
  watchRate(body.response, RATE, () => (tooSlow = true));
  const writer = pace(body.socket, 1000, 20);
  let bytes = 0;
  for await (const chunk of body.request) bytes += (chunk as Buffer).length;
  writer.stop();
  expect([bytes, tooSlow]).toEqual([100_000, false]);
});

test("a body that nobody reads here is not its caller's slowness", async () => {
  await using body = await beginBody(10_000_000);
  let tooSlow = false;
  watchRate(body.response, { windowMs: 100, leastBytesPerSecond: 1_000_000 }, () => (tooSlow = true));
  body.socket.write(Buffer.alloc(10_000_000));
  // Five windows of another body that is not read either, but nothing is there of it.
  await using other = await beginBody(10);
  await new Promise<void>((resolve) => watchRate(other.response, { windowMs: 500, leastBytesPerSecond: 1 }, resolve));
  expect(tooSlow).toBe(false);
});

test("a whole body has its time, and once it is there the time is over", async () => {
  await using late = await beginBody(10);
  await using early = await beginBody(10);
  fakeTimers();
  const tooSlow: string[] = [];
  for (const { request } of [early, late]) request.resume();
  watchWholeBody(early.response, 200, () => tooSlow.push("early"));
  watchWholeBody(late.response, 400, () => tooSlow.push("late"));
  early.socket.write("0123456789");
  await once(early.request, "end");
  jest.advanceTimersByTime(399);
  expect(tooSlow).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(tooSlow).toEqual(["late"]);
});

test("a body that is refused before its end is not watched any more once that is answered", async () => {
  await using whole = await beginBody(10);
  await using streamed = await beginBody(10);
  fakeTimers();
  const tooSlow = jest.fn();
  watchWholeBody(whole.response, 200, tooSlow);
  watchRate(streamed.response, RATE, tooSlow);
  expect(jest.getTimerCount()).toBe(2);
  for (const { response } of [whole, streamed]) {
    const closed = once(response, "close");
    response.end("refused");
    await closed;
  }
  expect(jest.getTimerCount()).toBe(0);
  expect(tooSlow).not.toHaveBeenCalled();
});
