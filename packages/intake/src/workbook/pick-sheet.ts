import { WORKBOOK_LIMITS } from "@hailuo-queue/contracts";
import { UnreadableInputError } from "../content/unreadable-input-error.ts";

/**
 * By its name, whatever its case, or its number from 1; without either the first that can be seen.
 * @throws UnreadableInputError.
 */
export function pickSheet<Sheet extends { readonly name: string; readonly isHidden: boolean }>(
  sheets: readonly Sheet[],
  wanted: string | undefined,
): Sheet {
  const found =
    wanted === undefined
      ? (sheets.find(({ isHidden }) => !isHidden) ?? sheets[0])
      : (sheets.find(({ name }) => name === wanted) ??
        sheets.find(({ name }) => name.trim().toLowerCase() === wanted.trim().toLowerCase()) ??
        (/^\d{1,4}$/.test(wanted) ? sheets[Number(wanted) - 1] : undefined));
  if (found !== undefined) return found;
  if (sheets.length === 0) throw new UnreadableInputError("is a workbook without a sheet");
  throw new UnreadableInputError(
    `has no sheet ${JSON.stringify(wanted)}; its sheets are ${sheetNames(sheets.map(({ name }) => name))}`,
  );
}

/**
 * As it is, where it can be a name.
 * @throws UnreadableInputError.
 */
export function requireSheetName(name: string): string {
  if (name.length <= WORKBOOK_LIMITS.maxSheetName) return name;
  throw new UnreadableInputError(
    `has a sheet whose name has more than ${WORKBOOK_LIMITS.maxSheetName} characters, the most that is read`,
  );
}

const MOST_NAMED = 20;

/** The names of sheets as a sentence lists them. */
export function sheetNames(names: readonly string[]): string {
  const told = names.slice(0, MOST_NAMED).map((name) => JSON.stringify(name.slice(0, 60)));
  return names.length > MOST_NAMED ? `${told.join(", ")} and ${names.length - MOST_NAMED} more` : told.join(", ");
}
