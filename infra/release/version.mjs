// The version of all packages, which is one, and the section of CHANGELOG.md that belongs to it.
//
//   node infra/release/version.mjs check [TAG]     every package has the version, the changelog a section for it, and
//                                                  the tag its name
//   node infra/release/version.mjs notes           prints that section
//   node infra/release/version.mjs begin 0.2.0     after a release: dates its section, and begins the next version
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./packages.mjs";

/** Files besides the package.json of each package, where they are, and what their lines say before the version. */
const OTHERS = [
  ["infra/helm/hailuo-queue/Chart.yaml", /^((?:version|appVersion): "?)(\d+\.\d+\.\d+)/gm],
  ["clients/python/pyproject.toml", /^(version = ")(\d+\.\d+\.\d+)/gm],
  ["clients/python/src/hailuo_queue/_connection.py", /(hailuo-queue-python\/)(\d+\.\d+\.\d+)/g],
  ["packages/mcp/src/create-mcp-server.ts", /( version: ")(\d+\.\d+\.\d+)/g],
];
const HEAD = "## [Unreleased]";

const [command, parameter, root = ROOT] = process.argv.slice(2);
const version = JSON.parse(await read("package.json")).version;
try {
  if (command === "check") await check(parameter);
  else if (command === "notes") console.log(sectionOf(await read("CHANGELOG.md"), version));
  else if (command === "begin") await begin(parameter);
  else throw new Error("node infra/release/version.mjs check [TAG] | notes | begin VERSION");
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function check(tag) {
  if (tag !== undefined && tag !== `v${version}`)
    throw new Error(`The tag is ${tag}, and the packages have ${version}: the tag would have to be v${version}.`);
  for (const place of await manifests()) {
    const { version: own } = JSON.parse(await read(place));
    if (own !== version) throw new Error(`${place} has version ${own}, and package.json ${version}.`);
  }
  for (const [place, lines] of OTHERS)
    for (const [, , own] of (await read(place).catch(() => "")).matchAll(lines))
      if (own !== version) throw new Error(`${place} has version ${own}, and package.json ${version}.`);
  sectionOf(await read("CHANGELOG.md"), version);
  console.log(`version ${version}`);
}

/** That of the version itself, or the one that is to become it. */
function sectionOf(changelog, wanted) {
  for (const section of changelog.split(/^(?=## )/m)) {
    const [head = ""] = section.split("\n");
    const body = section.slice(head.length).trim();
    if (head.startsWith(`## [${wanted}]`)) return body;
    if (head === HEAD && body.startsWith(becoming(wanted))) return body.slice(becoming(wanted).length).trim();
  }
  throw new Error(`CHANGELOG.md has no section for ${wanted}: neither "## [${wanted}]" nor "${becoming(wanted)}".`);
}

async function begin(next) {
  if (!/^\d+\.\d+\.\d+$/.test(next ?? "")) throw new Error(`${next} is no version like 0.2.0.`);
  const changelog = await read("CHANGELOG.md");
  const was = `${HEAD}\n\n${becoming(version)}\n`;
  if (!changelog.includes(was)) throw new Error(`CHANGELOG.md has no section that is to become ${version}.`);
  const today = new Date().toISOString().slice(0, 10);
  await write("CHANGELOG.md", changelog.replace(was, `${HEAD}\n\n${becoming(next)}\n\n## [${version}] - ${today}\n`));
  for (const place of ["package.json", ...(await manifests())])
    await write(place, (await read(place)).replace(`"version": "${version}"`, `"version": "${next}"`));
  for (const [place, lines] of OTHERS) {
    const text = await read(place).catch(() => "");
    if (text !== "")
      await write(
        place,
        text.replaceAll(lines, (_line, words) => words + next),
      );
  }
  console.log(`${version} is dated ${today}; what comes now becomes ${next}`);
}

function becoming(wanted) {
  return `To become ${wanted}.`;
}

/** The package.json of every package of the workspace. */
async function manifests() {
  const folders = await Promise.all(
    ["apps", "packages"].map(async (kind) => (await readdir(join(root, kind))).map((name) => `${kind}/${name}`)),
  );
  return [...folders.flat(), "examples"].map((folder) => `${folder}/package.json`);
}

function read(place) {
  return readFile(join(root, place), "utf8");
}

function write(place, text) {
  return writeFile(join(root, place), text);
}
