import { MODEL_NAMES, RESOLUTIONS, VIDEO_TEMPLATES } from "@hailuo-queue/contracts";
import { type Command, Option } from "commander";
import { INPUT_FORMATS } from "@hailuo-queue/intake";
import type { Finish } from "../exit-code.ts";
import { budget } from "../money.ts";
import { batchName, failureRatio, positiveInteger, positiveNumber, tenantName } from "../option-values.ts";
import type { Shell } from "../shell.ts";
import { priorityOption } from "./backlog-commands.ts";
import { JSON_OPTION } from "./json-option.ts";

const FILE = "JSONL, CSV with a header, or one prompt a line; - reads standard input";
const FORMATS_HELP = `
A line of JSONL: {"custom_id": "cat-1", "model": "MiniMax-Hailuo-2.3", "prompt": "A cat …", "duration": 6, "resolution": "1080P"}
Fields: model, prompt, image_url, last_frame_image, duration (seconds), resolution (${RESOLUTIONS.join(", ")}),
        enable_prompt_expansion, custom_id (your own name for it; it names the file); for some models also
        fast_pretreatment, aigc_watermark, subject_reference, ratio, reference_images, reference_videos, reference_audio,
        prompt_expansion_mode, template_id, media_inputs, text_inputs (see README.md)
Models: ${MODEL_NAMES.join(", ")}
Templates (others may be used too): ${Object.entries(VIDEO_TEMPLATES)
  .map(([id, { name }]) => `${id} ${name}`)
  .join(", ")}
`;

/** The commands that read prompts. */
export function addPromptCommands(program: Command, shell: Shell, finish: Finish): void {
  withPromptOptions(program.command("run").argument("<file>", FILE))
    .description("Make all videos of a file, here and now; run it again to go on where it stopped")
    .option("--out <place>", "a directory or s3://bucket/prefix (default: HAILUO_OUT or ./hailuo-out)")
    .option("--max-in-flight <n>", "unfinished tasks at the provider at once (default: HAILUO_MAX_IN_FLIGHT or 20)", positiveInteger)
    .option("--create-per-minute <n>", "tasks started per minute (default: HAILUO_CREATE_PER_MINUTE or 20)", positiveInteger)
    .option("--simulate [speed]", "against a simulated provider, without a key; speed is how much faster than life", positiveNumber)
    .addHelpText(
      "after",
      `${FORMATS_HELP}
Examples:
  $ hailuo run prompts.jsonl --out ./videos --simulate
  $ MINIMAX_API_KEY=… hailuo run prompts.csv --out s3://my-bucket/spring --max-in-flight 40
  $ echo "A paper boat in the rain" | hailuo run - --out ./videos --resolution 1080P

Without REDIS_URL a private Redis is started, which keeps its data in HAILUO_STATE_DIR (./.hailuo). Ctrl-C and a second
run of the same file go on where it stopped and buy nothing twice.`,
    )
    .action(async (file: string, options: Record<string, unknown>) => {
      const { run } = await import("../commands/run.ts");
      finish(await run({ json: false, ...options, file }, shell));
    });

  withPromptOptions(program.command("submit").argument("<file>", FILE))
    .description("Enqueue all prompts of a file for running workers")
    .option("--tenant <name>", "whose they are: tenants share the accounts by weight (default: default)", tenantName)
    .addOption(priorityOption())
    .addHelpText(
      "after",
      `${FORMATS_HELP}
Examples:
  $ REDIS_URL=redis://queue:6379 hailuo submit prompts.jsonl --batch spring
  $ hailuo watch spring

Nothing is enqueued when a line has a fault. Sending the same file again adds nothing twice.`,
    )
    .action(async (file: string, options: Record<string, unknown>) => {
      const { submit } = await import("../commands/submit.ts");
      finish(await submit({ json: false, ...options, file }, shell));
    });
}

function withPromptOptions(command: Command): Command {
  return command
    .option("--batch <name>", "name of the batch (default: made from the file's name and place)", batchName)
    .addOption(new Option("--format <format>", "of the input (default: by extension, else by its first line)").choices(INPUT_FORMATS))
    .option("--model <model>", "for lines that name none (plain text: MiniMax-Hailuo-2.3)")
    .option("--duration <seconds>", "for lines that name none", positiveInteger)
    .option("--resolution <resolution>", "for lines that name none")
    .option("--skip-invalid", "leave lines with faults out; else they keep the whole file back")
    .option("--dry-run", "say what it would cost and how long it would take; enqueue nothing, buy nothing")
    .option("--budget <amount>", "what the batch may cost in all, e.g. 50usd: nothing is started that has no room in it", budget)
    .option("--max-failure-ratio <ratio>", "start nothing more once a greater part of the batch has failed, 0 to 1", failureRatio)
    .addOption(JSON_OPTION());
}
