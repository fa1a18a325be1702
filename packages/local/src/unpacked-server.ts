import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** Programs that are the server when they are called by its name. */
const SERVER_PROGRAMS = ["redis-server", "valkey-server"] as const;

/**
 * The command that runs a server out of a folder into which packages were unpacked: `env LD_LIBRARY_PATH=… <program>`,
 * which leaves the rest of the environment alone. Undefined when there is no server in it.
 */
export async function unpackedCommand(root: string): Promise<readonly string[] | undefined> {
  const programs = join(root, "usr", "bin");
  const present = new Set(await readdir(programs).catch(() => []));
  const name = SERVER_PROGRAMS.find((program) => present.has(program));
  if (name === undefined) return undefined;
  return ["/usr/bin/env", `LD_LIBRARY_PATH=${(await libraryFolders(root)).join(":")}`, join(programs, name)];
}

/** `usr/lib/x86_64-linux-gnu` and its like: named after the architecture that the packages are for. */
export async function libraryFolders(root: string): Promise<string[]> {
  const folders: string[] = [];
  for (const parent of [join(root, "usr", "lib"), join(root, "lib")]) {
    const entries = await readdir(parent).catch(() => []);
    for (const entry of entries) if (entry.includes("-linux-")) folders.push(join(parent, entry));
  }
  return folders;
}
