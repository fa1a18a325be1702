import { execFile } from "node:child_process";
import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A file system in a file, through FUSE. */
export interface MountedImage extends AsyncDisposable {
  readonly root: string;
}

const KINDS = {
  /** Case is ignored and kept, as on macOS and Windows. */
  fat: {
    make: ["mkfs.vfat", "-F", "32"],
    mount: (image: string, root: string) => ["fusefat", "-o", "rw+", image, root],
  },
  /** Case is ignored and lost; names follow the rules of Windows. */
  ntfs: {
    make: ["mkntfs", "-q", "-F", "-f"],
    mount: (image: string, root: string) => ["lowntfs-3g", "-o", "ignore_case,windows_names", image, root],
  },
} as const;

/**
 * Undefined where this machine cannot: without the programs (Debian: fusefat, dosfstools, ntfs-3g), without /dev/fuse,
 * or without the right to mount.
 */
export async function mountImage(kind: keyof typeof KINDS): Promise<MountedImage | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "hailuo-image-"));
  const [image, root] = [join(folder, "image"), join(folder, "root")];
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await mkdir(root);
    await using file = await open(image, "w");
    await file.truncate(64 * 1024 * 1024);
    await execute([...KINDS[kind].make, image]);
    await execute(KINDS[kind].mount(image, root));
    return {
      root,
      async [Symbol.asyncDispose]() {
        await execute(["umount", root]);
        await remove();
      },
    };
  } catch {
    await remove();
    return undefined;
  }
}

async function execute([program = "", ...words]: readonly string[]): Promise<void> {
  // oxlint-disable-next-line node/no-process-env -- of tests alone
  await run(program, words, { env: { ...process.env, PATH: "/usr/bin:/bin:/usr/sbin:/sbin" } });
}
