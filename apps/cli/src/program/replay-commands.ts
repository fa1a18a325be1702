import type { Command } from "commander";
import type { ResolveOptions } from "../commands/resolve.ts";
import type { RetryOptions } from "../commands/retry.ts";
import { batchName } from "../option-values.ts";
import type { Finish } from "../program.ts";
import type { Shell } from "../shell.ts";
import { JSON_OPTION } from "./json-option.ts";

/** The commands that put work back that ended, or that waits for a decision. */
export function addReplayCommands(program: Command, shell: Shell, finish: Finish): void {
  program
    .command("resolve")
    .argument("<id>", "of a generation in submission_unknown (or, with --fail, overdue or cancelling)")
    .description("Say what became of a create whose answer was lost; without an option, show which tasks of the provider it could be")
    .option("--task <task-id>", "the provider has it under this task id: go on with it, nothing is bought")
    .option("--resubmit", "the provider does not have it: buy it")
    .option("--fail", "give it up; also one that is overdue or cancelling without end, which frees its slot")
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      "\nExamples:\n  $ hailuo list --state submission_unknown\n  $ hailuo resolve gen_019f…\n  $ hailuo resolve gen_019f… --task 176843862716480\n\nLook at the provider's console first: --resubmit buys, and pays twice if the first create was accepted.",
    )
    .action(async (id: string, options: Omit<ResolveOptions, "id">) => {
      const [{ resolutionOf, resolve }, { withProducer }] = await Promise.all([
        import("../commands/resolve.ts"),
        import("../stand/with-producer.ts"),
      ]);
      resolutionOf(options);
      finish(await withProducer(shell, (producer) => resolve(producer, { ...options, id }, shell)));
    });

  program
    .command("retry")
    .argument("[id]", "of a failed generation")
    .description("Put failed generations back to the stage that failed; buys nothing unless told so")
    .option("--batch <name>", "all failures of a batch", batchName)
    .option("--code <code>", "only failures with this code")
    .option("--rebuy", "buy again what has no video", false)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      "\nExamples:\n  $ hailuo retry gen_019f…\n  $ hailuo retry --batch spring --code download_storage\n  $ hailuo retry --batch spring --code output_flagged --rebuy\n\nA failed download is downloaded again. A task that failed has no video: only --rebuy makes another, and it costs money.",
    )
    .action(async (id: string | undefined, options: Omit<RetryOptions, "id">) => {
      const [{ checkRetryTarget, retry }, { withProducer }] = await Promise.all([
        import("../commands/retry.ts"),
        import("../stand/with-producer.ts"),
      ]);
      const chosen = { ...options, ...(id === undefined ? {} : { id }) };
      checkRetryTarget(chosen);
      finish(await withProducer(shell, (producer) => retry(producer, chosen, shell)));
    });
}
