import { GENERATION_STATES, optional } from "@hailuo-queue/contracts";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Finish } from "../exit-code.ts";
import { batchName, collect, linkSeconds, positiveInteger } from "../option-values.ts";
import type { Shell } from "../shell.ts";
import { JSON_OPTION } from "./json-option.ts";
import type { BulkOptions } from "../commands/bulk.ts";
import { oneOrBatch } from "./one-or-batch.ts";
import { tookWhere } from "./took-where.ts";
import { say } from "../words/say.ts";

const MAX_PAGE = 1000;

type StatusFlags = { readonly json: boolean; readonly name?: string; readonly tag?: readonly string[] };

/** The commands that look at batches and generations, and cancel them. */
export function addBatchCommands(program: Command, shell: Shell, finish: Finish): void {
  program
    .command("status")
    .argument("[batch]", say`name of one batch (default: all batches, and the accounts)`)
    .description(say`Show the progress of batches, the accounts, and what keeps generations from moving`)
    .option("--name <text>", say`only batches with this name`)
    .option("--tag <key=value>", say`only batches with this tag; several: with all of them`, collect)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo status
  $ hailuo status spring --json`,
    )
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
    .argument("<batch>", say`name of the batch, as \`hailuo submit\` printed it`)
    .description(say`Follow a batch until it has ended; the exit code tells the result`)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo watch spring
  $ hailuo watch spring --json | tail -1`,
    )
    .action(async (batch: string, options: { json: boolean }) => {
      const [{ watchBatch }, { withLastingProducer }] = await Promise.all([
        import("../commands/watch.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withLastingProducer(shell, (producer) => watchBatch(producer, { ...options, batch }, shell)));
    });

  program
    .command("get")
    .argument("<id>", say`id of the generation`)
    .description(say`Show everything that is known about one generation`)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo get gen_019f… --json`,
    )
    .action(async (id: string, options: { json: boolean }) => {
      const [{ getGeneration }, { withProducer }] = await Promise.all([
        import("../commands/get.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withProducer(shell, (producer) => getGeneration(producer, { ...options, id }, shell)));
    });

  program
    .command("explain")
    .argument("<id>", say`id of the generation`)
    .description(say`Say what a generation waits for, and about how long it will take`)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo explain gen_019f…`,
    )
    .action(async (id: string, options: { json: boolean }) => {
      const [{ explain }, { withProducer }] = await Promise.all([
        import("../commands/explain.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withProducer(shell, (producer) => explain(producer, { ...options, id }, shell)));
    });

  program
    .command("list")
    .description(say`List generations, newest first; those of a batch in its order`)
    .option("--batch <name>", say`only of this batch`, batchName)
    .addOption(new Option("--state <state>", say`only in this state`).choices(GENERATION_STATES))
    .option("--warnings", say`only those whose video differs from what was bought`, false)
    .option("--where <filter>", say`only those that meet these conditions, or have these words in prompt or name`)
    .option("--limit <n>", say`how many, at most ${MAX_PAGE}`, pageSize, 50)
    .option("--cursor <cursor>", say`continue after the previous page`)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo list --batch spring --state failed
  $ hailuo list --where 'code=video_flagged ended<1h'
  $ hailuo list --limit 1000 --json`,
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
    .argument("<batch>", say`name of the batch`)
    .description(say`Print the results of a batch as JSON lines: where each video is, and what it cost`)
    .option("--errors", say`only what failed or was cancelled`, false)
    .option("--warnings", say`only those whose video differs from what was bought`, false)
    .option("--csv", say`as a table for spreadsheets, which can be sent again as a file of prompts`, false)
    .option("--json", say`no effect: without --csv, results are JSON lines`)
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo results spring > results.jsonl
  $ hailuo results spring --errors --csv > failed.csv`,
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
    .argument("<batch>", say`name of the batch`)
    .description(say`Write an HTML page with all videos of a batch, as it is now`)
    .option(
      "--out <place>",
      say`where the page goes: a directory or s3://bucket/prefix (default: where the batch's videos are)`,
    )
    .option("--expires <time>", say`how long links to a bucket are valid, e.g. 12h; at most 7d`, linkSeconds)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo gallery spring
  $ hailuo gallery spring --expires 24h

\`hailuo run\` writes it at its end: index.html in --out. A page in a bucket has
links to its videos that expire, and so does the printed link to the page.`,
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
    .argument("[id]", say`id of the generation`)
    .description(say`Cancel a generation, or all unfinished generations of a batch`)
    .option("--batch <name>", say`all generations of this batch`, batchName)
    .option("--where <filter>", say`all unfinished generations that meet these conditions, after asking`)
    .option("--dry-run", say`with --where: say how many there are; change nothing`)
    .option("--yes", say`with --where: do not ask`)
    .option("--why <text>", say`with --where: the reason, for the audit`)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo cancel gen_019f…
  $ hailuo cancel --where 'state=queued tenant=studio created>1d'
  $ hailuo cancel --batch spring

A video that the provider already works on is paid for.`,
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
  if (size > MAX_PAGE) throw new InvalidArgumentError(say`It must be at most ${MAX_PAGE}; use --cursor for more.`);
  return size;
}
