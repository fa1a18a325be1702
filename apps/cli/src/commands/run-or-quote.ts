import { EXIT, type ExitCode } from "../exit-code.ts";
import { printError } from "../print-error.ts";
import { printJson, type Shell } from "../shell.ts";
import { EMPTY_SUMMARY } from "./report-faults.ts";
import type { TwinOptions } from "../run/check-twin-options.ts";
import type { DryRunOptions } from "./dry-run.ts";
import type { LabelOptions } from "./label-options.ts";
import type { PromptOptions } from "./load-prompts.ts";
import type { RunOptions } from "./run.ts";
import type { SubmitOptions } from "./submit.ts";

/** `hailuo run`: what only asks for the cost loads no workers and no provider, and starts at once. */
export async function runOrQuote(options: RunOptions, shell: Shell): Promise<ExitCode> {
  try {
    return options.dryRun === true && options.file !== undefined
      ? await quote({ ...options, file: options.file }, shell)
      : await (await import("./run.ts")).run(options, shell);
  } catch (error) {
    if (!options.json) throw error;
    // Machines find a summary in the last line, whatever happened.
    printError(shell, error, { json: true, verbose: options.verbose ?? false });
    printJson(shell.stdout, EMPTY_SUMMARY);
    return EXIT.unusable;
  }
}

/** `hailuo submit`, in the same way. */
export async function submitOrQuote(options: SubmitOptions, shell: Shell): Promise<ExitCode> {
  return options.dryRun === true ? quote(options, shell) : (await import("./submit.ts")).submit(options, shell);
}

type QuoteOptions = PromptOptions & DryRunOptions & TwinOptions & LabelOptions;

async function quote(options: QuoteOptions, shell: Shell): Promise<ExitCode> {
  const [{ dryRun }, { loadPrompts }, { checkTwinOptions }, { labelsOf }] = await Promise.all([
    import("./dry-run.ts"),
    import("./load-prompts.ts"),
    import("../run/check-twin-options.ts"),
    import("./label-options.ts"),
  ]);
  checkTwinOptions(options);
  labelsOf(options);
  const prompts = await loadPrompts(options, shell);
  return prompts === undefined ? EXIT.unusable : dryRun(prompts, options, shell);
}
