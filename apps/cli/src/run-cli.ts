import { CommanderError } from "commander";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { printError } from "./print-error.ts";
import { createProgram } from "./program.ts";
import { setFlagsApart } from "./set-flags-apart.ts";
import type { Shell } from "./shell.ts";

/** The whole command line: parses, runs one command, and answers with the exit code. Never throws. */
export async function runCli(words: readonly string[], shell: Shell): Promise<ExitCode> {
  const style = {
    json: words.includes("--json"),
    verbose: words.includes("--verbose") || shell.env["HAILUO_LOG_LEVEL"] === "debug",
  };
  let code: ExitCode = EXIT.allSucceeded;
  const program = createProgram(shell, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...setFlagsApart(words)], { from: "user" });
    return code;
  } catch (error) {
    // Commander has printed its own sentence, and help and --version end this way too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.allSucceeded : EXIT.unusable;
    printError(shell, error, style);
    return EXIT.unusable;
  }
}
