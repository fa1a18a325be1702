import { fieldNamed, LINE_LIMITS } from "@hailuo-queue/contracts";
import { giveWay } from "@hailuo-queue/turns";
import { UnreadableInputError } from "../content/unreadable-input-error.ts";
import type { RawItem } from "../raw-item.ts";
import { tooLong } from "../split-lines.ts";
import { createJsonCutter, type JsonPiece } from "./json-cutter.ts";
import { jsonShape } from "./json-shape.ts";
import { parseJsonEntry } from "./read-jsonl.ts";

/** Looked through at once, some tens of microseconds. */
const SLICE_BYTES = 16 * 1024;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

export interface JsonOptions {
  /** The text's first characters. */
  readonly beginning: string;
  /**
   * Hears of fields that stand beside the list, before the first entry: they hold for every entry that does not say
   * otherwise.
   */
  readonly tellCommon: (fields: Readonly<Record<string, unknown>>) => void;
}

/**
 * A JSON list of objects or texts, alone or in an object, or objects one behind the other.
 * @throws UnreadableInputError where brackets do not match: what stands behind that place cannot be told apart.
 */
export async function* readJson(
  source: AsyncIterable<Uint8Array>,
  { beginning, tellCommon }: JsonOptions,
): AsyncGenerator<RawItem> {
  const cutter = createJsonCutter(jsonShape(beginning));
  const common: Record<string, unknown> = {};
  let hasEntries = false;
  const read = function* ({ line, bytes, text, name }: JsonPiece): Generator<RawItem> {
    if (name !== undefined) {
      const field = fieldNamed(name)?.field;
      if (field === undefined || text === undefined) return;
      if (hasEntries)
        throw new UnreadableInputError(
          `has ${JSON.stringify(name)} after its list; write it before the list, or in each entry`,
          line,
        );
      common[field] = parseCommon(text, name, line);
      tellCommon(common);
      return;
    }
    hasEntries = true;
    if (text === undefined) yield { line, bytes, fault: tooLong(line, bytes, LINE_LIMITS.jsonlBytes).fault };
    else yield { line, bytes, ...parseJsonEntry(text) };
  };
  let isFirst = true;
  let broken: { readonly what: string; readonly line: number; lines: number } | undefined;
  for await (const chunk of source) {
    const begin = isFirst && BYTE_ORDER_MARK.every((byte, at) => chunk[at] === byte) ? BYTE_ORDER_MARK.length : 0;
    isFirst = false;
    for (let at = begin; at < chunk.length; at += SLICE_BYTES) {
      const slice = chunk.subarray(at, at + SLICE_BYTES);
      const pause = giveWay();
      if (pause !== undefined) await pause;
      if (broken !== undefined) {
        broken.lines += countLines(slice);
        continue;
      }
      const pieces = cutter.push(slice);
      let next = pieces.next();
      for (; next.done !== true; next = pieces.next()) yield* read(next.value);
      if (next.value !== undefined) broken = { what: next.value, line: cutter.line, lines: countLines(slice) };
    }
  }
  if (broken !== undefined)
    throw new UnreadableInputError(
      `is JSON that cannot be read on from there: ${broken.what}; about ${broken.lines} lines after it were not read`,
      broken.line,
    );
  const rest = cutter.rest();
  if (rest !== undefined && cutter.isClosed) yield* read(rest);
  if (!cutter.isClosed)
    throw new UnreadableInputError("is JSON that ends too early: a bracket or quote is not closed", cutter.line);
}

function parseCommon(text: string, name: string, line: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UnreadableInputError(`has ${JSON.stringify(name)} beside its list, and its value is not JSON`, line);
  }
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}
