// Makes the packages that are published, each in a folder of .cache/publish: `node infra/release/build-packages.mjs`,
// after `npm run setup` and `npm ci` in this folder. HAILUO_REPOSITORY is the address of the repository that they are
// built from, for their links and their provenance.
import { chmod, copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleCommand, bundleLibrary } from "./bundle-package.mjs";
import { bundleTypes } from "./bundle-types.mjs";
import { describePackage, folderOf, PACKAGES, PUBLISHED, readVersion, ROOT } from "./packages.mjs";
import { readmeOf } from "./readme.mjs";
import { licencesOf } from "./third-party.mjs";

const COMMAND = `#!/usr/bin/env node
import module from "node:module";

// Of Node 22.1 and newer: what was compiled once is not compiled again by the next command.
module.enableCompileCache?.();
await import("../lib/main.js");
`;

const repository = process.env.HAILUO_REPOSITORY?.replace(/\/+$/, "") || undefined;

await rm(PUBLISHED, { recursive: true, force: true });
const version = await readVersion();
for (const entry of PACKAGES) {
  const folder = folderOf(entry);
  await mkdir(folder, { recursive: true });
  const dependencies = entry.kind === "command" ? await makeCommand(entry, folder) : await makeLibrary(entry, folder);
  const manifest = { ...describePackage(entry, { version, repository }), dependencies };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await copyFile(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
  await writeFile(join(folder, "README.md"), await readmeOf(entry.readme, { repository, version }));
  console.log(`${entry.name}@${version}: ${folder}`);
}

async function makeCommand(entry, folder) {
  const { inputs, dependencies } = await bundleCommand(entry, join(folder, "lib"));
  for (const place of new Set(Object.values(entry.bin))) {
    await mkdir(join(folder, "bin"), { recursive: true });
    await writeFile(join(folder, place), COMMAND);
    await chmod(join(folder, place), 0o755);
  }
  await writeFile(join(folder, "THIRD-PARTY-LICENCES.txt"), await licencesOf(inputs));
  return dependencies;
}

async function makeLibrary(entry, folder) {
  const { dependencies } = await bundleLibrary(entry, join(folder, "dist"));
  const ofTypes = await bundleTypes(entry, join(folder, "dist"));
  const missing = ofTypes.filter((name) => !name.startsWith("node:") && dependencies[name] === undefined);
  if (missing.length > 0) throw new Error(`The types of ${entry.name} need ${missing.join(", ")}, its code does not.`);
  return dependencies;
}
