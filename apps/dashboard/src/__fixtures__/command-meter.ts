import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface CommandMeter {
  readonly url: string;
  /** Commands since it was opened. */
  count(): number;
  close(): Promise<void>;
}

/** A way to Redis on which the commands of its clients are counted. Those that a script calls itself are not among them. */
export async function openCommandMeter(target: string): Promise<CommandMeter> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let counted = 0;
  const server = createServer((inner) => {
    const outer = connect(Number(port), hostname);
    const read = createCommandReader();
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        inner.destroy();
        outer.destroy();
      });
    }
    inner.on("data", (chunk) => {
      counted += read(chunk);
      outer.write(chunk);
    });
    outer.pipe(inner);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = new URL(target);
  url.host = `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return {
    url: url.href,
    count: () => counted,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** How many commands begin in each chunk: arrays of strings with their lengths, as every client sends them. */
function createCommandReader(): (chunk: Buffer) => number {
  let rest = Buffer.alloc(0);
  let partsLeft = 0;
  /** Bytes of a string that have not arrived. */
  let skip = 0;
  return (chunk) => {
    let begun = 0;
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      if (skip > 0) {
        const here = Math.min(skip, rest.length);
        rest = rest.subarray(here);
        skip -= here;
        if (skip > 0) return begun;
      }
      const end = rest.indexOf("\r\n");
      if (end < 0) return begun;
      const line = rest.subarray(0, end).toString("latin1");
      rest = rest.subarray(end + 2);
      if (partsLeft > 0) {
        skip = Number(line.slice(1)) + 2;
        partsLeft -= 1;
      } else {
        begun += 1;
        partsLeft = Number(line.slice(1));
      }
    }
  };
}
