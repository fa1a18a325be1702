import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below where Linux and macOS begin to draw the ends of outgoing connections, of which any may take a port before we listen on it. */
const LOWEST = 20_000;
const HIGHEST = 32_767;
const TRIES = 100;

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = await listenOnce(randomInt(LOWEST, HIGHEST + 1));
    if (port !== undefined) return port;
  }
  return (await listenOnce(0)) ?? 0;
}

/** Undefined for a port that is taken; of 0, one that the system chooses. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ host: "127.0.0.1", port }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : undefined));
    });
  });
}
