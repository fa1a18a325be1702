#!/usr/bin/env node
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import module from "node:module";

// Of Node 22.1 and newer: what was compiled once is not compiled again by the next command.
module.enableCompileCache?.();

const root = new URL("../../../", import.meta.url);
const main = bundle() ?? new URL("../dist/main.js", import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error("hailuo is not built yet. Run `npm run setup` in the hailuo-queue folder first.");
  process.exitCode = 2;
}

/** What `npm run setup` made of the build, if nothing was compiled since: it starts in half the time. */
function bundle() {
  try {
    const folder = new URL(".cache/bundles/", root);
    const { name, builtAt } = JSON.parse(readFileSync(new URL("current.json", folder), "utf8"));
    const file = new URL(`${name}/cli.mjs`, folder);
    return existsSync(file) && lastBuild() === builtAt ? file : undefined;
  } catch {
    return undefined;
  }
}

function lastBuild() {
  const times = ["apps", "packages"].flatMap((kind) =>
    readdirSync(new URL(kind, root)).map(
      (name) => statSync(new URL(`${kind}/${name}/dist/.tsbuildinfo`, root), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    ),
  );
  return Math.max(...times);
}
