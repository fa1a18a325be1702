import { fileURLToPath } from "node:url";
import { InvalidInputError } from "@hailuo-queue/contracts";
import { say } from "../words/say.ts";

/**
 * The path of a file that a person names: as it is, with the separators, drive letters (`C:\`) and shares (`\\server`)
 * of their system, or of a file:// URL.
 * @throws InvalidInputError (`unreadable_input`) for a URL that is no path here.
 */
export function localPath(text: string, platform: NodeJS.Platform = process.platform): string {
  if (!/^file:/i.test(text)) return text;
  try {
    return fileURLToPath(text, { windows: platform === "win32" });
  } catch (error) {
    throw new InvalidInputError("unreadable_input", say`${text}: is not a usable file:// URL`, { cause: error });
  }
}
