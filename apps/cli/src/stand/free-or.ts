import { createServer } from "node:net";

/** This port if it can be listened on now, else 0, for which the system chooses a free one. */
export function freeOr(port: number, host: string): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(0));
    server.listen({ host, port }, () => server.close(() => resolve(port)));
  });
}
