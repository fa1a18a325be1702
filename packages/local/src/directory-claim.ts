import { createHash } from "node:crypto";
import { realpath, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";

/** Held by one process of this machine at a time; the kernel gives it back when that process ends, however it ends. */
export interface DirectoryClaim {
  release(): Promise<void>;
}

/** Whether a directory is ours now, or who has it. */
export type ClaimResult =
  | { readonly held: true; readonly claim: DirectoryClaim }
  | { readonly held: false; readonly ownerPid: number };

/**
 * Claims a directory. A lock file would outlive a killed process, and process numbers come again (in a container the
 * next process often has the same one), so the claim is a listening socket that is named after the directory.
 */
export async function claimDirectory(directory: string, kind: ClaimKind = "hailuo"): Promise<ClaimResult> {
  const path = socketOf(kind, await realpath(directory));
  for (let round = 0; round < 5; round += 1) {
    const server = await listenAt(path);
    if (server !== undefined) return { held: true, claim: { release: () => closeServer(server) } };
    const ownerPid = await askOwner(path);
    if (ownerPid !== undefined) return { held: false, ownerPid };
    if (isSocketFile(path)) await rm(path, { force: true });
  }
  return { held: false, ownerPid: 0 };
}

/** What is claimed: the data of the directory, the start of its Redis, or to be its keeper. */
export type ClaimKind = "hailuo" | "hailuo-start" | "hailuo-keeper";

/**
 * A file may be left over, and is removed when nobody answers. The name is as long for every directory: systems take
 * about a hundred bytes.
 */
export function socketOf(kind: ClaimKind, realDirectory: string): string {
  const digest = createHash("sha256").update(realDirectory).digest("hex").slice(0, 24);
  return socketName(`${kind}-${digest}`, process.platform);
}

/** Linux has names without a file, Windows named pipes; elsewhere it is a file. */
export function socketName(name: string, platform: NodeJS.Platform): string {
  if (platform === "linux") return `\0${name}`;
  return platform === "win32" ? `\\\\.\\pipe\\${name}` : `/tmp/${name}.sock`;
}

/** Whether a killed process leaves it behind, as a file. */
export function isSocketFile(path: string): boolean {
  return path.startsWith("/");
}

function listenAt(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end(`${process.pid}\n`);
    });
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** Undefined when nobody listens; 0 when somebody does who says nothing (a process that is stopped or very busy). */
function askOwner(path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let received = "";
    let connected = false;
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on("connect", () => (connected = true));
    socket.on("data", (chunk) => (received += chunk.toString()));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(connected ? Number.parseInt(received, 10) || 0 : undefined));
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
