import { fileURLToPath } from "node:url";
import { InvalidInputError } from "@hailuo-queue/contracts";
import { folderFault } from "@hailuo-queue/storage";
import { retell, say } from "../words/say.ts";

/**
 * @throws InvalidInputError (`unusable_folder`) where the file system takes the folder of a new batch for another one,
 * or takes no folder of its name: before anything is bought, and not when a video is to be stored.
 */
export async function requireUsableFolder(location: string, batchId: string): Promise<void> {
  if (!location.startsWith("file:")) return;
  const directory = fileURLToPath(location);
  const fault = await folderFault(directory, batchId);
  if (fault === undefined) return;
  throw new InvalidInputError(
    "unusable_folder",
    say`The videos of batch ${batchId} cannot go into ${directory}: ${retell(fault)}.`,
  );
}
