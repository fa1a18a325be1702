// Writes docs/openapi.json, the document that the gateway serves, and those of its two doors. Run after a build. With `--released`, which is part
// of a release, also docs/openapi.released.json: what later documents may not take away.
import { writeFile } from "node:fs/promises";
import { describeApi, describeDoors } from "../../apps/gateway/dist/openapi/describe-api.js";

const text = `${JSON.stringify(describeApi(), undefined, 2)}\n`;
const names = ["openapi.json", ...(process.argv.includes("--released") ? ["openapi.released.json"] : [])];
for (const name of names) await writeFile(new URL(`../../docs/${name}`, import.meta.url), text);

for (const [name, document] of Object.entries(describeDoors()))
  await writeFile(
    new URL(`../../docs/openapi-${name}.json`, import.meta.url),
    `${JSON.stringify(document, undefined, 2)}\n`,
  );
