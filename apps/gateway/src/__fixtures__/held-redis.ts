import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A way to Redis on which answers can be held back. */
export interface HeldRedis extends AsyncDisposable {
  readonly url: string;
  /** From the command on that holds this text, Redis still does what it is asked, and nothing of its answers comes. */
  holdFrom(text: string): void;
  release(): void;
}

export async function openHeldRedis(redisUrl: string): Promise<HeldRedis> {
  const target = new URL(redisUrl);
  const sockets = new Set<Socket>();
  const held: (() => void)[] = [];
  let isHolding = false;
  let mark: string | undefined;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (bytes) => {
      if (mark !== undefined && bytes.includes(mark)) isHolding = true;
      far.write(bytes);
    });
    far.on("data", (bytes) => {
      if (isHolding) held.push(() => near.write(bytes));
      else near.write(bytes);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  const url = new URL(redisUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return {
    url: url.href,
    holdFrom(text) {
      mark = text;
    },
    release() {
      mark = undefined;
      isHolding = false;
      for (const pass of held.splice(0)) pass();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
