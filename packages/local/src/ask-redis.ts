import { connect } from "node:net";
import { createRunningTime } from "@hailuo-queue/outbound/running-time";

/** Where a Redis of this machine listens. */
export interface RedisAddress {
  readonly port: number;
  readonly password: string;
}

/**
 * - `refused`: nobody listens there;
 * - `silent`: somebody does, but did not answer in time (in which we ran) or hung up: starting, stopping or very busy;
 * - `foreign`: another server, our password is not its own;
 * - `loading`: it reads its data;
 * - `answered`: the reply's text.
 */
export type RedisAnswer =
  | { readonly kind: "refused" | "silent" | "foreign" | "loading" }
  | { readonly kind: "answered"; readonly text: string };

/**
 * Sends one command over a connection of its own, as Redis' inline protocol: enough to start, find and stop a server
 * without a client library.
 */
export function askRedis(address: RedisAddress, command: string, timeoutMs = 1_000): Promise<RedisAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port: address.port });
    let received = "";
    const finish = (answer: RedisAnswer): void => {
      stopWaiting();
      socket.destroy();
      resolve(answer);
    };
    const stopWaiting = createRunningTime(timeoutMs).after(() => finish({ kind: "silent" }));
    socket.once("connect", () => socket.write(`AUTH ${address.password}\r\n${command}\r\n`));
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      const answer = readAnswer(received);
      if (answer !== undefined) finish(answer);
    });
    socket.once("error", (error: NodeJS.ErrnoException) =>
      finish({ kind: error.code === "ECONNREFUSED" ? "refused" : "silent" }),
    );
    socket.once("close", () => finish({ kind: "silent" }));
  });
}

/** Undefined until the reply to AUTH and the reply to the command are there. */
export function readAnswer(received: string): RedisAnswer | undefined {
  const authEnd = received.indexOf("\r\n");
  if (authEnd === -1) return undefined;
  const auth = received.slice(0, authEnd);
  if (auth.startsWith("-LOADING")) return { kind: "loading" };
  if (auth !== "+OK") return { kind: "foreign" };
  const reply = received.slice(authEnd + 2);
  const headEnd = reply.indexOf("\r\n");
  if (headEnd === -1) return undefined;
  const head = reply.slice(0, headEnd);
  if (head.startsWith("-LOADING")) return { kind: "loading" };
  if (!head.startsWith("$")) return { kind: "answered", text: head };
  const bytes = Number(head.slice(1));
  const body = reply.slice(headEnd + 2);
  return body.length >= bytes ? { kind: "answered", text: body.slice(0, bytes) } : undefined;
}
