import { fileURLToPath } from "node:url";

/** Where something is stored, as people write it: a path with its own characters, or the URI of a bucket. */
export function readableLocation(location: string): string {
  if (!location.startsWith("file:")) return location;
  try {
    return fileURLToPath(location);
  } catch {
    return location;
  }
}
