import { ENCODING_WORDS, type InputNotes, type Tally } from "@hailuo-queue/intake";
import { formatMoney, inUsd } from "../money.ts";
import { asOneLine, fitWidth, formatCount, wrapWords } from "../progress/display-text.ts";
import { columnsOf, printLine, type Shell } from "../shell.ts";
import type { LoadedPrompts } from "./load-prompts.ts";
import { retell, say } from "../words/say.ts";

type Understood = Pick<LoadedPrompts, "source" | "notes" | "count" | "firstPrompts">;

/** Says how a file was understood and what it would cost, before anything is bought. */
export function tellInput(prompts: Understood, wanted: Tally, shell: Shell, simulated = false): void {
  for (const line of renderInput(prompts, wanted, { columns: columnsOf(shell.stdout), simulated }))
    printLine(shell.stdout, line);
}

/** For people, each line within so many columns. */
export function renderInput(
  { source, notes, count, firstPrompts }: Understood,
  wanted: Tally,
  { columns, simulated }: { readonly columns: number; readonly simulated: boolean },
): readonly string[] {
  const lines = [
    source,
    say`  read as ${kindOf(notes)}`,
    ...(notes.columns.length === 0 ? [] : [say`  columns: ${notes.columns.map(columnWords).join(", ")}`]),
    ...(notes.leftOut.size === 0 ? [] : [say`  left out, unknown: ${[...notes.leftOut].join(", ")}`]),
    ...(notes.repeatedHeaders === 0
      ? []
      : [say`  left out: ${formatCount(notes.repeatedHeaders)} rows that repeat the header`]),
    ...(notes.listMarks === undefined
      ? []
      : [say`  left out: the ${notes.listMarks} before the prompts (--format text keeps them)`]),
    ...(notes.paddingBytes === 0 ? [] : [say`  left out: ${formatCount(notes.paddingBytes)} zero bytes at its end`]),
    ...(notes.defaultModel === undefined
      ? []
      : [say`  model: ${notes.defaultModel} where none is named (--model names another)`]),
    say`  ${formatCount(count)} ${count === 1 ? "prompt" : "prompts"}, at most ${costWords(wanted)}${simulated ? say` of simulated money: nothing is bought` : ""}`,
  ];
  const shown = [
    ...firstPrompts.map((prompt, at) => fitWidth(`  ${at + 1}. ${asOneLine(prompt)}`, columns)),
    ...(count > firstPrompts.length ? ["  …"] : []),
  ];
  return lines
    .flatMap((line) => wrapWords(indentOf(line) + asOneLine(line), { indent: `${indentOf(line)}  `, columns }))
    .concat(shown);
}

function indentOf(line: string): string {
  return line.startsWith("  ") ? "  " : "";
}

function columnWords({ name, field }: InputNotes["columns"][number]): string {
  return name === field ? name : `${name} → ${field}`;
}

const separatorWords = (): Readonly<Record<string, string>> => ({
  ",": say`commas`,
  ";": say`semicolons`,
  "\t": say`tabs`,
  "|": say`bars (|)`,
  "": say`lines (one column)`,
});

function kindOf(notes: InputNotes): string {
  const { format = "text", isGzip, encoding, separator, sheet, sheets, headerRow } = notes;
  const words = {
    jsonl: say`JSON lines`,
    json: "JSON",
    csv: say`a table`,
    tsv: say`a table`,
    xlsx: say`an Excel workbook`,
    ods: say`an OpenDocument workbook`,
    text: say`text, one prompt a line`,
  };
  return [
    words[format],
    ...(separator === undefined
      ? []
      : [say`cells separated by ${separatorWords()[separator] ?? JSON.stringify(separator)}`]),
    ...(sheet === undefined
      ? []
      : [
          say`sheet ${JSON.stringify(sheet)}${sheets.length > 1 ? say` (of ${sheets.length}; --sheet names another)` : ""}`,
        ]),
    ...(headerRow === undefined ? [] : [say`header in row ${headerRow}`]),
    ...(encoding === "utf-8" ? [] : [retell(ENCODING_WORDS[encoding])]),
    ...(isGzip ? [say`packed with gzip`] : []),
  ].join(", ");
}

function costWords({ microUsd, unpriced }: Tally): string {
  return `${formatMoney(microUsd)}${unpriced > 0 ? say` and ${formatCount(unpriced)} without a known price` : ""}`;
}

/** The same for machines. */
export function inputFields({ source, notes, count, firstPrompts }: Understood, wanted: Tally): object {
  return {
    source,
    format: notes.format ?? null,
    gzip: notes.isGzip,
    encoding: ENCODING_WORDS[notes.encoding],
    separator: notes.separator ?? null,
    sheet: notes.sheet ?? null,
    columns: notes.columns,
    left_out: [...notes.leftOut],
    list_marks: notes.listMarks ?? null,
    default_model: notes.defaultModel ?? null,
    prompts: count,
    first_prompts: firstPrompts,
    cost_usd: inUsd(wanted.microUsd),
    unpriced: wanted.unpriced,
  };
}
