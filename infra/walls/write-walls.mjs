// Writes the boundaries of turbo.json from the list of rooms. With --check it writes nothing, and says what does not
// agree with the list.
import { isDeepStrictEqual } from "node:util";
import { readFile, writeFile } from "node:fs/promises";
import { ROOMS } from "./rooms.mjs";
import { boundariesOf, findBreaches, readPackages } from "./walls.mjs";

const root = new URL("../../", import.meta.url);
const place = new URL("turbo.json", root);
const settings = JSON.parse(await readFile(place, "utf8"));
const boundaries = boundariesOf(ROOMS);
if (process.argv.includes("--check")) {
  const breaches = findBreaches(ROOMS, await readPackages(root));
  const written = isDeepStrictEqual(settings.boundaries, boundaries);
  if (!written)
    breaches.push(
      "The boundaries of turbo.json are not those of infra/walls/rooms.mjs: run node infra/walls/write-walls.mjs",
    );
  for (const breach of breaches) console.error(breach);
  process.exitCode = breaches.length === 0 ? 0 : 1;
} else {
  await writeFile(place, `${JSON.stringify({ ...settings, boundaries }, null, 2)}\n`);
}
