import { randomInt } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A way to Redis that can be closed and opened again. */
export async function openProxy(
  target: string,
): Promise<{ url: string; stop(): Promise<void>; start(): Promise<void> } & AsyncDisposable> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let own: number | undefined;

  async function start(): Promise<void> {
    const opened = createServer((inner) => {
      const outer = connect(Number(port), hostname);
      for (const socket of [inner, outer]) {
        sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => {
          sockets.delete(socket);
          inner.destroy();
          outer.destroy();
        });
      }
      inner.pipe(outer).pipe(inner);
    });
    // Below the ports that the system gives to outgoing connections: it is listened on again later.
    const near = own ?? randomInt(20_000, 32_768);
    try {
      await once(opened.listen(near, "127.0.0.1"), "listening");
    } catch (error) {
      if (own !== undefined || (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      return start();
    }
    own = near;
    server = opened;
  }

  async function stop(): Promise<void> {
    if (server === undefined) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    server = undefined;
    await closed;
  }

  await start();
  const url = new URL(target);
  url.host = `127.0.0.1:${own}`;
  return { url: url.href, start, stop, [Symbol.asyncDispose]: stop };
}
