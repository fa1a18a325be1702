import { GENERATION_STATES } from "@hailuo-queue/contracts";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Finish } from "../exit-code.ts";
import { batchName, positiveInteger } from "../option-values.ts";
import type { Shell } from "../shell.ts";
import { JSON_OPTION } from "./json-option.ts";
import { oneOrBatch } from "./one-or-batch.ts";

const MAX_PAGE = 1000;

/** The commands that look at batches and generations, and cancel them. */
export function addBatchCommands(program: Command, shell: Shell, finish: Finish): void {
  program
    .command("status")
    .argument("[batch]", "one batch; without it, all of them and the account")
    .description("Show how far batches are")
    .addOption(JSON_OPTION())
    .addHelpText("after", "\nExamples:\n  $ hailuo status\n  $ hailuo status spring --json")
    .action(async (batch: string | undefined, options: { json: boolean }) => {
      const [{ showStatus }, { withProducer }] = await Promise.all([import("../commands/status.ts"), import("../stand/with-producer.ts")]);
      const chosen = { ...options, ...(batch === undefined ? {} : { batch }) };
      finish(await withProducer(shell, (producer) => showStatus(producer, chosen, shell)));
    });

  program
    .command("watch")
    .argument("<batch>", "its name, as `hailuo submit` printed it")
    .description("Follow a batch until it has ended; the exit code says how")
    .addOption(JSON_OPTION())
    .addHelpText("after", "\nExamples:\n  $ hailuo watch spring\n  $ hailuo watch spring --json | tail -1")
    .action(async (batch: string, options: { json: boolean }) => {
      const [{ watchBatch }, { withLastingProducer }] = await Promise.all([
        import("../commands/watch.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withLastingProducer(shell, (producer) => watchBatch(producer, { ...options, batch }, shell)));
    });

  program
    .command("get")
    .argument("<id>", "of a generation")
    .description("Show all that is known of one generation")
    .addOption(JSON_OPTION())
    .addHelpText("after", "\nExamples:\n  $ hailuo get gen_019f… --json")
    .action(async (id: string, options: { json: boolean }) => {
      const [{ getGeneration }, { withProducer }] = await Promise.all([import("../commands/get.ts"), import("../stand/with-producer.ts")]);
      finish(await withProducer(shell, (producer) => getGeneration(producer, { ...options, id }, shell)));
    });

  program
    .command("explain")
    .argument("<id>", "of a generation")
    .description("Say what a generation waits for, and about how long")
    .addOption(JSON_OPTION())
    .addHelpText("after", "\nExamples:\n  $ hailuo explain gen_019f…")
    .action(async (id: string, options: { json: boolean }) => {
      const [{ explain }, { withProducer }] = await Promise.all([import("../commands/explain.ts"), import("../stand/with-producer.ts")]);
      finish(await withProducer(shell, (producer) => explain(producer, { ...options, id }, shell)));
    });

  program
    .command("list")
    .description("List generations: newest first, or those of a batch in its order")
    .option("--batch <name>", "only of this batch", batchName)
    .addOption(new Option("--state <state>", "only in this state").choices(GENERATION_STATES))
    .option("--limit <n>", `how many, at most ${MAX_PAGE}`, pageSize, 50)
    .option("--cursor <cursor>", "go on where the page before ended")
    .addOption(JSON_OPTION())
    .addHelpText("after", "\nExamples:\n  $ hailuo list --batch spring --state failed\n  $ hailuo list --limit 1000 --json")
    .action(async (options: { json: boolean; limit: number }) => {
      const [{ listGenerations }, { withProducer }] = await Promise.all([
        import("../commands/list.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withProducer(shell, (producer) => listGenerations(producer, options, shell)));
    });

  program
    .command("results")
    .argument("<batch>", "its name")
    .description("Print a batch as lines of results.jsonl, as it is now: where each video is, and what each cost")
    .option("--errors", "only what failed or was cancelled", false)
    .option("--json", "as without it: results are always one JSON object a line")
    .addHelpText("after", "\nExamples:\n  $ hailuo results spring > results.jsonl\n  $ hailuo results spring --errors")
    .action(async (batch: string, options: { errors: boolean }) => {
      const [{ printResults }, { withProducer }] = await Promise.all([
        import("../commands/results.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withProducer(shell, (producer) => printResults(producer, { ...options, batch }, shell)));
    });

  program
    .command("cancel")
    .argument("[id]", "of a generation")
    .description("Cancel a generation, or all of a batch that has not ended")
    .option("--batch <name>", "all of this batch", batchName)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      "\nExamples:\n  $ hailuo cancel gen_019f…\n  $ hailuo cancel --batch spring\n\nWhat the provider already works on stays paid for.",
    )
    .action(async (id: string | undefined, options: { json: boolean; batch?: string }) => {
      const [{ cancel, checkCancelTarget }, { withChange }] = await Promise.all([
        import("../commands/cancel.ts"),
        import("../stand/with-change.ts"),
      ]);
      const chosen = { ...options, ...(id === undefined ? {} : { id }) };
      // Wrong usage is said before a Redis that is away.
      checkCancelTarget(chosen);
      const { what, about } = oneOrBatch("cancel", chosen);
      finish(await withChange(shell, what, { about }, (parts) => cancel(parts, chosen, shell)));
    });
}

function pageSize(text: string): number {
  const size = positiveInteger(text);
  if (size > MAX_PAGE) throw new InvalidArgumentError(`It must be at most ${MAX_PAGE}; --cursor goes on.`);
  return size;
}
