import { dirname } from "node:path";
import { storedInputsOf } from "@hailuo-queue/contracts";
import type { SubmitItem } from "@hailuo-queue/producer";
import { EXIT } from "../exit-code.ts";
import {
  createFaultList,
  type FaultList,
  formatByName,
  formatDoubt,
  formatFault,
  type InputDefaults,
  type InputFault,
  type InputFormat,
  type InputItem,
  type InputKeeper,
  keepMediaOf,
  type KeepMedia,
  moveMedia,
  readItems,
} from "@hailuo-queue/intake";
import { createImageFiles, type ImageFiles } from "../input/image-files.ts";
import { openInput } from "../input/open-input.ts";
import { formatCount } from "../progress/display-text.ts";
import { printJson, printLine, type Shell } from "../shell.ts";

/** The most faults that a person is shown at once. */
const SHOWN_FAULTS = 50;
/** Most of a file's doubts are the same. */
const SHOWN_DOUBTS = 10;

export interface PromptOptions extends InputDefaults {
  readonly file: string;
  readonly format?: InputFormat;
  readonly batch?: string;
  /** Lines with faults are told and left out, where else they keep the whole file back. */
  readonly skipInvalid?: boolean;
  readonly json: boolean;
}

/** A file of prompts that was read and judged once. What is in it is read again where it is needed, and never held. */
export interface LoadedPrompts {
  readonly batchId: string;
  readonly count: number;
  /** How many images of this machine's disk they name, or hold themselves as data URLs. */
  readonly imageFiles: number;
  /** Keeps these as the tenant's inputs, where workers read them: before anything is enqueued. Throws InvalidInputError for one that was changed. */
  storeImages(keeper: InputKeeper, tenant: string): Promise<void>;
  /** The good ones, in their order. */
  read(): AsyncIterable<InputItem>;
  /** Prints these faults as those of the input. */
  refuse(faults: readonly InputFault[]): void;
}

/** Reads and judges a file of prompts. Undefined when it has faults; they are printed then, and the exit code is 2. */
export async function loadPrompts(options: PromptOptions, shell: Shell): Promise<LoadedPrompts | undefined> {
  const input = await openInput(options.file, shell.stdin);
  const format = options.format ?? (input.path === undefined ? undefined : formatByName(input.path));
  const images = createImageFiles(input.path === undefined ? "." : dirname(input.path));
  const how = { ...(format === undefined ? {} : { format }), defaults: defaultsOf(options), images, keepMedia: images.look };
  const named = new Set<string>();
  const faults = createFaultList(options.json ? Number.POSITIVE_INFINITY : SHOWN_FAULTS);
  const doubts = createFaultList(options.json ? Number.POSITIVE_INFINITY : SHOWN_DOUBTS);
  let count = 0;
  /** A text file has prompts alone. */
  const bytes = (keep: KeepMedia): AsyncIterable<Uint8Array> => (format === "text" ? input.bytes() : moveMedia(input.bytes(), keep));
  for await (const { item, faults: wrong = [] } of readItems(bytes(images.look), how)) {
    if (item !== undefined) {
      count += 1;
      for (const reference of storedInputsOf(item.request)) named.add(reference);
      for (const doubt of item.doubts ?? []) doubts.add(doubt);
    }
    for (const fault of wrong) faults.add(fault);
  }
  if (count === 0 && faults.count === 0) faults.add({ message: "has no prompts in it; write one request a line" });
  const skipInvalid = options.skipInvalid === true && count > 0;
  if (faults.count > 0) printAll(input.source, faults.kept, faults.count, { json: options.json, skipInvalid }, shell);
  if (faults.count > 0 && !skipInvalid) return undefined;
  printDoubts(input.source, doubts, options.json, shell);
  return {
    batchId: options.batch ?? input.defaultBatchId,
    count,
    imageFiles: named.size,
    async storeImages(keeper, tenant) {
      await storeAll(images, named, keeper, tenant);
      if (![...named].some(images.isInText)) return;
      const keepMedia = keepMediaOf(keeper, tenant);
      for await (const _entry of readItems(bytes(keepMedia), { ...how, keepMedia }));
    },
    async *read() {
      for await (const { item } of readItems(bytes(images.look), how)) if (item !== undefined) yield item;
    },
    refuse: (late) => printAll(input.source, late, late.length, { json: options.json }, shell),
  };
}

/** Small files over a network wait more than they move. */
const IMAGES_AT_ONCE = 8;

async function storeAll(images: ImageFiles, named: ReadonlySet<string>, keeper: InputKeeper, tenant: string): Promise<void> {
  const left = named.values();
  async function storeSome(): Promise<void> {
    for (const reference of left) if (!images.isInText(reference)) await images.store(reference, keeper, tenant);
  }
  await Promise.all(Array.from({ length: Math.min(IMAGES_AT_ONCE, named.size) }, storeSome));
}

/** What a submit takes. */
export function itemsOf(prompts: Pick<LoadedPrompts, "read">): () => AsyncIterable<SubmitItem> {
  return async function* items() {
    for await (const { request, customId } of prompts.read()) yield customId === undefined ? { request } : { request, customId };
  };
}

interface FaultPrint {
  readonly json: boolean;
  /** Whether what is right is enqueued nevertheless. */
  readonly skipInvalid?: boolean;
}

function printAll(source: string, kept: readonly InputFault[], count: number, how: FaultPrint, shell: Shell): void {
  if (how.json) printJsonFaults(source, kept, how, shell);
  else printFaults(source, kept.slice(0, SHOWN_FAULTS), count, how, shell);
}

function defaultsOf({ model, duration, resolution }: InputDefaults): InputDefaults {
  return {
    ...(model === undefined ? {} : { model }),
    ...(duration === undefined ? {} : { duration }),
    ...(resolution === undefined ? {} : { resolution }),
  };
}

function printFaults(source: string, kept: readonly InputFault[], count: number, { skipInvalid = false }: FaultPrint, shell: Shell): void {
  for (const fault of kept) printLine(shell.stderr, formatFault(source, fault));
  if (count > kept.length) printLine(shell.stderr, `and ${formatCount(count - kept.length)} more`);
  printLine(
    shell.stderr,
    `${formatCount(count)} ${count === 1 ? "fault" : "faults"}; ${skipInvalid ? "these lines are left out" : "nothing was enqueued"}.`,
  );
}

/** They keep nothing back. */
function printDoubts(source: string, { kept, count }: FaultList, json: boolean, shell: Shell): void {
  for (const doubt of kept) {
    const { line = null, field = null, message } = doubt;
    if (json) printJson(shell.stdout, { type: "warning", code: "doubtful_input", source, line, field, message });
    else printLine(shell.stderr, formatDoubt(source, doubt));
  }
  if (count > kept.length) printLine(shell.stderr, `and ${formatCount(count - kept.length)} more warnings`);
}

function printJsonFaults(source: string, kept: readonly InputFault[], { skipInvalid = false }: FaultPrint, shell: Shell): void {
  for (const { line, field, message } of kept) {
    printJson(shell.stdout, { type: "error", code: "bad_input", source, line: line ?? null, field: field ?? null, message });
  }
  if (!skipInvalid) printJson(shell.stdout, { ...EMPTY_SUMMARY, errors: kept.length, exit_code: EXIT.unusable });
}

/** The summary of a run that enqueued nothing. */
export const EMPTY_SUMMARY = { type: "summary", total: 0, succeeded: 0, failed: 0, cancelled: 0, needs_attention: 0 } as const;
