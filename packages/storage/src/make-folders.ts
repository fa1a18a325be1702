import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "./error-code.ts";

/**
 * Makes a folder and those above it. Node's own `recursive` never returns, and keeps a thread busy, where a file system
 * answers ENOENT though the parent is there, as /proc does (seen with Node 20.20).
 * @throws Error of the file system (ENOENT, EACCES, ENOTDIR, …).
 */
export async function makeFolders(path: string): Promise<void> {
  if (await makeOne(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolders(parent);
  if (!(await makeOne(path))) throw Object.assign(new Error(`ENOENT: ${path} cannot be made`), { code: "ENOENT" });
}

/** False when the folder above is missing. */
async function makeOne(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT") return false;
    if (code !== "EEXIST" || !(await stat(path)).isDirectory()) throw error;
    return true;
  }
}
