import { rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { isSocketFile, socketOf } from "../directory-claim.ts";

/** Where the keeper of a directory listens. */
export function keeperSocketPath(realDirectory: string): string {
  return socketOf("hailuo-keeper", realDirectory);
}

/** Undefined where nobody listens. */
export function connectKeeper(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });
}

/**
 * Undefined where somebody listens already. A file that a killed keeper left (not on Linux, where there is none) is
 * removed.
 */
export async function listenAsKeeper(path: string): Promise<Server | undefined> {
  const server = await listen(path);
  if (server !== undefined || !isSocketFile(path)) return server;
  const socket = await connectKeeper(path);
  socket?.destroy();
  if (socket !== undefined) return undefined;
  await rm(path, { force: true });
  return listen(path);
}

function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => resolve(server));
  });
}
