/** Half open: `end` is the first byte that is not sent. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * One range of a Range header. "whole" for a header that HTTP says to ignore: other units, several ranges, nonsense.
 */
export function parseByteRange(header: string | undefined, length: number): ByteRange | "whole" | "unsatisfiable" {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (parts === null) return "whole";
  const [, first = "", last = ""] = parts;
  if (first === "" && last === "") return "whole";
  if (first === "") {
    const suffix = Number(last);
    return suffix === 0 ? "unsatisfiable" : { start: Math.max(0, length - suffix), end: length };
  }
  const start = Number(first);
  if (start >= length) return "unsatisfiable";
  const end = last === "" ? length : Math.min(length, Number(last) + 1);
  return end <= start ? "whole" : { start, end };
}
