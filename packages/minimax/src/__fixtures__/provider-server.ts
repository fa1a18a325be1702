import { EventEmitter, once } from "node:events";
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it arrived, its body read. */
interface Arrival {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface ProviderServer extends AsyncDisposable {
  readonly url: string;
  readonly arrivals: readonly Arrival[];
  /** Once so many have arrived in all, and their answers were begun. */
  arrived(count: number): Promise<void>;
}

export type Answering = (request: IncomingMessage, response: ServerResponse, arrival: Arrival) => void;

/** A real server on a free loopback port that notes every request, reads its body and then answers as told. */
export async function startProviderServer(answering: Answering, createServer: (listener: RequestListener) => http.Server = http.createServer): Promise<ProviderServer> {
  const arrivals: Arrival[] = [];
  const heard = new EventEmitter();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const arrival = {
        method: request.method ?? "",
        url: request.url ?? "",
        authorization: request.headers.authorization,
        body: Buffer.concat(chunks).toString(),
      };
      arrivals.push(arrival);
      answering(request, response, arrival);
      heard.emit("arrival");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arrivals,
    async arrived(count) {
      while (arrivals.length < count) await once(heard, "arrival");
      // The sender has seen that all of it has left.
      await new Promise(setImmediate);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function answerJson(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** A loopback port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
