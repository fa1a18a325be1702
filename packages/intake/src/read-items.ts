import {
  isCustomId,
  type LookUpInput,
  optional,
  type ParseOptions,
  type SpelledRequest,
  spellRequest,
} from "@hailuo-queue/contracts";
import { giveWay } from "@hailuo-queue/turns";
import { checkItem, noObjectFault, type InputDefaults, type InputItem } from "./check-item.ts";
import type { InputFault } from "./input-fault.ts";
import { createInputNotes, type InputNotes } from "./input-notes.ts";
import { localize, type LocalImages } from "./local-images.ts";
import { keepFieldMedia } from "./media/field-media.ts";
import { openEntries } from "./open-entries.ts";
import type { OpenOptions } from "./opened-entries.ts";
import type { Original, RawItem } from "./raw-item.ts";
import { nameOfPrompt } from "./name-of-prompt.ts";

/** How `readItems` reads. All of it is optional. */
export interface ReadItemsOptions extends OpenOptions {
  readonly defaults?: InputDefaults;
  /** For an input whose lines may name image files. Default: paths are refused. */
  readonly images?: LocalImages;
  /** Of inputs that they name; default `later`: whoever takes the entries looks them up. */
  readonly lookUpInput?: LookUpInput;
  /**
   * Whether custom ids are remembered, to find those that stand there twice; false where whoever takes the items finds
   * them. Default true.
   */
  readonly findDoubles?: boolean;
  /**
   * Whether entries tell what stood in the input, for a file of what is wrong; default false, since it takes as much
   * memory again.
   */
  readonly keepOriginals?: boolean;
  /** Filled with how the input is understood, while it is read. */
  readonly notes?: InputNotes;
}

interface EntryPlace {
  readonly line: number;
  /** Of a table, where it is not the line. */
  readonly row?: number;
  /** About what it had in the input. */
  readonly bytes: number;
  readonly original?: Original;
}

/** One entry of the input in its order: a whole request, or all that is wrong with it. */
export type ReadEntry = EntryPlace &
  (
    | { readonly item: InputItem; readonly faults?: undefined }
    | { readonly item?: undefined; readonly faults: readonly InputFault[] }
  );

/** The model of prompts that are plain text and name none. */
export const DEFAULT_TEXT_MODEL = "MiniMax-Hailuo-2.3";

/**
 * Reads and judges an input entry by entry, in short turns of the event loop. What it keeps are the custom ids, each of
 * which may stand there once, if at all. An input that breaks off throws its error, and one that is no list of prompts,
 * or cannot be read on, UnreadableInputError.
 */
export async function* readItems(
  source: AsyncIterable<Uint8Array>,
  options: ReadItemsOptions = {},
): AsyncGenerator<ReadEntry> {
  const { notes = createInputNotes(), images, keepMedia, isStrict = false } = options;
  const lineOfCustomId = new Map<string, number>();
  const { format, entries, common } = await openEntries(source, options, notes);
  const how = { ...lookUpIn(options), isStrict, leaveOut: (name: string): void => notes.leaveOut(name) };
  let number = 0;
  let defaultsOf: { readonly beside?: object; readonly fields: Readonly<Record<string, unknown>> } = { fields: {} };
  for await (const raw of entries) {
    number += 1;
    yield await judge(raw);
    const rest = giveWay();
    if (rest !== undefined) await rest;
  }

  async function judge(raw: RawItem): Promise<ReadEntry> {
    const { line, row, bytes, original } = raw;
    const place = {
      line,
      bytes,
      ...optional({ row }),
      ...(original === undefined || options.keepOriginals !== true ? {} : { original }),
    };
    const spelled = raw.fault === undefined ? spell(raw.value) : undefined;
    const named = spelled?.fields["custom_id"];
    // What could be no custom_id is not kept: a line may have a megabyte of it.
    const customId = isCustomId(named) ? named : undefined;
    const marked = (faults: readonly InputFault[]): readonly InputFault[] =>
      faults.map((fault) => ({ ...fault, ...optional({ row, customId }) }));
    if (raw.fault !== undefined) return { ...place, faults: marked([{ line, message: raw.fault }]) };
    if (spelled === undefined) return { ...place, faults: marked([noObjectFault(line, raw.value)]) };
    const defaults = defaultsFor(spelled.fields, raw.isText === true);
    const { value: localized, faults: imageFaults } =
      images === undefined
        ? { value: spelled.fields, faults: [] }
        : await localize(line, spelled.fields, defaults, images);
    const fields = keepMedia === undefined ? localized : await keepFieldMedia(localized, keepMedia);
    const checked = checkItem(line, { ...spelled, fields }, defaults, how);
    const earlier = customId === undefined || options.findDoubles === false ? undefined : lineOfCustomId.get(customId);
    if (customId !== undefined && earlier === undefined && options.findDoubles !== false)
      lineOfCustomId.set(customId, line);
    const doubled: InputFault[] =
      earlier === undefined
        ? []
        : [{ line, field: "custom_id", message: `"${customId}" is already used in line ${earlier}` }];
    if (checked.ok && doubled.length + imageFaults.length === 0) return { ...place, item: withName(checked.item) };
    const wrong = checked.ok ? [] : checked.faults.map((fault) => withModelHint(fault, defaults, spelled));
    return { ...place, faults: marked([...imageFaults, ...wrong, ...doubled]) };
  }

  /**
   * Lines of text have no other name, in JSON neither; objects in JSON lines were written by a program, which names its
   * model.
   */
  function defaultsFor(value: Readonly<Record<string, unknown>>, isText: boolean): Readonly<Record<string, unknown>> {
    const given = spelledDefaults();
    const namesModel =
      (format === "jsonl" && !isText) ||
      notes.columns.some(({ field }) => field === "model" || field === "template_id");
    if (namesModel || "model" in given || value["model"] !== undefined || value["template_id"] !== undefined)
      return given;
    notes.defaultModel = DEFAULT_TEXT_MODEL;
    return { model: DEFAULT_TEXT_MODEL, ...given };
  }

  /** From the options and from beside the entries, of which more may come while they are read. */
  function spelledDefaults(): Readonly<Record<string, unknown>> {
    const beside = common();
    if (beside !== defaultsOf.beside)
      defaultsOf = { beside, fields: spellRequest({ ...options.defaults, ...beside }).fields };
    return defaultsOf.fields;
  }

  function withName(item: InputItem): InputItem {
    return format === "text" && item.request.prompt !== undefined
      ? { ...item, name: nameOfPrompt(number, item.request.prompt) }
      : item;
  }
}

/** A model that no line names can be named for all of them at once. */
function withModelHint(fault: InputFault, defaults: object, { fields }: SpelledRequest): InputFault {
  if (fault.field !== "model" || fields["model"] !== undefined || "model" in defaults) return fault;
  return { ...fault, message: `${fault.message}; --model NAME is taken where a line or cell names none` };
}

function lookUpIn({ images, keepMedia, lookUpInput = () => "later" }: ReadItemsOptions): ParseOptions {
  if (images !== undefined) return { lookUpInput: (reference) => images.factsOf(reference) ?? "later" };
  return keepMedia === undefined ? {} : { lookUpInput };
}

function spell(value: unknown): SpelledRequest | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return spellRequest(value as Readonly<Record<string, unknown>>);
}
