import { errorMessage, HailuoError } from "@hailuo-queue/contracts";
import { colorsFor } from "./colors.ts";
import { MadeBeforeError, twinFields } from "./run/made-before-error.ts";
import { printJson, printLine, printSentence, type Shell } from "./shell.ts";
import { retell, say } from "./words/say.ts";

export interface ErrorStyle {
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Says what went wrong in one sentence; the stack only to those who asked for it, and for what should never happen. */
export function printError(shell: Shell, error: unknown, style: ErrorStyle): void {
  const isExpected = error instanceof HailuoError;
  if (style.json)
    printJson(shell.stdout, {
      type: "error",
      code: isExpected ? error.code : "unexpected",
      message: errorMessage(error),
      ...fieldsOf(error),
    });
  else
    printSentence(
      shell.stderr,
      `${colorsFor(shell.stderr, shell.env).red(say`error:`)} ${retell(errorMessage(error))}`,
    );
  if (style.verbose) printLine(shell.stderr, describeStack(error));
  else if (!isExpected)
    printLine(shell.stderr, say`This is a bug. Run the command again with --verbose, and report the output.`);
}

function describeStack(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : say`${stack}\ncaused by: ${describeStack(error.cause)}`;
}

/** What machines are told besides the sentence. */
function fieldsOf(error: unknown): object {
  return error instanceof MadeBeforeError ? twinFields(error.report) : {};
}
