import type { Socket } from "node:net";
import { createCommandReader } from "./command-reader.ts";

/** What a Redis takes while it reads its data, with the answers that clients need to go on. */
const ANSWERED = new Set(["AUTH", "CLIENT", "QUIT", "SELECT"]);

/**
 * Answers as a Redis that reads its data for `leftMs` more: INFO says so, and all else that needs data is refused. Then
 * the connection is cut.
 */
export function answerWhileLoading(socket: Socket, leftMs: number): void {
  const endsAt = performance.now() + leftMs;
  const timer = setTimeout(() => socket.destroy(), leftMs);
  socket.on("close", () => clearTimeout(timer));
  const read = createCommandReader();
  socket.on("data", (chunk: Buffer) => {
    const commands = read(chunk);
    if (commands === undefined) return void socket.destroy();
    for (const name of commands) socket.write(answerTo(name, endsAt - performance.now()));
  });
}

function answerTo(name: string, leftMs: number): string {
  if (name === "INFO") {
    const eta = Math.ceil(Math.max(0, leftMs) / 1000);
    const text = `# Persistence\r\nloading:1\r\nloading_eta_seconds:${eta}\r\n`;
    return `$${text.length}\r\n${text}\r\n`;
  }
  if (ANSWERED.has(name)) return "+OK\r\n";
  return "-LOADING Redis is loading the dataset in memory\r\n";
}
