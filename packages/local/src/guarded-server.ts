import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { join } from "node:path";

/**
 * Runs "$@" and ends it when standard input closes, which the kernel does when our process is gone, even by SIGKILL.
 * SIGTERM is Redis' clean shutdown (the AOF is written and synced); after 10 s without effect, SIGKILL. $1 is a
 * directory to remove afterwards, or empty. Descriptor 3 is the lock of the directory, which the server holds until its
 * end.
 */
const GUARD = `
remove=$1; shift
exec 4<&0
"$@" </dev/null 4<&- &
server=$!
(
  read -r _ <&4
  tries=0
  while [ "$tries" -lt 100 ]; do
    [ $((tries % 10)) -eq 0 ] && { kill -TERM "$server" 2>/dev/null || exit 0; }
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -KILL "$server" 2>/dev/null
) >/dev/null 2>&1 3<&- &
guard=$!
exec 4<&-
wait "$server"; status=$?
kill "$guard" 2>/dev/null
[ -n "$remove" ] && rm -rf -- "$remove"
exit "$status"
`;

/**
 * The same for Windows, which has no /bin/sh and no signals: when standard input closes, the server is ended at once.
 * What it has acknowledged is on its disk (`appendfsync always`).
 */
const PORTABLE_GUARD = `
const { spawn } = require("node:child_process");
const { rmSync } = require("node:fs");
const [remove, command, ...words] = process.argv.slice(1);
const server = spawn(command, words, { stdio: ["ignore", "inherit", "inherit"], windowsHide: true });
process.stdin.on("end", () => server.kill()).on("error", () => server.kill()).resume();
const end = (code) => {
  if (remove !== "") rmSync(remove, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code ?? 1);
};
server.on("error", (error) => { console.error(error.message); end(1); });
server.on("exit", end);
`;

/** The guard's own command; what it runs follows. */
function guardCommand(platform: NodeJS.Platform): readonly [string, ...string[]] {
  return platform === "win32"
    ? [process.execPath, "-e", PORTABLE_GUARD, "--"]
    : ["/bin/sh", "-c", GUARD, "hailuo-redis-guard"];
}

/** A server process that cannot outlive ours. */
export interface GuardedServer {
  /** Fulfils when the server has ended, for whatever reason. */
  readonly exited: Promise<void>;
  hasExited(): boolean;
  /** The end of what the server wrote, for error messages. */
  logTail(): Promise<string>;
  /** Asks it to end cleanly and waits for it. */
  stop(): Promise<void>;
}

export interface GuardOptions {
  /** Working directory; its `redis.log` takes what the server writes. */
  readonly directory: string;
  /** Removed after the server's end, whoever ended it. */
  readonly removeDirectory: boolean;
  /** In place of this process's, for tests. */
  readonly platform?: NodeJS.Platform;
  /** An open file whose lock the server is to hold. */
  readonly lock?: number | undefined;
}

export async function startGuarded(command: readonly string[], options: GuardOptions): Promise<GuardedServer> {
  const { directory } = options;
  const log = await open(join(directory, "redis.log"), "w+", 0o600);
  const remove = options.removeDirectory ? directory : "";
  // Detached: a session of its own, so that Ctrl-C at the terminal reaches our process and not the server beside it.
  const [guard, ...words] = guardCommand(options.platform ?? process.platform);
  const child = spawn(guard, [...words, remove, ...command], {
    cwd: directory,
    detached: true,
    windowsHide: true,
    stdio: ["pipe", log.fd, log.fd, options.lock ?? "ignore"],
  });
  let ended = false;
  const exited = waitForExit(child).then(() => {
    ended = true;
  });
  // Nobody has to close it for our process to end: the closed pipe ends the server.
  child.unref();
  unrefPipe(child);
  return {
    exited,
    hasExited: () => ended,
    logTail: async () => {
      // Read through the handle that is open since the start: the directory may be removed by now.
      const { size } = await log.stat();
      const length = Math.min(size, 2_000);
      const { buffer } = await log.read(Buffer.alloc(length), 0, length, size - length);
      return buffer.toString("utf8").trim();
    },
    stop: async () => {
      child.ref();
      child.stdin?.end();
      await exited;
      await log.close();
    },
  };
}

async function waitForExit(child: ChildProcess): Promise<void> {
  child.stdin?.on("error", () => undefined);
  await Promise.race([once(child, "exit"), once(child, "error")]).catch(() => undefined);
}

function unrefPipe(child: ChildProcess): void {
  const pipe = child.stdin;
  if (pipe !== null && "unref" in pipe && typeof pipe.unref === "function") pipe.unref();
}
