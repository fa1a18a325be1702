import { fileURLToPath } from "node:url";

/** The same from src and from dist. */
const REPOSITORY = new URL("../../../", import.meta.url);

/** Where something of the repository is, e.g. `packages/pipeline/dist`. */
export function inRepository(path: string): string {
  return fileURLToPath(new URL(path, REPOSITORY));
}
