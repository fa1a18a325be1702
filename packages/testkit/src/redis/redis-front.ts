import { randomInt } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { answerWhileLoading } from "./answer-while-loading.ts";

/**
 * How a Redis is met through a front, where its own settings cannot make it so:
 * - `plain`: as it is;
 * - `slow`: each answer comes `delayMs` later;
 * - `hiding`: INFO does not tell these `fields`, as of some hosted ones;
 * - `refusing`: it says `sentence` to everybody who comes, and closes;
 * - `silent`: it takes connections and never answers;
 * - `loading`: for `forMs` from its first connection it answers as one that reads its data, then its connections are cut.
 */
export type RedisFrontKind =
  | { readonly kind: "plain" | "silent" }
  | { readonly kind: "slow"; readonly delayMs: number }
  | { readonly kind: "hiding"; readonly fields: readonly string[] }
  | { readonly kind: "refusing"; readonly sentence: string }
  | { readonly kind: "loading"; readonly forMs: number };

/** What a front may be told. */
export interface RedisFrontOptions {
  /** Where the real one listens, on this machine. */
  readonly port: number;
  readonly as: RedisFrontKind;
  /** Unix ms, default the system's clock. */
  readonly now?: () => number;
}

/** A running front. */
export interface RedisFront {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Connections that came until now. */
  connections(): number;
  /** Cuts all connections and refuses new ones, as a Redis that has ended. */
  shut(): void;
  /** Is there again, at the same port. */
  open(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Puts a front before a real Redis: what comes through it is Redis' own, but for what `as` says. */
export async function startRedisFront({ port, as, now = Date.now }: RedisFrontOptions): Promise<RedisFront> {
  let metAt: number | undefined;
  const sockets = new Set<Socket>();
  let count = 0;
  let server: Server | undefined;

  const meet = (near: Socket): void => {
    count += 1;
    keep(near);
    if (as.kind === "silent") return void near.resume();
    if (as.kind === "refusing") return void near.end(`-${as.sentence}\r\n`);
    metAt ??= now();
    const leftMs = as.kind === "loading" ? metAt + as.forMs - now() : 0;
    if (leftMs > 0) return answerWhileLoading(near, leftMs);
    lead(near, as, keep(connect(port, "127.0.0.1")));
  };
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    // Whoever is cut off, at either end, is no fault of the front's.
    return socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  };
  const shut = (): void => {
    server?.close();
    server = undefined;
    for (const socket of sockets) socket.destroy();
  };
  const listen = async (wanted: number): Promise<void> => {
    const begun = createServer(meet).listen(wanted, "127.0.0.1");
    await once(begun, "listening");
    server = begun;
  };

  const own = await listenLastingly(listen);
  return {
    port: own,
    connections: () => count,
    shut,
    async open() {
      if (server === undefined) await listen(own);
    },
    async [Symbol.asyncDispose]() {
      shut();
    },
  };
}

/**
 * At a port that it may leave and come back to: below those that the system gives to outgoing connections, one of which
 * could have taken it meanwhile.
 */
async function listenLastingly(listen: (port: number) => Promise<void>): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_768);
    try {
      await listen(port);
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
}

function lead(near: Socket, as: RedisFrontKind, far: Socket): void {
  near.pipe(far);
  far.on("data", (chunk: Buffer) => {
    const told = as.kind === "hiding" ? hide(chunk, as.fields) : chunk;
    if (as.kind === "slow") setTimeout(() => near.write(told), as.delayMs);
    else near.write(told);
  });
  near.on("close", () => far.destroy());
  // As proxies do: with a clean end, so that no reset tells a client what the server's end would have.
  far.on("close", () => near.end());
}

/** Another name of the same length: the reply says how long it is. */
function hide(chunk: Buffer, fields: readonly string[]): Buffer {
  const text = fields.reduce(
    (left, field) => left.replaceAll(`${field}:`, `x${field.slice(1)}:`),
    chunk.toString("latin1"),
  );
  return Buffer.from(text, "latin1");
}
