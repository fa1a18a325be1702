import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Probe } from "./probe.ts";
import { createAnswerReader, type ProbeAnswer } from "./read-answer.ts";

/** A guard against what hangs, and no measure. */
export const HANGS_MS = 300_000;

/** What became of a probe. `closed`: the connection ended without an answer. */
export type ProbeResult =
  | { readonly type: "answer"; readonly answer: ProbeAnswer }
  | { readonly type: "closed" }
  | { readonly type: "hangs" }
  | { readonly type: "cut" };

/** Nobody listens there any more. */
export function isRefused(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === "ECONNREFUSED";
}

/** Sends it over a connection of its own, and reads the answer. Throws when the gateway cannot be reached. */
export async function sendProbe(url: string, probe: Probe): Promise<ProbeResult> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  try {
    socket.write(headOf(probe, `${hostname}:${port}`), "latin1");
    if (probe.cutAfter !== undefined) return await cut(socket, probe, probe.cutAfter);
    if (probe.body !== undefined) socket.write(probe.body);
    return await answerFrom(socket, probe.method);
  } finally {
    socket.destroy();
  }
}

async function cut(socket: Socket, { body = Buffer.alloc(0) }: Probe, after: number): Promise<ProbeResult> {
  socket.on("error", () => undefined);
  await new Promise<void>((resolve) => socket.write(body.subarray(0, after), () => resolve()));
  return { type: "cut" };
}

function answerFrom(socket: Socket, method: string): Promise<ProbeResult> {
  const reader = createAnswerReader(method);
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve({ type: "hangs" }), HANGS_MS);
    const settle = (answer: ProbeAnswer | undefined): void => {
      clearTimeout(late);
      resolve(answer === undefined ? { type: "closed" } : { type: "answer", answer });
    };
    socket.on("data", (bytes: Buffer) => {
      const answer = reader.add(bytes);
      if (answer !== undefined) settle(answer);
    });
    // A body that is refused while it is sent ends with EPIPE or ECONNRESET: what was answered before counts.
    socket.on("error", () => undefined);
    socket.on("close", () => settle(reader.end()));
  });
}

function headOf({ method, target, headers, body }: Probe, host: string): string {
  const named = new Set(headers.map(([name]) => name.toLowerCase()));
  const added = [
    ...(named.has("host") ? [] : [`Host: ${host}`]),
    ...(named.has("connection") ? [] : ["Connection: close"]),
    ...(body === undefined || named.has("content-length") || named.has("transfer-encoding") ? [] : [`Content-Length: ${body.length}`]),
  ];
  return [`${method} ${target} HTTP/1.1`, ...added, ...headers.map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n");
}
