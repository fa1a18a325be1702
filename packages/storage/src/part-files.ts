import { createHash, randomBytes } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/** A file's name may have 255 bytes on common systems. */
const MAX_NAME_BYTES = 255;
/**
 * A part file of another machine, or of an earlier version, in which nothing was written for so long, is nobody's any
 * more: a silent source is given up after half a minute.
 */
const ABANDONED_MS = 600_000;
/**
 * Above this a folder is listed once in LISTED_MS: jobs of a killed process are given to another one after 7 s, so that
 * its part files are seen all the same.
 */
const LARGE_FOLDER = 1000;
const LISTED_MS = 5000;

const MACHINE = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
/** Tells this process from an earlier one with the same number, as in a container that was started again. */
const PROCESS = randomBytes(4).toString("hex");
const OWN = `${MACHINE}${process.pid.toString(16).padStart(8, "0")}${PROCESS}`;
/**
 * The object's name; machine, process number, process, and a number of its own, or the twelve digits of earlier
 * versions.
 */
const PART = /^(.*)\.(?:([0-9a-f]{8})([0-9a-f]{8})([0-9a-f]{8})[0-9a-f]{12}|[0-9a-f]{12})\.part$/s;

/** Where the bytes of one put stand until they are whole: beside the object's file. */
export function partPath(path: string): string {
  const ending = `.${OWN}${randomBytes(6).toString("hex")}.part`;
  return join(dirname(path), stemOf(basename(path), ending.length) + ending);
}

/** Cut by characters until it fits: a name of 255 bytes is a legal key, and its part file must be too. */
function stemOf(name: string, endingBytes: number): string {
  let stem = name;
  while (Buffer.byteLength(stem) + endingBytes > MAX_NAME_BYTES) stem = Array.from(stem).slice(0, -1).join("");
  return stem;
}

export interface PartSweeper {
  /**
   * Removes what killed processes left of earlier puts of this object. Never fails: what is left over costs room and
   * nothing else.
   */
  sweep(path: string): Promise<void>;
}

export function createPartSweeper(now: () => number = Date.now): PartSweeper {
  const large = new Map<string, { readonly parts: readonly string[]; readonly at: number }>();

  async function partsIn(folder: string): Promise<readonly string[]> {
    const listed = large.get(folder);
    if (listed !== undefined && now() - listed.at < LISTED_MS) return listed.parts;
    const names = await readdir(folder);
    const parts = names.filter((name) => name.endsWith(".part"));
    large.clear();
    if (names.length > LARGE_FOLDER) large.set(folder, { parts, at: now() });
    return parts;
  }

  return {
    async sweep(path) {
      const folder = dirname(path);
      const name = basename(path);
      try {
        for (const part of await partsIn(folder)) {
          const found = PART.exec(part);
          const stem = found?.[1];
          if (found === null || stem === undefined || stem !== stemOf(name, part.length - stem.length)) continue;
          if (await isAbandoned(join(folder, part), found, now())) await rm(join(folder, part), { force: true });
        }
      } catch {
        // Another process has removed it, or it may not be listed.
      }
    },
  };
}

async function isAbandoned(path: string, [, , machine, pid, start]: RegExpExecArray, nowMs: number): Promise<boolean> {
  if (machine === MACHINE && pid !== undefined) {
    const number = Number.parseInt(pid, 16);
    return number === process.pid ? start !== PROCESS : !isRunning(number);
  }
  return nowMs - (await stat(path)).mtimeMs > ABANDONED_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
