import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./packages.mjs";

const RULE = "-".repeat(80);

/** The licences of all packages of others whose code is among these modules, as one text. */
export async function licencesOf(inputs) {
  const folders = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
  const known = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(join(ROOT, folder, "package.json"), "utf8"));
    known.set(`${name} ${version}`, `${name} ${version} (${nameOf(license)})\n\n${await textIn(join(ROOT, folder))}`);
  }
  const texts = [...known].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text.trim());
  return `hailuo-queue contains code of these packages.\n\n${RULE}\n${texts.join(`\n${RULE}\n`)}\n`;
}

function nameOf(license) {
  if (typeof license === "string") return license;
  throw new Error(`A package says ${JSON.stringify(license)} as its licence.`);
}

async function textIn(folder) {
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i.test(name));
  const texts = await Promise.all(names.toSorted().map((name) => readFile(join(folder, name), "utf8")));
  return texts.join("\n");
}
