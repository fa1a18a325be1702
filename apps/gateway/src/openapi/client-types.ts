import openapiTypes, { astToString } from "openapi-typescript";
import { describeApi } from "./describe-api.ts";

const HEAD = "// Generated from the gateway's OpenAPI document by infra/docs/write-client-types.mjs.\n\n";

/** The types of packages/client, as TypeScript. */
export async function clientTypes(): Promise<string> {
  // Examples are as long as all types together, and stand on the page of the API.
  const text = JSON.stringify(describeApi(), (name, value: unknown) => (name === "example" ? undefined : value));
  return HEAD + breakComments(astToString(await openapiTypes(JSON.parse(text) as never)));
}

const WIDTH = 120;

/** Descriptions are as long as their sentences; as comments they are broken into lines. */
function breakComments(text: string): string {
  return text
    .replaceAll(/^( *)\/\*\* (.*) \*\/$/gm, (line, indent: string, words: string) =>
      line.length <= WIDTH ? line : [`${indent}/**`, ...fillLines(words, `${indent} * `), `${indent} */`].join("\n"),
    )
    .replaceAll(/^( *\* )(.*)$/gm, (line, head: string, words: string) =>
      line.length <= WIDTH ? line : fillLines(words, head).join("\n"),
    );
}

function fillLines(words: string, head: string): readonly string[] {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(head + word);
  }
  return lines;
}
