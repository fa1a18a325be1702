import { HailuoError } from "@hailuo-queue/contracts";
import { CommanderError } from "commander";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { printError } from "./print-error.ts";
import { languageOf } from "@hailuo-queue/words";
import { createProgram } from "./program.ts";
import { setFlagsApart } from "./set-flags-apart.ts";
import { inTrace } from "./in-trace.ts";
import type { Shell } from "./shell.ts";
import { speak } from "./words/say.ts";
import { takeLanguage } from "./words/take-language.ts";

/** The whole command line: parses, runs one command, and answers with the exit code. Never throws. */
export async function runCli(words: readonly string[], shell: Shell): Promise<ExitCode> {
  const { wished, rest } = takeLanguage(words);
  // Programs read English.
  await speak(words.includes("--json") ? "en" : (wished ?? languageOf(shell.env)));
  const style = {
    json: words.includes("--json"),
    verbose: words.includes("--verbose") || shell.env["HAILUO_LOG_LEVEL"] === "debug",
  };
  let code: ExitCode = EXIT.allSucceeded;
  const program = createProgram(shell, (result) => {
    code = result;
  });
  try {
    await inTrace(rest[0] ?? "", shell.env, () => program.parseAsync([...setFlagsApart(rest)], { from: "user" }));
    return code;
  } catch (error) {
    // Commander has printed its own sentence, and help and --version end this way too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.allSucceeded : EXIT.unusable;
    printError(shell, await explained(error, shell), style);
    return EXIT.unusable;
  }
}

/** What a Redis refuses of itself, such as a write for which it has no memory, is no bug wherever it is met. */
async function explained(error: unknown, { env }: Shell): Promise<unknown> {
  const isReply = error instanceof Error && !(error instanceof HailuoError) && error.name === "ReplyError";
  const url = env["REDIS_URL"];
  if (!isReply || url === undefined) return error;
  const { explainRedisError } = await import("./stand/lasting-producer.ts");
  return explainRedisError(url, error);
}
