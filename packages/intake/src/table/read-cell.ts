import type { NamedField } from "@hailuo-queue/contracts";

const LIST_FIELDS: readonly NamedField[] = ["reference_images", "reference_videos", "reference_audio", "media_inputs"];
/** More than any list may have, so that a longer one is told to be too long. */
const MOST_OF_LIST = 50;

/**
 * A cell of one text stays a text: its spelling is read where all are. URLs of a list have blanks between, or stand
 * there as JSON.
 */
export function readCell(field: NamedField, cell: string): unknown {
  const isList = LIST_FIELDS.includes(field);
  if (!isList && field !== "text_inputs" && field !== "subject_reference") return cell;
  if (cell.startsWith("[")) {
    try {
      return JSON.parse(cell) as unknown;
    } catch {
      return cell;
    }
  }
  if (isList) return cell.split(/\s+/, MOST_OF_LIST);
  return field === "text_inputs" ? [cell] : cell;
}
