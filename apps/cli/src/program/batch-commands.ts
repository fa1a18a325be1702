import { GENERATION_STATES, optional } from "@hailuo-queue/contracts";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Finish } from "../exit-code.ts";
import { batchName, collect, linkSeconds, positiveInteger } from "../option-values.ts";
import type { Shell } from "../shell.ts";
import { JSON_OPTION } from "./json-option.ts";
import type { BulkOptions } from "../commands/bulk.ts";
import { oneOrBatch } from "./one-or-batch.ts";
import { tookWhere } from "./took-where.ts";

const MAX_PAGE = 1000;

type StatusFlags = { readonly json: boolean; readonly name?: string; readonly tag?: readonly string[] };

/** The commands that look at batches and generations, and cancel them. */
export function addBatchCommands(program: Command, shell: Shell, finish: Finish): void {
  program
    .command("status")
    .argument("[batch]", "name of one batch (default: all batches, and the accounts)")
    .description("Show the progress of batches")
    .option("--name <text>", "only batches with this name")
    .option("--tag <key=value>", "only batches with this tag; several: with all of them", collect)
    .addOption(JSON_OPTION())
    .addHelpText("after", "\nExamples:\n  $ hailuo status\n  $ hailuo status spring --json")
    .action(async (batch: string | undefined, options: StatusFlags) => {
      const [{ showStatus }, { withProducer }] = await Promise.all([
        import("../commands/status.ts"),
        import("../stand/with-producer.ts"),
      ]);
      const chosen = { ...options, ...optional({ batch }) };
      finish(await withProducer(shell, (producer) => showStatus(producer, chosen, shell)));
    });

  program
    .command("watch")
    .argument("<batch>", "name of the batch, as `hailuo submit` printed it")
    .description("Follow a batch until it has ended; the exit code tells the result")
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
    .argument("<id>", "id of the generation")
    .description("Show everything that is known about one generation")
    .addOption(JSON_OPTION())
    .addHelpText("after", "\nExamples:\n  $ hailuo get gen_019f… --json")
    .action(async (id: string, options: { json: boolean }) => {
      const [{ getGeneration }, { withProducer }] = await Promise.all([
        import("../commands/get.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withProducer(shell, (producer) => getGeneration(producer, { ...options, id }, shell)));
    });

  program
    .command("explain")
    .argument("<id>", "id of the generation")
    .description("Say what a generation waits for, and about how long it will take")
    .addOption(JSON_OPTION())
    .addHelpText("after", "\nExamples:\n  $ hailuo explain gen_019f…")
    .action(async (id: string, options: { json: boolean }) => {
      const [{ explain }, { withProducer }] = await Promise.all([
        import("../commands/explain.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withProducer(shell, (producer) => explain(producer, { ...options, id }, shell)));
    });

  program
    .command("list")
    .description("List generations, newest first; those of a batch in its order")
    .option("--batch <name>", "only of this batch", batchName)
    .addOption(new Option("--state <state>", "only in this state").choices(GENERATION_STATES))
    .option("--warnings", "only those whose video differs from what was bought", false)
    .option("--where <filter>", "only those that meet these conditions, or have these words in prompt or name")
    .option("--limit <n>", `how many, at most ${MAX_PAGE}`, pageSize, 50)
    .option("--cursor <cursor>", "continue after the previous page")
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      "\nExamples:\n  $ hailuo list --batch spring --state failed\n  $ hailuo list --where 'code=video_flagged ended<1h'\n  $ hailuo list --limit 1000 --json",
    )
    .action(async (options: { json: boolean; limit: number; warnings: boolean }) => {
      const [{ listGenerations }, { withProducer }] = await Promise.all([
        import("../commands/list.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withProducer(shell, (producer) => listGenerations(producer, options, shell)));
    });

  program
    .command("results")
    .argument("<batch>", "name of the batch")
    .description("Print the results of a batch as JSON lines: where each video is, and what it cost")
    .option("--errors", "only what failed or was cancelled", false)
    .option("--warnings", "only those whose video differs from what was bought", false)
    .option("--csv", "as a table for spreadsheets, which can be sent again as a file of prompts", false)
    .option("--json", "no effect: without --csv, results are JSON lines")
    .addHelpText(
      "after",
      "\nExamples:\n  $ hailuo results spring > results.jsonl\n  $ hailuo results spring --errors --csv > failed.csv",
    )
    .action(async (batch: string, options: { errors: boolean; warnings: boolean; csv: boolean }) => {
      const [{ printResults }, { withProducer }] = await Promise.all([
        import("../commands/results.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withProducer(shell, (producer) => printResults(producer, { ...options, batch }, shell)));
    });

  program
    .command("gallery")
    .argument("<batch>", "name of the batch")
    .description("Write an HTML page with all videos of a batch, as it is now")
    .option(
      "--out <place>",
      "where the page goes: a directory or s3://bucket/prefix (default: where the batch's videos are)",
    )
    .option("--expires <time>", "how long links into a bucket hold, e.g. 12h or 7d, which is the most", linkSeconds)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      `
Examples:
  $ hailuo gallery spring
  $ hailuo gallery spring --expires 24h

\`hailuo run\` writes it at its end: index.html in --out. A page in a bucket has
links to its videos that expire; so has the link to the page that is printed.`,
    )
    .action(async (batch: string, options: { json: boolean }) => {
      const [{ gallery }, { withProducer }] = await Promise.all([
        import("../commands/gallery.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withProducer(shell, (producer) => gallery(producer, { ...options, batch }, shell)));
    });

  program
    .command("cancel")
    .argument("[id]", "id of the generation")
    .description("Cancel a generation, or all unfinished generations of a batch")
    .option("--batch <name>", "all generations of this batch", batchName)
    .option("--where <filter>", "all unfinished generations that meet these conditions, after asking")
    .option("--dry-run", "with --where: say how many there are; change nothing")
    .option("--yes", "with --where: do not ask")
    .option("--why <text>", "with --where: the reason, for the audit")
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      "\nExamples:\n  $ hailuo cancel gen_019f…\n  $ hailuo cancel --where 'state=queued tenant=studio created>1d'\n  $ hailuo cancel --batch spring\n\nA video that the provider already works on is paid for.",
    )
    .action(async (id: string | undefined, options: { json: boolean; batch?: string } & Partial<BulkOptions>) => {
      const wanted = { ...options, ...optional({ id }) };
      if (await tookWhere({ action: "cancel" }, wanted, shell, finish)) return;
      const [{ cancel, checkCancelTarget }, { withChange }] = await Promise.all([
        import("../commands/cancel.ts"),
        import("../stand/with-change.ts"),
      ]);
      const chosen = { ...options, ...optional({ id }) };
      // Wrong usage is said before a Redis that is away.
      checkCancelTarget(chosen);
      const { what, about } = oneOrBatch("cancel", chosen);
      finish(await withChange(shell, what, { about }, (parts) => cancel(parts, chosen, shell)));
    });
}

function pageSize(text: string): number {
  const size = positiveInteger(text);
  if (size > MAX_PAGE) throw new InvalidArgumentError(`It must be at most ${MAX_PAGE}; use --cursor for more.`);
  return size;
}
