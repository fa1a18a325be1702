import { dirname } from "node:path";
import { optional, storedInputsOf } from "@hailuo-queue/contracts";
import type { SubmitItem } from "@hailuo-queue/producer";
import {
  createFaultList,
  createInputNotes,
  type FaultList,
  formatByName,
  formatDoubt,
  type InputDefaults,
  type InputFault,
  type InputFormat,
  type InputItem,
  type InputKeeper,
  type InputNotes,
  keepMediaOf,
  readItems,
  type ReadItemsOptions,
  type TextEncoding,
  UnreadableInputError,
} from "@hailuo-queue/intake";
import { createImageFiles, type ImageFiles } from "../input/image-files.ts";
import { openInput } from "../input/open-input.ts";
import { writeFaults } from "../input/write-faults.ts";
import { formatCount } from "../progress/display-text.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { createFaultReport, type FaultReport } from "./report-faults.ts";
import { retell, say } from "../words/say.ts";

/** Most of a file's doubts are the same. */
const SHOWN_DOUBTS = 10;

export interface PromptOptions extends InputDefaults {
  readonly file: string;
  readonly format?: InputFormat;
  readonly encoding?: TextEncoding;
  /** Of a workbook: name, or number from 1. */
  readonly sheet?: string;
  /** Whether columns and keys that are not known are faults. */
  readonly strict?: boolean;
  readonly batch?: string;
  /** Lines with faults are told and left out, where else they keep the whole file back. */
  readonly skipInvalid?: boolean;
  /** Where what is wrong is written, beside the cells that it is wrong with. */
  readonly faults?: string;
  readonly json: boolean;
}

/** A file of prompts that was read and judged once. What is in it is read again where it is needed, and never held. */
export interface LoadedPrompts {
  readonly batchId: string;
  readonly count: number;
  /** How faults name the input. */
  readonly source: string;
  /** How it was understood. */
  readonly notes: InputNotes;
  /** Of the first prompts, as they were read. */
  readonly firstPrompts: readonly string[];
  /** How many images of this machine's disk they name, or hold themselves as data URLs. */
  readonly imageFiles: number;
  /**
   * Keeps these as the tenant's inputs, where workers read them: before anything is enqueued.
   * @throws InvalidInputError for one that was changed.
   */
  storeImages(keeper: InputKeeper, tenant: string): Promise<void>;
  /** The good ones, in their order. */
  read(): AsyncIterable<InputItem>;
  /** Prints these faults as those of the input. */
  refuse(faults: readonly InputFault[]): void;
}

const FIRST_PROMPTS = 2;

/** Reads and judges a file of prompts. Undefined when it has faults; they are printed then, and the exit code is 2. */
export async function loadPrompts(options: PromptOptions, shell: Shell): Promise<LoadedPrompts | undefined> {
  const input = await openInput(options.file, shell.stdin);
  const images = createImageFiles(input.path === undefined ? "." : dirname(input.path));
  const mostDoubts = options.json ? Number.POSITIVE_INFINITY : SHOWN_DOUBTS;
  let how: ReadItemsOptions = {
    format: options.format,
    hint: input.path === undefined ? undefined : formatByName(input.path),
    encoding: options.encoding,
    sheet: options.sheet,
    isStrict: options.strict,
    defaults: defaultsOf(options),
    images,
    keepMedia: images.look,
  };
  let pass = await readAll(input.bytes(), how, createFaultReport(input.source, options.json, shell), mostDoubts);
  if (pass.unreadable?.isMixed === true) {
    how = { ...how, encoding: "utf-8" };
    pass = await readAll(input.bytes(), how, createFaultReport(input.source, options.json, shell), mostDoubts);
  }
  const { count, doubts, firstPrompts, named, notes, report, unreadable } = pass;
  const isReadable = unreadable === undefined;
  if (count === 0 && report.count === 0) report.add({ message: nothingIn(notes) });
  const skipInvalid = options.skipInvalid === true && count > 0 && isReadable;
  if (options.faults !== undefined) {
    const written = await writeFaults(options.faults, () => readItems(input.bytes(), { ...how, keepOriginals: true }));
    if (written > 0 && !options.json)
      for (const line of faultsAdvice(options.faults, { skipInvalid, others: count })) printLine(shell.stderr, line);
  }
  if (report.count > 0) report.print({ skipInvalid });
  if (report.count > 0 && !skipInvalid) return undefined;
  printDoubts(input.source, doubts, options.json, shell);
  return {
    batchId: options.batch ?? input.defaultBatchId,
    count,
    source: input.source,
    notes,
    firstPrompts,
    imageFiles: named.size,
    async storeImages(keeper, tenant) {
      await storeAll(images, named, keeper, tenant);
      if (![...named].some(images.isInText)) return;
      for await (const _entry of readItems(input.bytes(), { ...how, keepMedia: keepMediaOf(keeper, tenant) }));
    },
    async *read() {
      for await (const { item } of readItems(input.bytes(), how)) if (item !== undefined) yield item;
    },
    refuse(late) {
      const again = createFaultReport(input.source, options.json, shell);
      for (const fault of late) again.add(fault);
      again.print({ skipInvalid: false });
    },
  };
}

