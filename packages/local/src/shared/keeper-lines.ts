import type { Socket } from "node:net";

/** A process that uses the Redis of a directory. */
export interface RedisUser {
  readonly pid: number;
  /** What it does there, in a word: `run`, `dashboard`. */
  readonly what: string;
}

/**
 * What a process says to the keeper. Its connection is its lease: the kernel ends it with the process, however that
 * ends.
 */
export type UserLine = { readonly type: "join"; readonly user: RedisUser } | { readonly type: "leave" };

/**
 * What the keeper says. No line holds the password: that stands in a file which only the owner of the directory can
 * read.
 * - `welcome`: it has heard;
 * - `note`: what takes time;
 * - `ready`: Redis answers; who else uses it, and whether it was started for this process;
 * - `failed`: Redis cannot be started, or not again;
 * - `ending`: it ends, and the connection with it: come again then.
 */
export type KeeperLine =
  | { readonly type: "welcome"; readonly pid: number }
  | { readonly type: "note"; readonly text: string }
  | { readonly type: "ready"; readonly others: readonly RedisUser[]; readonly isNew: boolean }
  | { readonly type: "failed"; readonly kind: "input" | "unavailable"; readonly code: string; readonly message: string }
  | { readonly type: "ending" };

const LONGEST_LINE = 64 * 1024;

/** Sends one line of the protocol between a keeper and its users. */
export function sendLine(socket: Socket, line: UserLine | KeeperLine): void {
  if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
}

/** Calls it with each line in turn; what is no line of ours, or too long for one, ends the connection. */
export function onLines<Line>(socket: Socket, visit: (line: Line) => void): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("error", () => undefined);
  socket.on("data", (chunk: string) => {
    const pieces = (rest + chunk).split("\n");
    rest = pieces.pop() ?? "";
    if (rest.length > LONGEST_LINE) socket.destroy();
    for (const piece of pieces) {
      const line = parseLine(piece);
      if (line === undefined) return void socket.destroy();
      visit(line as Line);
    }
  });
}

function parseLine(text: string): object | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === "object" && line !== null && "type" in line ? line : undefined;
  } catch {
    return undefined;
  }
}
