import { optional } from "@hailuo-queue/contracts";
import { createFaultGroups, createFaultList, formatFault, type InputFault } from "@hailuo-queue/intake";
import { EXIT } from "../exit-code.ts";
import { asOneLine, formatCount } from "../progress/display-text.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { retell, say } from "../words/say.ts";

/** The most kinds of faults that a person is shown at once, and of each the most places. */
const SHOWN_GROUPS = 50;
const SHOWN_PLACES = 8;

export interface FaultReport {
  readonly count: number;
  add(fault: InputFault): void;
  /** `skipInvalid`: what is right is enqueued nevertheless. */
  print(how: { readonly skipInvalid: boolean }): void;
}

/** What is wrong with an input: for people by kinds, for machines one by one. */
export function createFaultReport(source: string, json: boolean, shell: Shell): FaultReport {
  return json ? machineReport(source, shell) : personReport(source, shell);
}

function personReport(source: string, shell: Shell): FaultReport {
  const faults = createFaultGroups({ mostGroups: SHOWN_GROUPS, mostPlaces: SHOWN_PLACES });
  return {
    get count() {
      return faults.count;
    },
    add: (fault) => faults.add(fault),
    print({ skipInvalid }) {
      for (const { first, others, count } of faults.groups) {
        printLine(shell.stderr, asOneLine(formatFault(source, { ...first, message: retell(first.message) })));
        const more =
          count === 1 ? "" : say`and ${formatCount(count - 1)} more of this kind: ${placesOf(others, count - 1)}`;
        const words = [entryWords(first), more].filter((text) => text !== "").join("; ");
        if (words !== "") printLine(shell.stderr, `  ${asOneLine(words)}`);
      }
      if (faults.untold > 0) printLine(shell.stderr, say`and ${formatCount(faults.untold)} more`);
      printLine(
        shell.stderr,
        say`${formatCount(faults.count)} ${faults.count === 1 ? "fault" : "faults"}; ${skipInvalid ? say`these lines are left out` : say`nothing was enqueued`}.`,
      );
    },
  };
}

function placesOf(others: readonly InputFault[], count: number): string {
  const places = others.map(placeOf).join(", ");
  const rest = count - others.length;
  const more = rest > 0 ? say` and ${formatCount(rest)} more` : "";
  return count === 1 ? say`line ${places}` : say`lines ${places}${more}`;
}

/** What else its entry is found by: `row 60, custom_id cat-1`; "" where the line says it all. */
function entryWords({ row, customId, field }: InputFault): string {
  const words = [
    ...(row === undefined ? [] : [say`row ${row}`]),
    ...(customId === undefined || field === "custom_id" ? [] : [say`custom_id ${customId}`]),
  ];
  return words.join(", ");
}

function placeOf(fault: InputFault): string {
  const words = entryWords(fault);
  return words === "" ? String(fault.line) : `${fault.line} (${words})`;
}

function machineReport(source: string, shell: Shell): FaultReport {
  const faults = createFaultList(Number.POSITIVE_INFINITY);
  return {
    get count() {
      return faults.count;
    },
    add: (fault) => faults.add(fault),
    print({ skipInvalid }) {
      for (const { line, row, customId, field, message } of faults.kept) {
        printJson(shell.stdout, {
          type: "error",
          code: "bad_input",
          source,
          line: line ?? null,
          ...optional({ row, custom_id: customId }),
          field: field ?? null,
          message,
        });
      }
      if (!skipInvalid) printJson(shell.stdout, { ...EMPTY_SUMMARY, errors: faults.count, exit_code: EXIT.unusable });
    },
  };
}

/** The summary of a run that enqueued nothing. */
export const EMPTY_SUMMARY = {
  type: "summary",
  total: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  needs_attention: 0,
} as const;
