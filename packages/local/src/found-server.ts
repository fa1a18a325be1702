import { runCommand } from "./run-command.ts";
import { parseServerVersion, type ServerVersion } from "./server-version.ts";

/** A real Redis or Valkey server program on this machine. */
export interface FoundServer extends ServerVersion {
  /** The program, with what must stand before its own arguments. */
  readonly command: readonly string[];
  readonly path: string;
  readonly origin: "path" | "cache" | "fetched";
}

const originWords: Record<FoundServer["origin"], string> = {
  path: "installed on this system",
  cache: "from the cache",
  fetched: "just fetched into the cache",
};

/** One line for people: which server was taken. */
export function describeServer(server: FoundServer): string {
  const product = server.product === "redis" ? "Redis" : "Valkey";
  return `${product} ${server.version}, ${originWords[server.origin]} (${server.path})`;
}

/** Asks a program for its version. Undefined when it cannot be started: another architecture, a missing library. */
export async function askVersion(command: readonly string[]): Promise<ServerVersion | undefined> {
  const { exitCode, stdout } = await runCommand([...command, "--version"]);
  return exitCode === 0 ? parseServerVersion(stdout) : undefined;
}