function nothingIn({ sheet, sheets }: InputNotes): string {
  if (sheet === undefined || sheets.length < 2) return say`has no prompts; write one request per line`;
  return say`has no prompts in sheet ${JSON.stringify(sheet)}; name another one with --sheet, by its name or its number from 1 to ${sheets.length}`;
}

interface Pass {
  readonly notes: InputNotes;
  /** Why the provider may refuse some of them. */
  readonly doubts: FaultList;
  readonly report: FaultReport;
  readonly count: number;
  readonly firstPrompts: readonly string[];
  /** Stored inputs that they name. */
  readonly named: ReadonlySet<string>;
  readonly unreadable?: UnreadableInputError;
}

async function readAll(
  bytes: AsyncIterable<Uint8Array>,
  how: ReadItemsOptions,
  report: FaultReport,
  mostDoubts: number,
): Promise<Pass> {
  const notes = createInputNotes();
  const named = new Set<string>();
  const firstPrompts: string[] = [];
  const doubts = createFaultList(mostDoubts);
  let count = 0;
  try {
    for await (const { item, faults: wrong = [] } of readItems(bytes, { ...how, notes })) {
      if (item !== undefined) {
        count += 1;
        if (firstPrompts.length < FIRST_PROMPTS) firstPrompts.push(item.request.prompt ?? say`(no prompt)`);
        for (const reference of storedInputsOf(item.request)) named.add(reference);
        for (const doubt of item.doubts ?? []) doubts.add(doubt);
      }
      for (const fault of wrong) report.add(fault);
    }
  } catch (error) {
    if (!(error instanceof UnreadableInputError)) throw error;
    report.add({ ...optional({ line: error.line }), message: error.sentence });
    return { notes, report, count, doubts, firstPrompts, named, unreadable: error };
  }
  return { notes, report, count, doubts, firstPrompts, named };
}

/** Small files over a network wait more than they move. */
const IMAGES_AT_ONCE = 8;

async function storeAll(
  images: ImageFiles,
  named: ReadonlySet<string>,
  keeper: InputKeeper,
  tenant: string,
): Promise<void> {
  const left = named.values();
  async function storeSome(): Promise<void> {
    for (const reference of left) if (!images.isInText(reference)) await images.store(reference, keeper, tenant);
  }
  await Promise.all(Array.from({ length: Math.min(IMAGES_AT_ONCE, named.size) }, storeSome));
}

/** What a submit takes. */
export function itemsOf(prompts: Pick<LoadedPrompts, "read">): () => AsyncIterable<SubmitItem> {
  return async function* items() {
    for await (const { request, customId, name } of prompts.read()) yield { request, ...optional({ customId, name }) };
  };
}

function defaultsOf({ model, duration, resolution }: InputDefaults): InputDefaults {
  return optional({ model, duration, resolution });
}

/** They keep nothing back. */
function printDoubts(source: string, { kept, count }: FaultList, json: boolean, shell: Shell): void {
  for (const doubt of kept) {
    const { line = null, field = null, message } = doubt;
    if (json) printJson(shell.stdout, { type: "warning", code: "doubtful_input", source, line, field, message });
    else printLine(shell.stderr, formatDoubt(source, { ...doubt, message: retell(doubt.message) }));
  }
  if (count > kept.length) printLine(shell.stderr, say`and ${formatCount(count - kept.length)} more warnings`);
}

/** The file of faults holds the bad lines alone: whoever sends only that one would never make the others. */
function faultsAdvice(
  file: string,
  { skipInvalid, others }: { skipInvalid: boolean; others: number },
): readonly string[] {
  const first = say`The lines with errors are in ${file}, each beside its error: correct them there, and run that file.`;
  if (skipInvalid || others === 0) return [first];
  return [
    first,
    say`It does not hold the ${others} without errors: run this file with --skip-invalid to make ${others === 1 ? "that one" : "those"}.`,
  ];
}
