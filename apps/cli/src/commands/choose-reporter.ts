import { colorsFor } from "../colors.ts";
import {
  createJsonReporter,
  createPlainReporter,
  createTerminalReporter,
  type Reporter,
} from "../progress/reporter.ts";
import type { Shell } from "../shell.ts";

/** Draws in place only on a terminal that can, with nobody's log around it. */
export function chooseReporter(shell: Shell, json: boolean): Reporter {
  if (json) return createJsonReporter(shell.stdout);
  return isInteractive(shell)
    ? createTerminalReporter(shell.stdout, colorsFor(shell.stdout, shell.env))
    : createPlainReporter(shell.stdout);
}

export function isInteractive({ stdout, env }: Pick<Shell, "stdout" | "env">): boolean {
  const inCi = (env["CI"] ?? "") !== "" && env["CI"] !== "false";
  return stdout.isTTY === true && !inCi && env["TERM"] !== "dumb";
}
