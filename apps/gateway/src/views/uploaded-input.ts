import { ENCODING_WORDS, INPUT_FORMATS, type InputNotes } from "@hailuo-queue/intake";
import { z } from "zod";

/** How an upload was understood. */
export const inputSchema = z.object({
  format: z.enum(INPUT_FORMATS).nullable().describe("the format of its content; null if it is empty"),
  gzip: z.boolean(),
  encoding: z.string(),
  separator: z.string().nullable().describe("what separates the cells of a text table"),
  sheet: z.string().nullable().describe("of a workbook"),
  columns: z
    .array(z.object({ name: z.string(), field: z.string() }))
    .describe("columns of a table, and the fields that they were read as"),
  left_out: z.array(z.string()).describe("unknown columns and keys, the first of them"),
  default_model: z.string().nullable().describe("the model of entries that name none"),
});
export type ShownInput = z.output<typeof inputSchema>;

export function showInput(notes: InputNotes): ShownInput {
  return {
    format: notes.format ?? null,
    gzip: notes.isGzip,
    encoding: ENCODING_WORDS[notes.encoding],
    separator: notes.separator ?? null,
    sheet: notes.sheet ?? null,
    columns: [...notes.columns],
    left_out: [...notes.leftOut],
    default_model: notes.defaultModel ?? null,
  };
}

/** How a caller may say that an upload is to be read. */
export const readingQuery = {
  format: z.enum(INPUT_FORMATS).optional().describe("overrides the format that is detected from the content"),
  sheet: z
    .string()
    .max(200)
    .optional()
    .describe("sheet of a workbook: its name, or its number from 1; default: the first"),
  strict: z
    .enum(["true", "false"])
    .optional()
    .describe("whether unknown columns and keys are faults; otherwise they are left out"),
} as const;

export function readingOf({
  format,
  sheet,
  strict,
}: {
  readonly format?: InputNotes["format"];
  readonly sheet?: string | undefined;
  readonly strict?: string | undefined;
}) {
  return { format, sheet, isStrict: strict === "true" };
}
