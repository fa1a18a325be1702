import type { LookUpInput, ParseOptions } from "@hailuo-queue/contracts";
import { giveWay } from "@hailuo-queue/turns";
import { checkItem, isCustomId, type InputDefaults, type InputItem } from "./check-item.ts";
import type { InputFault } from "./input-fault.ts";
import { localize, type LocalImages } from "./local-images.ts";
import { keepFieldMedia } from "./media/field-media.ts";
import type { KeepMedia } from "./media/move-media.ts";
import type { RawItem } from "./raw-item.ts";
import { readCsv } from "./read-csv.ts";
import { readJsonl } from "./read-jsonl.ts";
import { readText } from "./read-text.ts";
import { type InputFormat, sniffFormat } from "./sniff-format.ts";
import { type InputLine, splitLines } from "./split-lines.ts";

export interface ReadItemsOptions {
  /** Default: judged by the first line. */
  readonly format?: InputFormat;
  readonly defaults?: InputDefaults;
  /** For an input whose lines may name image files. Default: paths are refused. */
  readonly images?: LocalImages;
  /** Keeps data URLs that stand in the entries' fields. With it they may name inputs. */
  readonly keepMedia?: KeepMedia;
  /** Of inputs that they name; default `later`: whoever takes the entries looks them up. */
  readonly lookUpInput?: LookUpInput;
  /** Whether custom ids are remembered, to find those that stand there twice; false where whoever takes the items finds them. Default true. */
  readonly findDoubles?: boolean;
  /** Blank ones, too; more throw InvalidInputError (`too_many_lines`). Default: any number. */
  readonly maxLines?: number;
}

/** One entry of the input in its order: a whole request, or all that is wrong with it. `bytes`: about what it had in the input. */
export type ReadEntry =
  | { readonly line: number; readonly bytes: number; readonly item: InputItem; readonly faults?: undefined }
  | { readonly line: number; readonly bytes: number; readonly item?: undefined; readonly faults: readonly InputFault[] };

export const DEFAULT_TEXT_MODEL = "MiniMax-Hailuo-2.3";

/**
 * Reads and judges an input entry by entry, in short turns of the event loop. What it keeps are the custom ids, each of which may stand
 * there once, if at all. An input that breaks off throws its error.
 */
export async function* readItems(source: AsyncIterable<Uint8Array>, options: ReadItemsOptions = {}): AsyncGenerator<ReadEntry> {
  const lineOfCustomId = new Map<string, number>();
  const lines = splitLines(source, options.maxLines === undefined ? {} : { maxLines: options.maxLines });
  const { format, all } = await decideFormat(lines, options.format);
  const defaults = format === "text" ? { model: DEFAULT_TEXT_MODEL, ...options.defaults } : { ...options.defaults };
  for await (const raw of READERS[format](all)) {
    yield await judge(raw);
    const rest = giveWay();
    if (rest !== undefined) await rest;
  }

  async function judge(raw: RawItem): Promise<ReadEntry> {
    const { line, bytes } = raw;
    if (raw.fault !== undefined) return { line, bytes, faults: [{ line, message: raw.fault }] };
    const { images, keepMedia } = options;
    const { value: localized, faults: imageFaults } =
      images === undefined ? { value: raw.value, faults: [] } : await localize(line, raw.value, defaults, images);
    const value = keepMedia === undefined ? localized : await keepFieldMedia(localized, keepMedia);
    const checked = checkItem(line, value, defaults, lookUpIn(options));
    const customId = options.findDoubles === false ? undefined : customIdOf(raw.value);
    const earlier = customId === undefined ? undefined : lineOfCustomId.get(customId);
    if (customId !== undefined && earlier === undefined) lineOfCustomId.set(customId, line);
    const doubled: InputFault[] =
      earlier === undefined ? [] : [{ line, field: "custom_id", message: `"${customId}" is already used in line ${earlier}` }];
    if (checked.ok && doubled.length + imageFaults.length === 0) return { line, bytes, item: checked.item };
    return { line, bytes, faults: [...imageFaults, ...(checked.ok ? [] : checked.faults), ...doubled] };
  }
}

function lookUpIn({ images, keepMedia, lookUpInput = () => "later" }: ReadItemsOptions): ParseOptions {
  if (images !== undefined) return { lookUpInput: (reference) => images.factsOf(reference) ?? "later" };
  return keepMedia === undefined ? {} : { lookUpInput };
}

const READERS: Readonly<Record<InputFormat, (lines: AsyncIterable<InputLine>) => AsyncIterable<RawItem>>> = {
  jsonl: readJsonl,
  csv: readCsv,
  text: readText,
};

/** What could be none is not kept: a line may have a megabyte. */
function customIdOf(value: unknown): string | undefined {
  const customId = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)["custom_id"] : undefined;
  return isCustomId(customId) ? customId : undefined;
}

/** Looks at the first line that is not blank, and gives it back in front of the others. */
async function decideFormat(
  lines: AsyncGenerator<InputLine>,
  given: InputFormat | undefined,
): Promise<{ readonly format: InputFormat; readonly all: AsyncIterable<InputLine> }> {
  if (given !== undefined) return { format: given, all: lines };
  const seen: InputLine[] = [];
  let format: InputFormat | undefined;
  while (format === undefined) {
    const next = await lines.next();
    if (next.done === true) break;
    seen.push(next.value);
    if (next.value.text.trim() !== "") format = sniffFormat(next.value.text);
  }
  return { format: format ?? "text", all: chain(seen, lines) };
}

async function* chain(first: readonly InputLine[], rest: AsyncIterable<InputLine>): AsyncGenerator<InputLine> {
  yield* first;
  yield* rest;
}
