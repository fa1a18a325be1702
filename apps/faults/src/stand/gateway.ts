import { once } from "node:events";
import { freePort } from "@hailuo-queue/local";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A way to a server that can be closed: then connections are refused, as by a host that is down. */
export interface Gateway extends AsyncDisposable {
  readonly url: string;
  open(): Promise<void>;
  /** Also cuts the connections that are there. */
  shut(): Promise<void>;
}

export async function openGateway(farPort: number): Promise<Gateway> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  // Not the system's choice: it is listened on again later.
  const port = await freePort();

  async function open(): Promise<void> {
    server = createServer((near) => {
      const far = connect(farPort, "127.0.0.1");
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => {
          sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  }

  async function shut(): Promise<void> {
    if (server === undefined) return;
    const closed = once(server, "close");
    server.close();
    server = undefined;
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  await open();
  return { url: `http://127.0.0.1:${port}`, open, shut, [Symbol.asyncDispose]: shut };
}
