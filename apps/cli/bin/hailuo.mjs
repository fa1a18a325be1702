#!/usr/bin/env node
import { existsSync } from "node:fs";
import module from "node:module";

// Of Node 22.1 and newer: what was compiled once is not compiled again by the next command.
module.enableCompileCache?.();

const main = new URL("../dist/main.js", import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error("hailuo is not built yet. Run `npm run setup` in the hailuo-queue folder first.");
  process.exitCode = 2;
}
