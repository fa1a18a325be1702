import type { SubmitItem } from "@hailuo-queue/producer";
import { EXIT } from "../exit-code.ts";
import { formatByName, formatFault, type InputDefaults, type InputFault, type InputFormat, readInput } from "@hailuo-queue/intake";
import { openInput } from "../input/open-input.ts";
import { formatCount } from "../progress/display-text.ts";
import { printJson, printLine, type Shell } from "../shell.ts";

/** The most faults that a person is shown at once. */
const SHOWN_FAULTS = 50;

export interface PromptOptions extends InputDefaults {
  readonly file: string;
  readonly format?: InputFormat;
  readonly batch?: string;
  /** Lines with faults are told and left out, where else they keep the whole file back. */
  readonly skipInvalid?: boolean;
  readonly json: boolean;
}

export interface LoadedPrompts {
  readonly batchId: string;
  readonly items: readonly SubmitItem[];
  /** Prints these faults as those of the input; `at` counts the items from 0. */
  refuse(faults: readonly { readonly at: number; readonly field: string; readonly message: string }[]): void;
}

/** Reads and judges a file of prompts. Undefined when it has faults; they are printed then, and the exit code is 2. */
export async function loadPrompts(options: PromptOptions, shell: Shell): Promise<LoadedPrompts | undefined> {
  const input = await openInput(options.file, shell.stdin);
  const format = options.format ?? (input.path === undefined ? undefined : formatByName(input.path));
  const { items, faults } = await readInput(input.bytes, {
    ...(format === undefined ? {} : { format }),
    defaults: defaultsOf(options),
    keepFaults: options.json ? Number.POSITIVE_INFINITY : SHOWN_FAULTS,
    skipInvalid: options.skipInvalid ?? false,
  });
  if (faults.count > 0 && items.length > 0) {
    printAll(input.source, faults.kept, faults.count, options, shell);
  }
  if (faults.count === 0 || items.length > 0) {
    const batchId = options.batch ?? input.defaultBatchId();
    return {
      batchId,
      items: items.map(({ request, customId }) => (customId === undefined ? { request } : { request, customId })),
      refuse: (late) => {
        const kept = late.map(({ at, ...fault }) => ({ ...fault, line: items[at]?.line ?? 0 }));
        printAll(input.source, kept, kept.length, { json: options.json }, shell);
      },
    };
  }
  printAll(input.source, faults.kept, faults.count, { json: options.json }, shell);
  return undefined;
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

function printJsonFaults(source: string, kept: readonly InputFault[], { skipInvalid = false }: FaultPrint, shell: Shell): void {
  for (const { line, field, message } of kept) {
    printJson(shell.stdout, { type: "error", code: "bad_input", source, line: line ?? null, field: field ?? null, message });
  }
  if (!skipInvalid) printJson(shell.stdout, { ...EMPTY_SUMMARY, errors: kept.length, exit_code: EXIT.unusable });
}

/** The summary of a run that enqueued nothing. */
export const EMPTY_SUMMARY = { type: "summary", total: 0, succeeded: 0, failed: 0, cancelled: 0, needs_attention: 0 } as const;
