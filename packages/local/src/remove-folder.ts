import { randomUUID } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { InvalidInputError } from "@hailuo-queue/contracts/errors";
import { claimDirectory } from "./directory-claim.ts";
import { tryLockFolder } from "./folder-lock.ts";

/**
 * Deletes the data of a private Redis, with nobody able to start one on it meanwhile: it is away in one step, under
 * another name.
 * @throws InvalidInputError (`directory_in_use`) where one runs, here or on another machine; nothing is deleted then.
 */
export async function removeFolder(directory: string): Promise<void> {
  const claimed = await claimDirectory(directory);
  if (!claimed.held) throw inUse(directory);
  try {
    const lock = await tryLockFolder(directory);
    if (lock === undefined) throw inUse(directory);
    try {
      const away = `${directory}.deleted-${randomUUID().slice(0, 8)}`;
      await rename(directory, away);
      await rm(away, { recursive: true, force: true });
    } finally {
      await lock.close();
    }
  } finally {
    await claimed.claim.release();
  }
}

function inUse(directory: string): InvalidInputError {
  return new InvalidInputError(
    "directory_in_use",
    `${directory} is in use. Nothing of it was deleted: stop what uses it, and try again.`,
  );
}
