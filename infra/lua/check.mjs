#!/usr/bin/env node
import { writeFileSync } from "node:fs";
import { Config, formatCode, IndentType, LuaVersion, OutputVerification, QuoteStyle } from "@johnnymorganz/stylua";
import { readMadeKeys, readNames } from "./names.mjs";
import { assemble, includesOf, luaFiles, pathOf, textOf } from "./scripts.mjs";

// Formats and lints the store's Lua. `--write` formats; without it, what is not formatted is a fault.

const write = process.argv.includes("--write");
const files = luaFiles();
const faults = [];

/** One for each call, which takes it away. */
function style() {
  const config = Config.new();
  config.column_width = 120;
  config.indent_type = IndentType.Spaces;
  config.indent_width = 2;
  config.quote_style = QuoteStyle.AutoPreferSingle;
  config.syntax = LuaVersion.Lua51;
  return config;
}

for (const file of files) {
  const text = textOf(file);
  const formatted = formatCode(text, style(), undefined, OutputVerification.Full);
  if (formatted !== text && write) writeFileSync(pathOf(file), formatted);
  else if (formatted !== text) faults.push(`${file}.lua: not formatted; run \`pnpm format\``);
}

const parts = new Set(files.flatMap(includesOf));
for (const part of parts) if (!files.includes(part)) faults.push(`"${part}" is included, and there is no such file`);
const scripts = files.filter((file) => !parts.has(file));
/** By file, line and name: read by no script that has it. */
const unread = new Map();
const read = new Set();

for (const script of scripts) {
  const lines = assemble(script);
  const text = lines.map((line) => line.text).join("\n");
  const at = (line) => `${lines[line - 1]?.file}.lua:${lines[line - 1]?.line}`;
  const names = readNames(text);
  for (const { name, line } of names.unknown) faults.push(`${at(line)}: nobody declares ${name} in ${script}.lua`);
  for (const { name, line, of } of names.hiding) faults.push(`${at(line)}: ${name} hides that of ${at(of)}`);
  for (const line of readMadeKeys(text)) faults.push(`${at(line)}: a key is put together here; name it in keys.ts`);
  const unreadHere = new Set(names.unread.map(({ name, line }) => `${at(line)}: nobody reads ${name}`));
  for (const fault of unreadHere) unread.set(fault, (unread.get(fault) ?? 0) + 1);
  for (const file of new Set(lines.map((line) => line.file))) read.add(`${file} ${script}`);
}
for (const [fault, times] of unread) {
  const file = fault.slice(0, fault.indexOf(".lua:"));
  if (times === scripts.filter((script) => read.has(`${file} ${script}`)).length) faults.push(fault);
}

for (const file of files) {
  const text = textOf(file);
  const title = text.slice(0, text.search(/^(?!--)/m));
  if (!title.startsWith("-- ")) faults.push(`${file}.lua: has no title page`);
  else if (parts.has(file)) {
    if (!title.includes("Included by "))
      faults.push(`${file}.lua: its title page does not say that it is included by scripts`);
  } else
    for (const given of ["KEYS", "ARGV"])
      if (text.includes(`${given}[`) && !title.includes(`-- ${given} `))
        faults.push(`${file}.lua: its title page does not list ${given}`);
}

for (const fault of [...new Set(faults)].toSorted((one, other) => one.localeCompare(other))) console.error(fault);
if (faults.length === 0) console.log(`${files.length} files of Lua: formatted, and no faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
