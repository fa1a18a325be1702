import { spawn } from "node:child_process";
import { once } from "node:events";
import { findRedisServer, freePort } from "@hailuo-queue/local";
import type { Stand } from "./open-stand.ts";

const READY = "Ready to accept connections";

/**
 * Starts a Redis on a free port and waits until it is ready; on another port when somebody took that one meanwhile.
 * Ends with the stand.
 */
export async function startReadyRedis(
  stand: Stand,
  directory: string,
  optionsFor: (port: number) => readonly string[],
): Promise<number> {
  const { command } = await findRedisServer({ allowFetch: true });
  const [program = "", ...words] = command;
  for (;;) {
    const port = await freePort();
    const server = spawn(program, [...words, ...optionsFor(port)], {
      cwd: directory,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(server, "exit");
    stand.defer(async () => {
      server.kill("SIGKILL");
      await ended;
    });
    let log = "";
    for await (const text of server.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
      log += String(text);
      if (log.includes(READY)) break;
    }
    server.stdout.resume();
    if (log.includes(READY)) return port;
    if (!log.includes("Address already in use")) throw new Error(`Redis did not start: ${log}`);
  }
}
