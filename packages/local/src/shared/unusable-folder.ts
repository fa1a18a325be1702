import { errorMessage, InvalidInputError } from "@hailuo-queue/contracts/errors";

/** A folder that cannot be made or written: read-only, another user's, a file. */
export function unusableFolder(path: string, error: unknown): InvalidInputError {
  return new InvalidInputError(
    "state_directory_unusable",
    `${path} cannot be used: ${errorMessage(error)}. Set HAILUO_STATE_DIR to ` +
      "a folder that can be written, or REDIS_URL.",
    { cause: error },
  );
}
