import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { startRedisFront } from "@hailuo-queue/testkit";
import type { Stand } from "./open-stand.ts";
import { startReadyRedis } from "./ready-redis.ts";

/** A real Redis with these options, on a free port. Without `--bind` it listens on this machine alone. */
export async function startOddRedis(
  stand: Stand,
  options: readonly string[] = [],
): Promise<{ readonly port: number; readonly url: string }> {
  const directory = await mkdtemp(join(stand.directory, "redis-"));
  const bind = options.includes("--bind") ? [] : ["--bind", "127.0.0.1"];
  const port = await startReadyRedis(stand, directory, (free) => [
    "--port",
    String(free),
    ...bind,
    "--save",
    "",
    ...options,
  ]);
  return { port, url: `redis://127.0.0.1:${port}` };
}

/** A hosted Redis whose INFO does not tell these fields. */
export async function hideFrom(stand: Stand, port: number, fields: readonly string[]): Promise<string> {
  const front = await startRedisFront({ port, as: { kind: "hiding", fields } });
  stand.defer(() => front[Symbol.asyncDispose]());
  return `redis://127.0.0.1:${front.port}`;
}

/** Takes each connection and closes it, as a Redis that dies again and again. Counts them. */
export async function closingServer(stand: Stand): Promise<{ readonly url: string; connections(): number }> {
  let count = 0;
  const url = await serve(stand, (socket) => {
    count += 1;
    socket.on("error", () => undefined);
    socket.destroy();
  });
  return { url, connections: () => count };
}

async function serve(stand: Stand, onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    onConnection(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stand.defer(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  return `redis://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}

/** An address of this machine by which a server takes us for somebody from outside; undefined where there is none. */
export function outerAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ internal, family }) => !internal && family === "IPv4")?.address;
}
