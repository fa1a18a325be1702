import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Stand } from "./open-stand.ts";

/** Takes connections and never says a word: a service that hangs. Returns its port. */
export async function listenSilently(stand: Stand): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stand.defer(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}
