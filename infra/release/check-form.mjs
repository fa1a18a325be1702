// Looks at the packages of build-packages.mjs as a registry and the tools of those who install them do.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { folderOf, PACKAGES } from "./packages.mjs";

const run = promisify(execFile);
const BIN = new URL("node_modules/.bin/", import.meta.url).pathname;

const faults = (await Promise.all(PACKAGES.map(faultsOf))).flat();
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

async function faultsOf(entry) {
  const cwd = folderOf(entry);
  const checks = [
    [join(BIN, "publint"), "--strict", "--pack", "npm"],
    ["npm", "publish", "--dry-run", "--ignore-scripts", "--loglevel=warn"],
    ...(entry.kind === "library"
      ? [[join(BIN, "attw"), "--pack", ".", "--profile", "esm-only", "--format", "ascii"]]
      : []),
  ];
  const results = await Promise.all(
    checks.map(([command, ...words]) =>
      run(command, words, { cwd }).then(
        () => [],
        ({ stdout, stderr }) => [`${entry.name}: ${command} ${words.join(" ")}\n${stdout}${stderr}`],
      ),
    ),
  );
  return [...results.flat(), ...(await faultsOfManifest(entry)), ...(await faultsOfSize(entry, cwd))];
}

async function faultsOfManifest(entry) {
  const text = await readFile(join(folderOf(entry), "package.json"), "utf8");
  return /workspace:|catalog:|"private"/.test(text) ? [`${entry.name}: its package.json is that of the workspace`] : [];
}

async function faultsOfSize({ name, mostBytes }, cwd) {
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd, maxBuffer: 1e8 });
  const [{ size, unpackedSize, entryCount }] = Object.values(JSON.parse(stdout));
  console.log(`${name}: ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked, ${entryCount} files`);
  return [
    ...(size > mostBytes.packed ? [`${name} is larger than ${kilobytes(mostBytes.packed)} packed`] : []),
    ...(unpackedSize > mostBytes.unpacked ? [`${name} is larger than ${kilobytes(mostBytes.unpacked)} unpacked`] : []),
  ];
}

function kilobytes(bytes) {
  return `${Math.ceil(bytes / 1000)} kB`;
}
