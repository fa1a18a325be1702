import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface PlainSink {
  readonly url: string;
  close(): Promise<void>;
}

/** Takes the body of any PUT and forgets it; 400 when it was shorter or longer than announced. */
export async function startPlainSink(): Promise<PlainSink> {
  const server = createServer({ requestTimeout: 0 }, (message, response) => {
    let bytes = 0;
    message.on("data", (chunk: Buffer) => (bytes += chunk.length));
    message.once("end", () =>
      response.writeHead(bytes === Number(message.headers["content-length"]) ? 200 : 400).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
