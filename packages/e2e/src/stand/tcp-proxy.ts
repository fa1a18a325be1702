import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { freePort } from "@hailuo-queue/local";
import type { Stand } from "./open-stand.ts";

/** A way to the simulator that can be closed: then connections are refused, as by a host that is down. */
export interface TcpProxy {
  open(): Promise<void>;
  /** Also cuts the connections that are there. */
  shut(): void;
}

/** Puts a proxy between the processes of a stand and its simulator. */
export async function openTcpProxy(stand: Stand): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  // Not the system's choice: it is listened on again later.
  const port = await freePort();

  async function open(): Promise<void> {
    server = createServer((near) => {
      const far = connect(stand.simulator.port, "127.0.0.1");
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

  function shut(): void {
    server?.close();
    for (const socket of sockets) socket.destroy();
  }

  await open();
  stand.defer(async () => shut());
  stand.env["MINIMAX_BASE_URL"] = `http://127.0.0.1:${port}`;
  return { open, shut };
}
