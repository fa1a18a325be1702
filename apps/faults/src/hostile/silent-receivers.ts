import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

export interface SilentReceivers {
  readonly urls: readonly string[];
  close(): void;
}

/** Take connections and never answer; each on a loopback address of its own, so that they are as many hosts. */
export async function openSilentReceivers(count: number): Promise<SilentReceivers> {
  const sockets = new Set<Socket>();
  const servers = await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const server = createServer((socket) => {
        sockets.add(socket);
        socket.on("error", () => undefined);
        socket.once("close", () => sockets.delete(socket));
        socket.resume();
      });
      server.listen(0, `127.0.1.${at + 1}`);
      await once(server, "listening");
      return server;
    }),
  );
  return {
    urls: servers.map((server) => {
      const { address, port } = server.address() as AddressInfo;
      return `http://${address}:${port}`;
    }),
    close() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
