import { createServer } from "node:net";

/**
 * Below where Linux and macOS begin to draw the ends of outgoing connections, of which any may take a port before we
 * listen on it.
 */
const LOWEST = 20_000;
const HIGHEST = 32_767;
const TRIES = 100;
const PORTS = HIGHEST + 1 - LOWEST;

/** Each process begins elsewhere and goes on by one, so that two that look at the same moment do not find the same. */
let next = (process.pid * 97) % PORTS;

/** A TCP port of 127.0.0.1 that was free a moment ago; another process may take it before it is listened on. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    next = (next + 1) % PORTS;
    const port = await listenOnce(LOWEST + next);
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
