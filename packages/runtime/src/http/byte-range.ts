import type { ObjectRange } from "@hailuo-queue/contracts";

/**
 * One range of a Range header; "whole" for a header that HTTP says to ignore: other units, several ranges, nonsense.
 */
export function parseByteRange(header: string | undefined, length: number): ObjectRange | "whole" | "unsatisfiable" {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return "whole";
  if (first === "")
    return Number(last) === 0 ? "unsatisfiable" : { start: Math.max(0, length - Number(last)), end: length };
  const start = Number(first);
  if (start >= length) return "unsatisfiable";
  const end = last === "" ? length : Math.min(length, Number(last) + 1);
  return end <= start ? "whole" : { start, end };
}
