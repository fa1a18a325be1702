import { expect, test } from "@jest/globals";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { bytesOf } from "./request-body.ts";

/** A body as a server gets it, from a socket that sends so many chunks of one byte. */
async function readChunked(
  chunks: number,
  maxBytes = chunks,
): Promise<{ readonly pieces: number; readonly text: string }> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  try {
    socket.write(
      `POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n${"1\r\nx\r\n".repeat(chunks)}0\r\n\r\n`,
    );
    const [raw] = (await once(server, "request")) as [IncomingMessage];
    let pieces = 0;
    let text = "";
    for await (const piece of bytesOf(raw, maxBytes)) {
      pieces += 1;
      text += String(Buffer.from(piece));
    }
    return { pieces, text };
  } finally {
    socket.destroy();
    server.close();
  }
}

test("a body in chunks of one byte is read in few pieces, whole and in its order", async () => {
  const chunks = 10_000;
  const { pieces, text } = await readChunked(chunks);
  expect(text).toBe("x".repeat(chunks));
  expect(pieces).toBeLessThan(chunks / 100);
});

test("a body that is mostly the frames of its chunks is refused", async () => {
  await expect(readChunked(100_000)).rejects.toMatchObject({ status: 400, code: "chunks_too_small" });
});

test("a body is refused beyond its limit, however small its chunks", async () => {
  await expect(readChunked(10_000, 100)).rejects.toMatchObject({ status: 413, code: "body_too_large" });
});
