import { readFileSync } from "node:fs";
import { LANGUAGES } from "@hailuo-queue/words";
import { type Argument, Command, Option } from "commander";
import { addAccountCommands } from "./program/account-commands.ts";
import { addBacklogCommands } from "./program/backlog-commands.ts";
import { addBatchCommands } from "./program/batch-commands.ts";
import { addGatewayCommands } from "./program/gateway-commands.ts";
import { addMachineCommands } from "./program/machine-commands.ts";
import { addPromptCommands } from "./program/prompt-commands.ts";
import { addReplayCommands } from "./program/replay-commands.ts";
import type { Finish } from "./exit-code.ts";
import { printNodeNotice } from "./node-notice.ts";
import type { Shell } from "./shell.ts";
import { helpWords } from "./words/help-words.ts";
import { retell, say } from "./words/say.ts";

const examples = (): string => say`
Examples:
  $ hailuo run prompts.jsonl --out ./videos --simulate    try it without a key
  $ MINIMAX_API_KEY=… hailuo run prompts.jsonl --out ./videos
  $ REDIS_URL=redis://… hailuo worker all                 workers on any machine
  $ REDIS_URL=redis://… hailuo submit prompts.jsonl       enqueue for them

Exit codes: 0 everything succeeded, 1 something did not, 2 wrong usage or input,
or a service that cannot be used, 130 interrupted.`;

/** The commands with their options and help. What a command needs is imported when it runs, so that help is quick. */
export function createProgram(shell: Shell, finish: Finish): Command {
  const program = new Command("hailuo")
    .description(say`Turns thousands of prompts into MiniMax Hailuo videos, and buys each once.`)
    .version(readVersion(), "--version", say`print the version`)
    .helpOption("--help", say`show help`)
    .helpCommand("help [command]", say`show help of a command`)
    .option("--verbose", say`show stacks of errors`)
    .addOption(
      new Option(
        "--lang <language>",
        say`language of messages and help (default: HAILUO_LANG, or that of LANG)`,
      ).choices(LANGUAGES),
    )
    .addHelpText("after", examples())
    .showHelpAfterError(say`(see --help)`)
    .configureHelp({ subcommandTerm: nameWithArguments, ...helpWords })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: (text) => shell.stderr.write(text),
      outputError: (text, write) => write(`${retell(text.trimEnd())}\n`),
    });
  addPromptCommands(program, shell, finish);
  addBatchCommands(program, shell, finish);
  addReplayCommands(program, shell, finish);
  addBacklogCommands(program, shell, finish);
  addAccountCommands(program, shell, finish);
  addGatewayCommands(program, shell, finish);
  addMachineCommands(program, shell, finish);
  program.hook("preAction", (_program, command) => {
    printNodeNotice(command.name(), shell);
    keepNulls(command);
  });
  for (const command of program.commands) command.option("--verbose", say`show stacks of errors`);
  return program;
}

/** "run [file]": with "[options]" too, a terminal of 80 columns has no room to wrap the descriptions. */
function nameWithArguments(command: Command): string {
  return [command.name(), ...command.registeredArguments.map(argumentTerm)].join(" ");
}

function argumentTerm(argument: Argument): string {
  const name = argument.name() + (argument.variadic ? "..." : "");
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** Commander keeps what a reader gives as null (`--budget none`) as an empty text. */
function keepNulls(command: Command): void {
  for (const option of command.options) {
    const name = option.attributeName();
    if (option.parseArg !== undefined && command.getOptionValue(name) === "") command.setOptionValue(name, null);
  }
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  return manifest.version;
}
