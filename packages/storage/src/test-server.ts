import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** Every request that came, in order. */
  readonly requests: readonly Pick<IncomingMessage, "method" | "url" | "headers">[];
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A real server on the loopback that answers as the test wants. */
export async function startTestServer(listener: RequestListener): Promise<TestServer> {
  const requests: Pick<IncomingMessage, "method" | "url" | "headers">[] = [];
  const server = createServer((message, response) => {
    requests.push({ method: message.method, url: message.url, headers: message.headers });
    listener(message, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${port}`, port, requests, close, [Symbol.asyncDispose]: close };
}

export interface FileServing {
  readonly etag?: string;
  /** Cut the connection after so many body bytes, for the first `cuts` answers; default never. */
  readonly cutAfter?: number;
  readonly cuts?: number;
}

/** Serves one file as object storage does: ranges, If-Range, ETag. */
export function serveFile(file: Buffer, serving: FileServing = {}): RequestListener {
  const { etag = '"v1"', cutAfter = file.length, cuts = 0 } = serving;
  let cutsLeft = cuts;
  return (message, response) => {
    const asked = /^bytes=(\d+)-$/.exec(message.headers.range ?? "")?.[1];
    const fresh = asked === undefined || message.headers["if-range"] !== etag;
    const start = fresh ? 0 : Number(asked);
    const body = file.subarray(start);
    response.writeHead(fresh ? 200 : 206, {
      "content-length": body.length,
      "content-type": "video/mp4",
      "accept-ranges": "bytes",
      etag,
      ...(!fresh && { "content-range": `bytes ${start}-${file.length - 1}/${file.length}` }),
    });
    if (cutsLeft === 0) {
      response.end(body);
      return;
    }
    cutsLeft -= 1;
    response.write(body.subarray(0, cutAfter), () => response.socket?.destroy());
  };
}
