import { mkdtemp, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { errorCode } from "./error-code.ts";
import { foldedName, windowsNameFault } from "./file-names.ts";

/**
 * Why videos may not go into this folder below a directory; undefined where they may. Where a file system ignores case,
 * the folder `spring` is that of `Spring`, and a video would replace another batch's of the same name. Reads folders
 * and makes none, but for one that it removes at once, where names look alike.
 */
export async function folderFault(
  root: string,
  folder: string,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  let path = root;
  for (const name of folder.split("/")) {
    const fault = platform === "win32" ? windowsNameFault(name) : undefined;
    if (fault !== undefined) return fault;
    const names = await namesIn(path);
    // Neither it nor one below it is there.
    if (names === undefined) return undefined;
    // Some file systems write é in two characters: that is the same folder, and not another's.
    const isThere = names.some((each) => each.normalize("NFC") === name.normalize("NFC"));
    const other = isThere ? undefined : names.find((each) => foldedName(each) === foldedName(name));
    if (other !== undefined && (await isSame(path, name)) && (await keepsCase(path)))
      return (
        `it has the folder "${other}", and takes "${name}" for the same, so that videos of one would replace those ` +
        "of the other; choose another directory (HAILUO_OUT, --out) or another name for the batch"
      );
    path = join(path, name);
  }
  return undefined;
}

/** Looks once at each folder. */
export function createFolderChecks(root: string): (key: string) => Promise<string | undefined> {
  const fine = new Set<string>();
  return async (key) => {
    const folder = key.slice(0, Math.max(0, key.lastIndexOf("/")));
    if (folder === "" || fine.has(folder)) return undefined;
    const fault = await folderFault(root, folder);
    if (fault === undefined) fine.add(folder);
    return fault;
  };
}

async function namesIn(path: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(path);
  } catch (error) {
    const code = errorCode(error);
    // What else is wrong there, the write itself says.
    if (code !== undefined) return undefined;
    throw error;
  }
}

/** Whether a name that is not listed is there all the same. */
async function isSame(path: string, name: string): Promise<boolean> {
  return (await namesIn(join(path, name))) !== undefined;
}

/** Some mounts list every name in small letters: there, a listing tells nothing about whose a folder is. */
async function keepsCase(path: string): Promise<boolean> {
  const probe = await mkdtemp(join(path, ".Hailuo-Case-")).catch(() => undefined);
  if (probe === undefined) return true;
  try {
    return (await readdir(path)).includes(basename(probe));
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}
