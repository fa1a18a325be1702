import { optional } from "@hailuo-queue/contracts";
import { type Command, Option } from "commander";
import type { Finish } from "../exit-code.ts";
import type { EditOptions } from "../commands/edit.ts";
import type { ResolveOptions } from "../commands/resolve.ts";
import type { BulkOptions } from "../commands/bulk.ts";
import type { RetryOptions } from "../commands/retry.ts";
import type { UpscaleOptions } from "../commands/upscale.ts";
import { batchName, durationOption } from "../option-values.ts";
import type { Shell } from "../shell.ts";
import { JSON_OPTION } from "./json-option.ts";
import { oneOrBatch } from "./one-or-batch.ts";
import { tookWhere } from "./took-where.ts";
import { say } from "../words/say.ts";

/** The commands that put work back that ended, or that waits for a decision. */
export function addReplayCommands(program: Command, shell: Shell, finish: Finish): void {
  program
    .command("resolve")
    .argument("[id]", say`id of a generation in submission_unknown (with --fail also overdue or cancelling)`)
    .description(
      say`Decide a create whose answer was lost; without an option, list the provider's tasks that may belong to it`,
    )
    .option(
      "--batch <name>",
      say`all generations of this batch that need a decision, with --resubmit or --fail`,
      batchName,
    )
    .option("--task <task-id>", say`continue with this task, after the provider has confirmed it; buys nothing`)
    .option("--resubmit", say`buy it again, unless the provider lists a task that may belong to it`)
    .option("--fail", say`give it up and free its slot`)
    .option("--force", say`with --resubmit: buy it again whatever the provider lists`)
    .option("--dry-run", say`with --batch: say how many there are and what they would cost; change nothing`)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo list --state submission_unknown
  $ hailuo resolve gen_019f…
  $ hailuo resolve gen_019f… --task 176843862716480
  $ hailuo resolve --batch spring --resubmit --dry-run

Check the provider's console first: --resubmit pays twice if the first create was
accepted.`,
    )
    .action(async (id: string | undefined, options: Omit<ResolveOptions, "id">) => {
      const [{ resolutionOf, resolve, showCandidates }, { withChange }, { withProducer }] = await Promise.all([
        import("../commands/resolve.ts"),
        import("../stand/with-change.ts"),
        import("../stand/with-producer.ts"),
      ]);
      const chosen = { ...options, ...optional({ id }) };
      const resolution = resolutionOf(chosen);
      if (resolution === undefined)
        return finish(await withProducer(shell, (producer) => showCandidates(producer, chosen, shell)));
      const { what, about } = oneOrBatch("resolve", chosen);
      return finish(await withChange(shell, what, { about }, (parts) => resolve(parts, resolution, chosen, shell)));
    });

  program
    .command("retry")
    .argument("[id]", say`id of a failed generation`)
    .description(say`Run the failed stage of failed generations again; buys only with --rebuy`)
    .option("--batch <name>", say`all failed generations of this batch`, batchName)
    .option("--code <code>", say`only those with this error code`)
    .option("--rebuy", say`buy those again that have no video`, false)
    .option("--force", say`with --rebuy ID: buy it although its video may still be downloaded`)
    .option("--missing", say`download videos again that are gone from storage; buys nothing`)
    .option("--where <filter>", say`all failed generations that meet these conditions, after asking`)
    .option("--dry-run", say`with --where: say how many there are and what they would cost; change nothing`)
    .option("--yes", say`with --where: do not ask`)
    .option("--why <text>", say`with --where: the reason, for the audit`)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo retry gen_019f…
  $ hailuo retry --where 'code=video_flagged ended<1h' --dry-run
  $ hailuo retry --batch spring --code download_storage
  $ hailuo retry --batch spring --code video_flagged --rebuy
  $ hailuo retry --batch spring --missing

A failed download is tried again. A task that failed has no video: only --rebuy
makes another one, and it costs money.`,
    )
    .action(async (id: string | undefined, options: Omit<RetryOptions, "id"> & Partial<BulkOptions>) => {
      const wanted = { ...options, ...optional({ id }) };
      if (await tookWhere({ action: "retry", rebuy: options.rebuy }, wanted, shell, finish)) return;
      const [{ checkRetryTarget, retry }, { withChange }] = await Promise.all([
        import("../commands/retry.ts"),
        import("../stand/with-change.ts"),
      ]);
      const chosen = { ...options, ...optional({ id }) };
      checkRetryTarget(chosen);
      const { what, about } = oneOrBatch("retry", chosen);
      if (chosen.missing === true) {
        const [{ retryMissing }, { openStoreOf }] = await Promise.all([
          import("../commands/retry-missing.ts"),
          import("../stand/open-store-of.ts"),
        ]);
        const open = openStoreOf(shell.env);
        return finish(
          await withChange(shell, what, { about }, (parts) => retryMissing({ ...parts, open }, chosen, shell)),
        );
      }
      finish(await withChange(shell, what, { about }, (parts) => retry(parts, chosen, shell)));
    });

  program
    .command("edit")
    .argument("<id>", say`id of a generation that waits, or has ended`)
    .description(say`Change a request and make it again; if it has ended, as its next take`)
    .option("--prompt <text>", say`the new prompt`)
    .option("--model <model>", say`another model`)
    .option("--duration <seconds>", say`another duration`, durationOption)
    .option("--resolution <resolution>", say`another resolution`)
    .option(
      "--set <field=value>",
      say`any other field of the request; may be repeated; without a value the field is removed`,
      (text: string, before: readonly string[] | undefined): readonly string[] | undefined => [...(before ?? []), text],
    )
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo list --state failed
  $ hailuo edit gen_019f… --prompt "A calm sea at dawn"
  $ hailuo edit gen_019f… --duration 10 --set image_url=

