import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
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

/** A hosted Redis that does not tell everything: what its answers say of these is made unreadable. */
export async function hideFrom(stand: Stand, port: number, hidden: readonly string[]): Promise<string> {
  return serve(stand, (near) => {
    const far = connect(port, "127.0.0.1");
    near.pipe(far);
    far.on("data", (chunk: Buffer) => {
      let text = chunk.toString("latin1");
      for (const word of hidden) text = text.replaceAll(word, `x${word.slice(1)}`);
      near.write(Buffer.from(text, "latin1"));
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", () => undefined);
      one.on("close", () => other.destroy());
    }
  });
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
