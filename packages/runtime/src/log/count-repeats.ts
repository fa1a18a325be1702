import type { DestinationStream } from "pino";

/** The same error is written once in this time; then how often it came again. */
const WINDOW_MS = 60_000;
/** Different errors that are told apart; of more the oldest is forgotten. */
const MOST_KNOWN = 200;

interface Known {
  readonly line: Readonly<Record<string, unknown>>;
  again: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * Writes a line with an error once a minute, however often it comes, and then how often it came again (`again`): a
 * storage that is away would fill the disk with one sentence. Two errors are the same where level, message and the
 * error's code (or its words, without the numbers in them) are. Lines without an error all pass.
 */
export function countRepeats(destination: DestinationStream): DestinationStream {
  const known = new Map<string, Known>();

  function tellAgain(key: string): void {
    const found = known.get(key);
    known.delete(key);
    if (found === undefined || found.again === 0) return;
    const { level, name, msg, err } = found.line;
    const time = new Date().toISOString();
    destination.write(`${JSON.stringify({ level, time, name, again: found.again, err: brief(err), msg })}\n`);
  }

  return {
    write(text: string) {
      const line = errorLine(text);
      if (line === undefined) return destination.write(text);
      const key = keyOf(line);
      const found = known.get(key);
      if (found !== undefined) {
        found.again += 1;
        return;
      }
      const [oldest] = known.keys();
      if (known.size >= MOST_KNOWN && oldest !== undefined) {
        clearTimeout(known.get(oldest)?.timer);
        tellAgain(oldest);
      }
      known.set(key, { line, again: 0, timer: setTimeout(() => tellAgain(key), WINDOW_MS).unref() });
      return destination.write(text);
    },
  };
}

/** Undefined for one without an error. Most lines are never parsed. */
function errorLine(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^\{"level":"(?:warn|error)"/.test(text) || !text.includes('"err":')) return undefined;
  try {
    const line = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return typeof line["err"] === "object" && line["err"] !== null ? line : undefined;
  } catch {
    return undefined;
  }
}

function keyOf({ level, msg, err }: Readonly<Record<string, unknown>>): string {
  const { code, message = "" } = err as { readonly code?: unknown; readonly message?: unknown };
  return JSON.stringify([level, msg, code ?? String(message).replaceAll(/[0-9a-f-]*\d[0-9a-f-]*/gi, "#")]);
}

/** Without the stack, which stands with the first. */
function brief(err: unknown): object {
  const { type, code, message } = err as Readonly<Record<string, unknown>>;
  return { type, code, message };
}
