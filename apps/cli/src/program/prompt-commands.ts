import { MODEL_NAMES, optional, RESOLUTIONS } from "@hailuo-queue/contracts";
import { type Command, Option } from "commander";
import { INPUT_FORMATS } from "@hailuo-queue/intake/input-format";
import type { Finish } from "../exit-code.ts";
import { budget } from "../money.ts";
import {
  collect,
  batchName,
  durationOption,
  failureRatio,
  positiveInteger,
  simulationSpeed,
  tenantName,
  textEncoding,
} from "../option-values.ts";
import type { Shell } from "../shell.ts";
import { priorityOption } from "./backlog-commands.ts";
import { JSON_OPTION } from "./json-option.ts";
import { say } from "../words/say.ts";

const fileWords = (): string =>
  say`a table (CSV, TSV, XLSX, ODS), JSON, JSON lines, or one prompt a line; also gzipped; - is standard input`;
const formatsHelp = (): string => say`
A line of JSONL (the columns of a table have the same names):
  {"custom_id": "cat-1", "model": "MiniMax-Hailuo-2.3", "prompt": "A cat yawns"}
Fields: model, prompt, image_url, last_frame_image, duration (seconds),
  resolution (${RESOLUTIONS.join(", ")}), enable_prompt_expansion,
  custom_id (your own name, any text; it becomes the file name). All: docs/files.md
Models: ${inLines(MODEL_NAMES)}
Templates: \`hailuo templates\` lists them
`;

/** A few to a line, so that a terminal of 80 columns breaks none. */
function inLines(names: readonly string[]): string {
  const lines = [""];
  for (const name of names) {
    const line = lines.at(-1)!;
    if (line.length + name.length > 68) lines.push(name);
    else lines[lines.length - 1] = line === "" ? name : `${line}, ${name}`;
  }
  return lines.join(",\n  ");
}

/** The commands that read prompts. */
export function addPromptCommands(program: Command, shell: Shell, finish: Finish): void {
  withPromptOptions(
    program.command("run").argument("[file]", say`${fileWords()}; without it, --batch names the batch to continue`),
  )
    .description(say`Make all videos of a file in this process; run it again to continue`)
    .option("--out <place>", say`a directory or s3://bucket/prefix (default: HAILUO_OUT or ./hailuo-out)`)
    .option("--move", say`store the rest of the batch in --out, although it has another place`)
    .option(
      "--max-in-flight <n>",
      say`unfinished tasks at the provider at once (default: HAILUO_MAX_IN_FLIGHT or 20)`,
      positiveInteger,
    )
    .option(
      "--create-per-minute <n>",
      say`tasks started per minute (default: HAILUO_CREATE_PER_MINUTE or 20)`,
      positiveInteger,
    )
    .option(
      "--simulate [speed]",
      say`use a simulated provider, without a key; speed: how many times faster than the real one`,
      simulationSpeed,
    )
    .addHelpText(
      "after",
      say`${formatsHelp()}
Examples:
  $ hailuo run prompts.jsonl --out ./videos --simulate
  $ MINIMAX_API_KEY=… hailuo run prompts.csv --out s3://my-bucket/spring --max-in-flight 40
  $ hailuo run --batch spring
  $ echo "A paper boat in the rain" | hailuo run - --out ./videos --resolution 1080P

Without REDIS_URL it uses the folder's own Redis, whose data is in
HAILUO_STATE_DIR (./.hailuo) and which other commands share. After Ctrl-C, run
the same command again to continue; nothing is bought twice. A run works on its
own batch: what another run left waits until \`hailuo run --batch NAME\` continues
it or \`hailuo cancel\` ends it.`,
    )
    .action(async (file: string | undefined, options: Record<string, unknown>) => {
      const { runOrQuote } = await import("../commands/run-or-quote.ts");
      finish(await runOrQuote({ json: false, ...options, ...optional({ file }) }, shell));
    });

  withPromptOptions(program.command("submit").argument("<file>", fileWords()))
    .description(say`Enqueue all prompts of a file for running workers`)
    .option(
      "--tenant <name>",
      say`tenant that the videos belong to; tenants share the accounts by weight (default: default)`,
      tenantName,
    )
    .addOption(priorityOption())
    .addHelpText(
      "after",
      say`${formatsHelp()}
Examples:
  $ REDIS_URL=redis://queue:6379 hailuo submit prompts.jsonl --batch spring
  $ hailuo watch spring

Nothing is enqueued if a line has an error. Submitting the same file again adds
nothing twice.`,
    )
    .action(async (file: string, options: Record<string, unknown>) => {
      const { submitOrQuote } = await import("../commands/run-or-quote.ts");
      finish(await submitOrQuote({ json: false, ...options, file }, shell));
    });
}

function withPromptOptions(command: Command): Command {
  return command
    .option("--batch <name>", say`name of the batch (default: from the file's name and path)`, batchName)
    .addOption(
      new Option("--format <format>", say`format of the input (default: detected from its content)`).choices(
        INPUT_FORMATS,
      ),
    )
    .option("--sheet <name>", say`sheet of a workbook: its name, or its number from 1 (default: the first)`)
    .option(
      "--encoding <name>",
      say`encoding of the text, if it cannot be detected: utf-16le, utf-16be, windows-1252, gbk`,
      textEncoding,
    )
    .option("--strict", say`refuse unknown columns and keys; without it they are left out`)
    .option("--model <model>", say`model of lines that name none (default for plain text: MiniMax-Hailuo-2.3)`)
    .option("--duration <seconds>", say`duration of lines that name none`, durationOption)
    .option("--resolution <resolution>", say`resolution of lines that name none`)
    .option("--skip-invalid", say`leave out lines with errors; without it, one error stops the whole file`)
    .option(
      "--again",
      say`buy requests again that another batch already has; without it, one such request stops the whole file`,
    )
    .option("--only-new", say`leave out requests that another batch already has`)
    .option(
      "--replace",
      say`make lines that have changed since they were enqueued again; their earlier videos are kept`,
    )
    .option(
      "--faults <file>",
      say`write the lines with errors to a CSV, each with its error; correct them there and run that file`,
    )
    .option("--yes", say`do not ask for confirmation (without it, a cost above HAILUO_ASK_ABOVE, 50 USD, asks)`)
    .option("--dry-run", say`report cost and duration; enqueue and buy nothing`)
    .option(
      "--budget <amount>",
      say`most that the batch may cost, e.g. 50usd; a video starts only if its price fits`,
      budget,
    )
    .option(
      "--max-failure-ratio <ratio>",
      say`start no more videos once a larger share of the batch has failed, 0 to 1`,
      failureRatio,
    )
    .option("--name <text>", say`what you call the batch; \`hailuo batches\` shows it`)
    .option("--tag <key=value>", say`a tag of the batch, to find it by; may be repeated`, collect)
    .option("--meta <key=value>", say`a note about the batch for yourself; may be repeated`, collect)
    .addOption(JSON_OPTION());
}
