import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { posix, win32 } from "node:path";

/** Where programs are looked for. */
export interface ProgramPlaces {
  /** The PATH. */
  readonly searchPath: string;
  readonly platform: NodeJS.Platform;
  /** The PATHEXT of Windows; default .COM;.EXE. */
  readonly pathExt?: string | undefined;
}

/** What Windows starts without a shell; others of PATHEXT (.BAT, .CMD) need one. */
const STARTED_BY_WINDOWS = [".com", ".exe"];

/**
 * The absolute paths that a program of this name may have, the first that exists is meant: one in each folder of PATH,
 * on Windows one for each ending. Folders that are not absolute are left out: what lies in the current folder is not
 * started by chance.
 */
export function candidatesOnPath(name: string, { searchPath, platform, pathExt }: ProgramPlaces): readonly string[] {
  const isWindows = platform === "win32";
  const path = isWindows ? win32 : posix;
  const folders = searchPath
    .split(path.delimiter)
    .map((folder) => (isWindows ? folder.replaceAll('"', "").trim() : folder))
    .filter((folder) =>
      isWindows ? /^(?:[a-z]:[\\/]|\\\\[^\\/?.][^\\/]*\\[^\\/]+)/i.test(folder) : path.isAbsolute(folder),
    );
  const endings = isWindows ? endingsOf(pathExt) : [""];
  return [...new Set(folders)].flatMap((folder) => endings.map((ending) => path.join(folder, name + ending)));
}

function endingsOf(pathExt: string | undefined): readonly string[] {
  const listed = (pathExt ?? "")
    .toLowerCase()
    .split(";")
    .map((each) => each.trim());
  const startable = listed.filter((ending) => STARTED_BY_WINDOWS.includes(ending));
  return startable.length === 0 ? STARTED_BY_WINDOWS : startable;
}

/** Those that a spawn without a shell reads, too. */
export function placesOfProcess(): ProgramPlaces {
  // oxlint-disable-next-line node/no-process-env -- where programs are is no setting of ours
  const { env, platform } = process;
  return { searchPath: env["PATH"] ?? "", platform, pathExt: env["PATHEXT"] };
}

/** The first program of this name on the PATH; undefined where there is none. */
export async function programOnPath(name: string, places: ProgramPlaces): Promise<string | undefined> {
  for (const path of candidatesOnPath(name, places)) if (await isProgram(path)) return path;
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
