import { VIDEO_TEMPLATES } from "@hailuo-queue/contracts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { renderTable } from "../render-table.ts";
import { columnsOf, printJson, printLine, type Shell } from "../shell.ts";
import { say } from "../words/say.ts";

/** The provider's templates that are known here; others may be used as well. */
export async function showTemplates({ json }: { readonly json: boolean }, shell: Shell): Promise<ExitCode> {
  const templates = Object.entries(VIDEO_TEMPLATES);
  if (json) {
    for (const [id, { name, images, texts }] of templates)
      printJson(shell.stdout, { type: "template", template_id: id, name, images, texts });
    return EXIT.allSucceeded;
  }
  const rows = templates.map(([id, { name, images, texts }]) => [id, name, String(images), String(texts)]);
  for (const line of renderTable(
    ["template_id", say`name`, "media_inputs", "text_inputs"],
    rows,
    columnsOf(shell.stdout),
  ))
    printLine(shell.stdout, line);
  printLine(
    shell.stdout,
    say`Put template ids in quotes in a prompts file (as a number, an id would lose its last digits). Unlisted ids are sent unchanged.`,
  );
  return EXIT.allSucceeded;
}
