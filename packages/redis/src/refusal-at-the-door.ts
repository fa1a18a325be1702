import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { createRunningTime } from "@hailuo-queue/outbound/running-time";
import { parseRedisUrl } from "./redis-url.ts";

/**
 * A server that refuses at the door speaks at once; one that would take us waits for us to speak. Time in which this
 * process stood still is not counted: the refusal may lie there unread.
 */
const LISTEN_MS = 500;
const MOST_BYTES = 2000;

/**
 * What a server says to somebody whom it does not let in: too many clients, or none from other machines. It says so
 * before it is asked and closes, so that a client that writes first finds a broken pipe and not the reason. Undefined
 * where it says nothing. Never throws.
 */
export async function refusalAtTheDoor(url: string): Promise<Error | undefined> {
  const target = parseRedisUrl(url);
  if (target.kind === "sentinel") return undefined;
  const { path, tls } = target.options;
  const [node] = target.kind === "cluster" ? target.nodes : [target.options];
  const { host = "127.0.0.1", port = 6379 } = node ?? {};
  const place = path === undefined || path === null ? { host, port } : { path };
  const socket = tls === undefined ? connect(place) : connectTls({ ...place, rejectUnauthorized: false });
  try {
    const line = await firstLine(socket);
    return line?.startsWith("-") === true ? new Error(line.slice(1).trim()) : undefined;
  } finally {
    socket.destroy();
  }
}

function firstLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = "";
    const end = (): void => {
      stopWaiting();
      resolve(text === "" ? undefined : text.split("\r\n")[0]);
    };
    const stopWaiting = createRunningTime(LISTEN_MS).after(end);
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      if (text.includes("\r\n") || text.length > MOST_BYTES) end();
    });
    socket.on("error", end);
    socket.on("close", end);
  });
}
