import { Problem } from "./problem.ts";

export function tooLarge(maxBytes: number): Problem {
  return new Problem(413, "body_too_large", {
    detail: `The body has more than ${sizeWords(maxBytes)}, the most that is taken here.`,
  });
}

function sizeWords(bytes: number): string {
  const [size, unit] =
    bytes >= 1024 ** 3
      ? [bytes / 1024 ** 3, "GiB"]
      : bytes >= 1024 ** 2
        ? [bytes / 1024 ** 2, "MiB"]
        : [bytes / 1024, "KiB"];
  return `${Number(size.toFixed(1))} ${unit}`;
}
