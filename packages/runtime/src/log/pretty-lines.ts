import type { DestinationStream } from "pino";

const COLOURS: Readonly<Record<string, string>> = { warn: "33", error: "31", fatal: "31;1", debug: "2", trace: "2" };
/** Told at the beginning of the line, or of no use on a terminal. */
const LEFT_OUT = new Set(["level", "time", "name", "pid", "msg", "err"]);

/** For people at a terminal: time, level, process, message, and what belongs to it; an error with its stack below. */
export function prettyLines(
  destination: DestinationStream,
  { colours }: { readonly colours: boolean },
): DestinationStream {
  return { write: (text: string) => destination.write(prettyLine(text, colours)) };
}

/** A line that is no JSON stays as it is. */
export function prettyLine(text: string, colours: boolean): string {
  const line = parsed(text);
  if (line === undefined) return text;
  const { level = "info", time = "", name = "", msg = "", err } = line as Readonly<Record<string, string | undefined>>;
  const paint = (part: string): string =>
    colours && COLOURS[level] !== undefined ? `\u001b[${COLOURS[level]}m${part}\u001b[0m` : part;
  const clock = /T(\d\d:\d\d:\d\d)/.exec(time)?.[1] ?? "";
  const fields = Object.entries(line)
    .filter(([field]) => !LEFT_OUT.has(field))
    .map(
      ([field, value]) => `${field}=${typeof value === "string" && !/\s/.test(value) ? value : JSON.stringify(value)}`,
    );
  const head = [clock, level.toUpperCase().padEnd(5), name.padEnd(15), msg].join(" ").trimEnd();
  return `${paint([head, ...fields].join("  "))}\n${errorBelow(err)}`;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function errorBelow(err: unknown): string {
  if (typeof err !== "object" || err === null) return "";
  const { stack, message = "", code } = err as Readonly<Record<string, string | undefined>>;
  const told = stack ?? (code === undefined ? message : `${message} (${code})`);
  return told
    .split("\n")
    .map((line) => `         ${line.trimEnd()}\n`)
    .join("");
}
