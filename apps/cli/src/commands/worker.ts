import { type Stage, STAGES } from "@hailuo-queue/contracts";
import { readWorkersSettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { startWorkers } from "../stand/start-workers.ts";
import { untilInterrupted } from "../stand/until-interrupted.ts";

export interface WorkerOptions {
  readonly which: Stage | "all";
  readonly json: boolean;
}

/** Runs workers until SIGTERM or Ctrl-C; they log to standard error. */
export async function runWorkers({ which, json }: WorkerOptions, shell: Shell): Promise<ExitCode> {
  const stages = which === "all" ? STAGES : [which];
  const interrupted = untilInterrupted(shell);
  await using workers = await startWorkers(readWorkersSettings(shell.env), stages);
  if (json) printJson(shell.stdout, { type: "workers", stages });
  else printLine(shell.stdout, `Workers run: ${stages.join(", ")}; Ctrl-C stops them in order, a second one at once.`);
  await interrupted;
  await workers.close();
  return EXIT.allSucceeded;
}
