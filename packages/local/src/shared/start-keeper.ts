import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UnavailableError } from "@hailuo-queue/contracts/errors";
import type { FoundServer } from "../found-server.ts";
import { unusableFolder } from "./unusable-folder.ts";

const IS_SOURCE = import.meta.url.endsWith(".ts");
const MAIN = fileURLToPath(new URL(IS_SOURCE ? "keeper-main.ts" : "keeper-main.js", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

/** All that it sees of our environment, which may hold keys that are none of its business. */
const PASSED_ON = [
  "PATH",
  "HOME",
  "TMPDIR",
  "LD_LIBRARY_PATH",
  "NODE_COMPILE_CACHE",
  // Of Windows: without them Node finds neither its random numbers nor a folder for what is temporary.
  "SystemRoot",
  "USERPROFILE",
  "TEMP",
  "TMP",
  "PATHEXT",
];

export interface KeeperPlace {
  readonly directory: string;
  readonly server: FoundServer;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Starts the keeper's process, which outlives ours, and waits until somebody listens for the folder.
 * @throws UnavailableError (`redis_not_started`) with its last words when it ends before.
 */
export async function startKeeper({ directory, server, env }: KeeperPlace): Promise<void> {
  const logPath = join(directory, "keeper.log");
  const log = await open(logPath, "a", 0o600).catch((error: unknown) => {
    throw unusableFolder(directory, error);
  });
  try {
    const words = [
      ...(IS_SOURCE ? ["--conditions=source", "--import", "tsx"] : []),
      MAIN,
      directory,
      JSON.stringify(server),
    ];
    const child = spawn(process.execPath, words, {
      // A session of its own: Ctrl-C at the terminal is for us.
      detached: true,
      windowsHide: true,
      // From where `tsx` is found, and not a folder of the user's, which could not be removed then.
      cwd: PACKAGE,
      env: Object.fromEntries(PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
      stdio: ["ignore", "pipe", log.fd],
    });
    const { stdout } = child;
    if (stdout === null) throw new Error("unreachable: its standard output is a pipe");
    const told = await Promise.race([once(stdout, "data").then(() => true), once(child, "close").then(() => false)]);
    stdout.destroy();
    child.unref();
    if (!told)
      throw new UnavailableError(
        "redis_not_started",
        `Redis was not started in ${directory}. ${(await readFile(logPath, "utf8")).slice(-2000)}`,
      );
  } finally {
    await log.close();
  }
}
