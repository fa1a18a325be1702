import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { ROOT } from "./packages.mjs";

const CHECKOUT = /<!-- in the checkout -->[\s\S]*?<!-- end -->\n\n?/g;

/**
 * A page of the project as it stands in a package: what it links to beside itself is at the repository's tag, or, where
 * no repository is named, is a name without a link; what concerns the checkout alone is left out. Throws for a link to a file that is not there.
 */
export async function readmeOf(place, { repository, version }) {
  const text = await readFile(join(ROOT, place), "utf8");
  return text
    .replaceAll(CHECKOUT, "")
    .replaceAll(/(!?)\[([^\]]+)\]\((?!https?:|#|mailto:)([^)\s]+)\)/g, (_whole, image, words, target) => {
      const [file, fragment] = target.split("#");
      const path = posix.join(posix.dirname(place), file);
      if (!existsSync(join(ROOT, path))) throw new Error(`${place} links to ${target}, which is not there.`);
      if (repository === undefined) return image === "" ? words : "";
      const where = `${repository}/${image === "" ? "blob" : "raw"}/v${version}/${path}`;
      return `${image}[${words}](${where}${fragment === undefined ? "" : `#${fragment}`})`;
    });
}
