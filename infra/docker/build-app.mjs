// Makes /app of the image in the folder that is named, after a build: the command and create-bucket.mjs with all that
// they need in a few files, and the licences of what is inside.
import { chmod, copyFile, cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleCommand } from "../release/bundle-package.mjs";
import { PACKAGES, readVersion, ROOT } from "../release/packages.mjs";
import { licencesOf } from "../release/third-party.mjs";

const folder = process.argv[2];
const here = join(ROOT, "infra", "docker");
const command = PACKAGES.find(({ kind }) => kind === "command");

const { inputs, dependencies } = await bundleCommand(
  { ...command, programs: [...command.programs, ["infra/docker/create-bucket.mjs", "create-bucket"]] },
  join(folder, "lib"),
);
const outside = Object.keys(dependencies);
if (outside.length > 0) throw new Error(`The image has no node_modules, and ${outside.join(", ")} stayed outside.`);
await mkdir(join(folder, "bin"));
await copyFile(join(here, "hailuo.mjs"), join(folder, "bin", "hailuo.mjs"));
await chmod(join(folder, "bin", "hailuo.mjs"), 0o755);
await copyFile(join(here, "healthcheck.mjs"), join(folder, "healthcheck.mjs"));
await copyFile(join(here, "s3-policy.json"), join(folder, "lib", "s3-policy.json"));
await cp(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
await writeFile(join(folder, "THIRD-PARTY-LICENCES.txt"), await licencesOf(inputs));
await writeFile(
  join(folder, "package.json"),
  `${JSON.stringify({ name: "hailuo-queue", version: await readVersion(), private: true, type: "module" })}\n`,
);
