import { wrapWords } from "./progress/display-text.ts";

/** A stream of the terminal, or of a test. */
export interface TextOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything of the outside that a command touches. */
export interface Shell {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly env: Environment;
  /** Without a `v`: 24.1.0. */
  readonly nodeVersion: string;
  /** Asks the person at the terminal; undefined where there is none, or it ends without an answer. */
  ask(question: string): Promise<string | undefined>;
  now(): number;
  /** Resolves after so many ms, or at once when the signal aborts; never throws. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls the listener at Ctrl-C and SIGTERM instead of ending; returns how to stop listening. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process without waiting for anything. */
  exitNow(code: number): never;
}

/**
 * How many columns a line may take: 80 where nobody says it, or where a terminal says 0, as one in a container or a
 * recording does.
 */
export function columnsOf({ columns }: Pick<TextOutput, "columns">): number {
  return columns === undefined || columns <= 0 ? 80 : columns;
}

export function printLine(output: TextOutput, text: string): void {
  output.write(`${text}\n`);
}

/** A command within a sentence, which is copied as it stands. */
const COMMAND = /`[^`]{1,50}`/g;
const UNBROKEN = "\u00A0";

/**
 * The same for a sentence: on a terminal broken between words, else whole, as a log or a program wants it. `indent`:
 * columns before the lines that go on; default two more than before the first.
 */
export function printSentence(output: TextOutput, text: string, { indent }: { readonly indent?: number } = {}): void {
  if (output.isTTY !== true) return printLine(output, text);
  const [start = ""] = /^ */.exec(text) ?? [];
  const further = " ".repeat(indent ?? start.length + 2);
  const whole = text.replaceAll(COMMAND, (command) => command.replaceAll(" ", UNBROKEN));
  for (const line of wrapWords(whole, { indent: further, columns: columnsOf(output), breakWords: false }))
    printLine(output, line.replaceAll(UNBROKEN, " "));
}

export function printJson(output: TextOutput, value: object): void {
  output.write(`${JSON.stringify(value)}\n`);
}
