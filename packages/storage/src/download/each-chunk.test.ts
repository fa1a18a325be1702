import { once } from "node:events";
import { get, type IncomingMessage, type ServerResponse } from "node:http";
import { expect, test } from "@jest/globals";
import { patternBytes } from "@hailuo-queue/testkit/conformance";
import { eachChunk } from "./each-chunk.ts";
import { serveFile, startTestServer } from "../test-server.ts";

const FILE = patternBytes(1_000_000);

async function open(url: string): Promise<IncomingMessage> {
  const [response] = (await once(get(url, { agent: false }), "response")) as [IncomingMessage];
  return response;
}

function never(): AbortSignal {
  return new AbortController().signal;
}

test("every byte is handed over in order before it resolves, the last taker's promise included", async () => {
  await using server = await startTestServer(serveFile(FILE));
  const taken: Buffer[] = [];
  await eachChunk(
    await open(server.url),
    async (chunk) => {
      await new Promise(setImmediate);
      taken.push(Buffer.from(chunk));
    },
    never(),
  );
  expect(Buffer.concat(taken).equals(FILE)).toBe(true);
});

test("no chunk comes while one is being taken", async () => {
  await using server = await startTestServer(serveFile(FILE));
  let [atOnce, most] = [0, 0];
  await eachChunk(
    await open(server.url),
    async () => {
      most = Math.max(most, (atOnce += 1));
      await new Promise(setImmediate);
      atOnce -= 1;
    },
    never(),
  );
  expect(most).toBe(1);
});

test.each(["thrown", "rejected"])("what the taker has %s comes out, and the connection is closed", async (how) => {
  await using server = await startTestServer(serveFile(FILE));
  const response = await open(server.url);
  const taking = eachChunk(
    response,
    () => {
      if (how === "thrown") throw new Error("full");
      return Promise.reject(new Error("full"));
    },
    never(),
  );
  await expect(taking).rejects.toThrow("full");
  expect(response.destroyed).toBe(true);
});

test("an abort ends it with its reason while the server is silent", async () => {
  const held: ServerResponse[] = [];
  await using server = await startTestServer((_message, response) => {
    held.push(response);
    response.writeHead(200, { "content-length": 100 }).write("some");
  });
  const response = await open(server.url);
  const control = new AbortController();
  const taking = eachChunk(response, () => control.abort(new Error("shutting down")), control.signal);
  await expect(taking).rejects.toThrow("shutting down");
  expect(response.destroyed).toBe(true);
});

test("a body that ends early, before or after it is read, is an error", async () => {
  await using server = await startTestServer((_message, response) => {
    response.writeHead(200, { "content-length": 100 });
    response.write("some", () => response.socket?.destroy());
  });
  await expect(eachChunk(await open(server.url), () => undefined, never())).rejects.toThrow();
  const late = await open(server.url);
  late.on("error", () => undefined);
  late.destroy();
  if (!late.closed) await once(late, "close");
  await expect(eachChunk(late, () => undefined, never())).rejects.toThrow("the connection was closed");
});
