import { constants, createReadStream } from "node:fs";
import { copyFile, type FileHandle, link, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { errorMessage, type ObjectStore, type StoredObject, UnavailableError } from "@hailuo-queue/contracts";
import { errorCode } from "./error-code.ts";
import { makeFolders } from "./make-folders.ts";
import { createFolderChecks } from "./own-folders.ts";
import { assertObjectKey } from "./object-key.ts";
import { createPartSweeper, partPath } from "./part-files.ts";
import { createStoppableBody, type StoppableBody } from "./stoppable-body.ts";
import { verifyStore } from "./verify-store.ts";

const CHECK_CALL_MS = 5000;

/**
 * A directory that plays object storage. An object is written beside its place as `<name>.<random>.part`, synced and
 * then renamed, so that a reader never sees half a video. A process that is killed may leave its part file; who stores
 * the same object next removes it. Nothing else is ever removed.
 */
export function createDirectoryObjectStore(root: string): ObjectStore {
  const location = pathToFileURL(root + sep).href;
  const pathOf = (key: string): string => {
    assertObjectKey(key);
    return join(root, ...key.split("/"));
  };
  const parts = createPartSweeper();
  const faultOfFolder = createFolderChecks(root);
  const store: ObjectStore = {
    location,
    uri: (key) => pathToFileURL(pathOf(key)).href,
    async put(key, body, { signal }) {
      const path = pathOf(key);
      signal?.throwIfAborted();
      const fault = await faultOfFolder(key);
      if (fault !== undefined)
        throw new UnavailableError("storage_refused", `The directory ${root} cannot be written: ${fault}.`);
      const source = createStoppableBody(body, signal);
      try {
        const bytes = await writeWhole(path, source);
        await parts.sweep(path);
        return { bytes };
      } catch (error) {
        source.cancel(error);
        throw source.failure === undefined ? explain(root, "written", error) : source.failure.error;
      } finally {
        source.release();
      }
    },
    async head(key) {
      const path = pathOf(key);
      const stored = await absentAsUndefined(root, async () => {
        const found = await stat(path);
        return found.isFile() ? { bytes: found.size } : undefined;
      });
      return stored satisfies StoredObject | undefined;
    },
    async get(key, range) {
      if ((await store.head(key)) === undefined) return undefined;
      const path = pathOf(key);
      const file = await absentAsUndefined(root, () => open(path, "r"));
      return (
        file &&
        createReadStream(path, {
          fd: file,
          highWaterMark: 256 * 1024,
          ...(range && { start: range.start, end: range.end - 1 }),
        })
      );
    },
    link: () => Promise.resolve(undefined),
    async keep(key, keptKey) {
      const [path, kept] = [pathOf(key), pathOf(keptKey)];
      const isThere = async (): Promise<boolean> => (await store.head(keptKey)) !== undefined;
      if (await isThere()) return true;
      try {
        return (await absentAsUndefined(root, () => keepOnce(path, kept))) ?? (await isThere());
      } catch (error) {
        // Another process was faster.
        if (await isThere()) return true;
        throw error instanceof UnavailableError ? error : explain(root, "written", error);
      }
    },
    async delete(key) {
      const path = pathOf(key);
      await absentAsUndefined(root, () => rm(path));
    },
    check: (signal) => verifyStore(store, { callMs: CHECK_CALL_MS, advice: "look at the disk or mount", signal }),
    close: () => Promise.resolve(),
  };
  return store;
}

async function writeWhole(path: string, source: StoppableBody): Promise<number> {
  await makeFolders(dirname(path));
  const part = partPath(path);
  const file = await open(part, "wx");
  try {
    let bytes = 0;
    try {
      await source.pump(async (chunk) => {
        bytes += await writeAll(file, chunk);
      });
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
    return bytes;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/**
 * A second name of the same bytes: the first one is later renamed over, which leaves them. Where there are no second
 * names, a copy.
 */
async function keepOnce(path: string, kept: string): Promise<true> {
  try {
    await link(path, kept);
  } catch (error) {
    if (!WITHOUT_LINKS.has(errorCode(error) ?? "")) throw error;
    const part = partPath(kept);
    try {
      await copyFile(path, part, constants.COPYFILE_EXCL);
      const file = await open(part, "r+");
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(part, kept);
    } finally {
      await rm(part, { force: true });
    }
  }
  return true;
}

/** What file systems say that know one name of a file only: FAT, some network shares. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set([
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EMLINK",
  "EXDEV",
  "EINVAL",
]);

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<number> {
  let written = 0;
  while (written < chunk.length) written += (await file.write(chunk, written)).bytesWritten;
  return written;
}

/** ENOTDIR too: a file that stands where the key has a folder means that there is no such object. */
async function absentAsUndefined<Result>(root: string, read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG") return undefined;
    throw explain(root, "read", error);
  }
}

const CURES: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; make room or choose another directory (HAILUO_OUT, --out)",
  EDQUOT: "the disk quota is used up; make room or choose another directory (HAILUO_OUT, --out)",
  EACCES: "this user may not write there; change the folder's rights or choose another directory (HAILUO_OUT, --out)",
  EPERM: "this user may not write there; change the folder's rights or choose another directory (HAILUO_OUT, --out)",
  EROFS: "the file system is read-only; choose another directory (HAILUO_OUT, --out)",
  ENOENT: "folders cannot be made there; choose another directory (HAILUO_OUT, --out)",
  ENOTDIR: "a file stands where a folder is needed; choose another directory or object key",
  EEXIST: "a file stands where a folder is needed; choose another directory or object key",
  EISDIR: "a folder stands where the file should go; choose another object key",
  ENAMETOOLONG:
    "a name in the object key is longer than the file system allows (255 " +
    "bytes); choose another (HAILUO_OBJECT_KEY, custom_id)",
  EMFILE: "this process has too many open files; raise its limit (ulimit -n)",
};

function explain(root: string, verb: "written" | "read", error: unknown): UnavailableError {
  const code = errorCode(error);
  const cure = (code !== undefined && CURES[code]) || errorMessage(error);
  const kind = code === "ENOSPC" || code === "EDQUOT" ? "storage_full" : "storage_refused";
  return new UnavailableError(kind, `The directory ${root} cannot be ${verb}: ${cure}.`, { cause: error });
}
