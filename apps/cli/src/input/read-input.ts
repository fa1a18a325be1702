import type { InputFormat } from "./sniff-format.ts";
import { sniffFormat } from "./sniff-format.ts";
import { checkItem, type InputDefaults, type InputItem } from "./check-item.ts";
import { createFaultList, type FaultList } from "./input-fault.ts";
import type { RawItem } from "./raw-item.ts";
import { readCsv } from "./read-csv.ts";
import { readJsonl } from "./read-jsonl.ts";
import { readText } from "./read-text.ts";
import { type InputLine, splitLines } from "./split-lines.ts";

export interface ReadInputOptions {
  /** Default: judged by the first line. */
  readonly format?: InputFormat;
  readonly defaults?: InputDefaults;
  /** How many faults are kept (all are counted); default 50. */
  readonly keepFaults?: number;
  /** Whether good lines are wanted although others have faults; default false. */
  readonly skipInvalid?: boolean;
}

export interface ReadInput {
  /** Empty when there is any fault, unless `skipInvalid`: either all is enqueued or nothing. */
  readonly items: readonly InputItem[];
  readonly faults: Pick<FaultList, "kept" | "count">;
}

export const DEFAULT_TEXT_MODEL = "MiniMax-Hailuo-2.3";

/** Reads and judges a whole input. Streams its lines; keeps the valid items in memory. */
export async function readInput(source: AsyncIterable<Uint8Array>, options: ReadInputOptions = {}): Promise<ReadInput> {
  const { skipInvalid = false } = options;
  const faults = createFaultList(options.keepFaults ?? 50);
  const items: InputItem[] = [];
  const lineOfCustomId = new Map<string, number>();
  const lines = splitLines(source);
  const { format, all } = await decideFormat(lines, options.format);
  const defaults = format === "text" ? { model: DEFAULT_TEXT_MODEL, ...options.defaults } : { ...options.defaults };

  for await (const raw of READERS[format](all)) {
    if (raw.fault !== undefined) {
      faults.add({ line: raw.line, message: raw.fault });
      continue;
    }
    const checked = checkItem(raw.line, raw.value, defaults);
    if (!checked.ok) {
      for (const fault of checked.faults) faults.add(fault);
    }
    const customId = customIdOf(raw.value);
    const earlier = customId === undefined ? undefined : lineOfCustomId.get(customId);
    if (customId !== undefined && earlier !== undefined) {
      faults.add({ line: raw.line, field: "custom_id", message: `"${customId}" stands already in line ${earlier}` });
    } else if (customId !== undefined) lineOfCustomId.set(customId, raw.line);
    if (checked.ok && earlier === undefined && (skipInvalid || faults.count === 0)) items.push(checked.item);
    else if (!skipInvalid) items.length = 0;
  }
  if (items.length === 0 && faults.count === 0) faults.add({ message: "has no prompts in it; write one request a line" });
  return { items: faults.count > 0 && !skipInvalid ? [] : items, faults };
}

const READERS: Readonly<Record<InputFormat, (lines: AsyncIterable<InputLine>) => AsyncIterable<RawItem>>> = {
  jsonl: readJsonl,
  csv: readCsv,
  text: readText,
};

function customIdOf(value: unknown): string | undefined {
  const customId = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)["custom_id"] : undefined;
  return typeof customId === "string" ? customId : undefined;
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