The video of the earlier take is kept (NAME.take1.mp4). A change of the line in its
file does the same: \`hailuo run FILE\` asks, or say --replace.`,
    )
    .action(async (id: string, options: Omit<EditOptions, "id">) => {
      const [{ edit, editOf }, { withChange }] = await Promise.all([
        import("../commands/edit.ts"),
        import("../stand/with-change.ts"),
      ]);
      const chosen = { ...options, id };
      editOf(chosen);
      finish(
        await withChange(shell, "generation.edit", { about: { generation: id } }, (parts) =>
          edit(parts, chosen, shell),
        ),
      );
    });

  program
    .command("upscale")
    .argument("<ids...>", say`ids of finished MiniMax-H3 videos in 768P`)
    .description(
      say`Make finished videos again in a higher resolution, so that you can draft cheaply and enlarge the ones you pick`,
    )
    .addOption(new Option("--resolution <size>", say`resolution of the new videos`).choices(["2K"]).default("2K"))
    .addOption(
      new Option(
        "--from <source>",
        say`make it from the stored video with its prompt and media, or from its task, which MiniMax allows for some accounts only`,
      )
        .choices(["video", "task"])
        .default("video"),
    )
    .option(
      "--batch <name>",
      say`batch of the new videos (default: the batch of each with its resolution, e.g. spring-2K)`,
      batchName,
    )
    .option("--dry-run", say`report what they would cost; buy nothing`)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo upscale gen_019f… --resolution 2K
  $ hailuo upscale gen_019f… gen_01a0… --dry-run

Running the same command again buys nothing twice. Each second is charged, in
addition to the price of the first video.`,
    )
    .action(async (ids: string[], options: Omit<UpscaleOptions, "ids">) => {
      const [{ quoteUpscale, upscale }, { withChange }, { withProducer }] = await Promise.all([
        import("../commands/upscale.ts"),
        import("../stand/with-change.ts"),
        import("../stand/with-producer.ts"),
      ]);
      if (options.dryRun === true)
        return finish(await withProducer(shell, (producer) => quoteUpscale(producer, { ...options, ids }, shell)));
      return finish(await withChange(shell, "batch.submit", {}, (parts) => upscale(parts, { ...options, ids }, shell)));
    });
}
