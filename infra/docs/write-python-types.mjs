// Writes clients/python/src/hailuo_queue/types.py from the gateway's OpenAPI document: a TypedDict for each schema with
// a name. Run after a build. `--check` compares.
import { readFile, writeFile } from "node:fs/promises";
import { describeApi } from "../../apps/gateway/dist/openapi/describe-api.js";

const target = new URL("../../clients/python/src/hailuo_queue/types.py", import.meta.url);
const { schemas } = describeApi().components;
const classes = new Map();
const KEYWORDS = new Set([
  "from",
  "import",
  "class",
  "def",
  "not",
  "in",
  "is",
  "None",
  "True",
  "False",
  "pass",
  "global",
  "with",
  "as",
]);
const aliases = [];
const CONSTANTS = new Map([
  [null, "None"],
  [true, "True"],
  [false, "False"],
]);

for (const [name, schema] of Object.entries(schemas)) {
  if (schema.type === "object" && schema.properties !== undefined) writeClass(name, schema);
  else aliases.push([name, typeOf(schema, name)]);
}
const page = `"""What the gateway's API takes and answers. Written from its OpenAPI document: infra/docs/write-python-types.mjs."""

from __future__ import annotations

import sys
from typing import Any, Literal, TypedDict, Union

if sys.version_info >= (3, 11):
    from typing import NotRequired
else:
    from typing_extensions import NotRequired

${[...classes.values()].join("\n\n")}
${aliases.map(([name, type]) => `\n${name} = ${type}\n`).join("")}`;

if (!process.argv.includes("--check")) await writeFile(target, page);
else if ((await readFile(target, "utf8").catch(() => "")) !== page) {
  console.error(
    "clients/python/src/hailuo_queue/types.py is not of today's document: node infra/docs/write-python-types.mjs",
  );
  process.exitCode = 1;
}

function writeClass(name, { properties, required = [], description }) {
  // Taken first, so that one that names itself finds its name.
  classes.set(name, "");
  const fields = Object.entries(properties).map(([field, schema]) => {
    const type = typeOf(schema, `${name}${title(field)}`);
    return [field, required.includes(field) ? type : `NotRequired[${type}]`];
  });
  const doc = description === undefined ? "" : `    """${oneLine(description)}"""\n\n`;
  const plain = fields.every(([field]) => /^[A-Za-z_]\w*$/.test(field) && !KEYWORDS.has(field));
  const body = fields.length === 0 ? "    pass\n" : fields.map(([field, type]) => `    ${field}: ${type}\n`).join("");
  classes.delete(name);
  classes.set(
    name,
    plain
      ? `\nclass ${name}(TypedDict):\n${doc}${body}`
      : `\n${name} = TypedDict(\n    "${name}",\n    {\n${fields.map(([field, type]) => `        "${field}": ${type},\n`).join("")}    },\n)\n`,
  );
}

function typeOf(schema, name) {
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1);
  if (schema.const !== undefined) return literal([schema.const]);
  if (schema.enum !== undefined) return literal(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return union(choices.map((choice, at) => typeOf(choice, `${name}${at + 1}`)));
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeOf({ ...schema, type }, name)));
  switch (schema.type) {
    case "string":
      return "str";
    case "integer":
      return "int";
    case "number":
      return "float";
    case "boolean":
      return "bool";
    case "null":
      return "None";
    case "array":
      return `list[${schema.items === undefined ? "Any" : typeOf(schema.items, `${name}Item`)}]`;
    case "object":
      if (schema.properties !== undefined && Object.keys(schema.properties).length > 0) {
        writeClass(name, schema);
        return name;
      }
      return typeof schema.additionalProperties === "object"
        ? `dict[str, ${typeOf(schema.additionalProperties, `${name}Value`)}]`
        : "dict[str, Any]";
    default:
      return "Any";
  }
}

function union(types) {
  const all = [...new Set(types)];
  return all.length === 1 ? all[0] : `Union[${all.join(", ")}]`;
}

function literal(values) {
  return `Literal[${values.map((value) => CONSTANTS.get(value) ?? JSON.stringify(value)).join(", ")}]`;
}

function title(field) {
  return field.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter) => letter.toUpperCase());
}

function oneLine(text) {
  return text.replaceAll("\\", "\\\\").replaceAll('"""', "'''").replaceAll(/\s+/g, " ");
}
