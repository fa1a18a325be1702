import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { LackingError } from "./drill.ts";

const run = promisify(execFile);
const DISK_BYTES = 1024 * 1024;

/** A real file system that is full (ENOSPC) until it is given room. */
export interface FullDisk extends AsyncDisposable {
  makeRoom(): Promise<void>;
}

/**
 * Mounts a small file system at the folder, and fills it.
 * @throws a LackingError where this user may not mount one.
 */
export async function openFullDisk(folder: string): Promise<FullDisk> {
  await mkdir(folder, { recursive: true });
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", folder]);
  } catch {
    throw new LackingError("a small disk cannot be mounted here (Linux, as root)");
  }
  const filler = join(folder, "filler");
  // What does not fit any more is the end of it, and leaves the disk full.
  await writeFile(filler, Buffer.alloc(2 * DISK_BYTES)).catch(() => undefined);
  return {
    makeRoom: () => rm(filler),
    // Workers may still have it open.
    [Symbol.asyncDispose]: async () => void (await run("umount", ["-l", folder])),
  };
}
