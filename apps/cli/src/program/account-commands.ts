import type { AuditTold } from "@hailuo-queue/contracts";
import { type Command, InvalidArgumentError } from "commander";
import type { Finish } from "../exit-code.ts";
import type { SetLimitsOptions, SwitchOptions } from "../commands/accounts.ts";
import { positiveInteger } from "../option-values.ts";
import type { Shell } from "../shell.ts";
import { JSON_OPTION } from "./json-option.ts";
import { say } from "../words/say.ts";

/** The commands that look at accounts and change them while workers run. */
export function addAccountCommands(program: Command, shell: Shell, finish: Finish): void {
  const accounts = program
    .command("accounts")
    .description(say`Show and change accounts while workers run`)
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo accounts list
  $ hailuo accounts set default --max-in-flight 30 --why 'new contract'
  $ hailuo accounts pause default
  $ hailuo accounts drain old-contract
  $ hailuo accounts probe default
  $ hailuo accounts resume default`,
    );

  accounts
    .command("list", { isDefault: true })
    .description(say`Show each account's state, slots, calls in the last minute and last change`)
    .addOption(JSON_OPTION())
    .action(async (options: { json: boolean }) => {
      const [{ listAccounts }, { withProducer }] = await commandAndProducer();
      finish(await withProducer(shell, (producer) => listAccounts(producer, options, shell)));
    });

  accounts
    .command("set")
    .argument("<name>", say`name of the account`)
    .description(say`Set limits. They override the workers' settings until set to \`default\``)
    .option("--max-in-flight <n>", say`unfinished tasks at once, or \`default\``, limitValue)
    .option("--create-per-minute <n>", say`creates in any 60 seconds, or \`default\``, limitValue)
    .option("--query-per-minute <n>", say`status queries in any 60 seconds, or \`default\``, limitValue)
    .option("--files-per-minute <n>", say`calls for download links in any 60 seconds, or \`default\``, limitValue)
    .option("--why <text>", say`reason, recorded with the change`)
    .addOption(JSON_OPTION())
    .action(async (name: string, options: Omit<SetLimitsOptions, "name">) => {
      const [{ checkLimits, setLimits }, { withChange }] = await commandAndChange();
      checkLimits(options);
      const told = toldOf(name, options.why);
      finish(await withChange(shell, "account.set", told, (parts) => setLimits(parts, { ...options, name }, shell)));
    });

  accounts
    .command("pause")
    .argument("<name>", say`name of the account`)
    .description(say`Start no new videos; videos in flight finish`)
    .option("--why <text>", say`reason, recorded with the change`)
    .addOption(JSON_OPTION())
    .action(async (name: string, options: Omit<SwitchOptions, "name">) => {
      const [{ pauseAccount }, { withChange }] = await commandAndChange();
      const told = toldOf(name, options.why);
      finish(
        await withChange(shell, "account.pause", told, ({ producer }) =>
          pauseAccount(producer, { ...options, name }, shell),
        ),
      );
    });

  accounts
    .command("drain")
    .argument("<name>", say`name of the account`)
    .description(
      say`Take it out of service: it starts no new videos and finishes those in flight; other accounts take over its work`,
    )
    .option("--why <text>", say`reason, recorded with the change`)
    .addOption(JSON_OPTION())
    .action(async (name: string, options: Omit<SwitchOptions, "name">) => {
      const [{ drainAccount }, { withChange }] = await commandAndChange();
      const told = toldOf(name, options.why);
      finish(
        await withChange(shell, "account.drain", told, ({ producer }) =>
          drainAccount(producer, { ...options, name }, shell),
        ),
      );
    });

  accounts
    .command("probe")
    .argument("<name>", say`name of the account`)
    .description(say`Try it again at once after refusals: ends the wait and a lowered task limit, not a pause or drain`)
    .option("--why <text>", say`reason, recorded with the change`)
    .addOption(JSON_OPTION())
    .action(async (name: string, options: Omit<SwitchOptions, "name">) => {
      const [{ probeAccount }, { withChange }] = await commandAndChange();
      const told = toldOf(name, options.why);
      finish(
        await withChange(shell, "account.probe", told, ({ producer }) =>
          probeAccount(producer, { ...options, name }, shell),
        ),
      );
    });

  accounts
    .command("resume")
    .argument("<name>", say`name of the account`)
    .description(
      say`Use it again immediately: ends a pause, a drain and the wait after refusals, and lifts a lowered task limit`,
    )
    .option("--why <text>", say`reason, recorded with the change`)
    .addOption(JSON_OPTION())
    .action(async (name: string, options: Omit<SwitchOptions, "name">) => {
      const [{ resumeAccount }, { withChange }] = await commandAndChange();
      const told = toldOf(name, options.why);
      finish(
        await withChange(shell, "account.resume", told, ({ producer }) =>
          resumeAccount(producer, { ...options, name }, shell),
        ),
      );
    });
}

async function commandAndChange(): Promise<
  [typeof import("../commands/accounts.ts"), typeof import("../stand/with-change.ts")]
> {
  return Promise.all([import("../commands/accounts.ts"), import("../stand/with-change.ts")]);
}

function toldOf(name: string, why: string | undefined): AuditTold {
  return { about: { account: name }, ...(why === undefined ? {} : { details: { why } }) };
}

async function commandAndProducer(): Promise<
  [typeof import("../commands/accounts.ts"), typeof import("../stand/with-producer.ts")]
> {
  return Promise.all([import("../commands/accounts.ts"), import("../stand/with-producer.ts")]);
}

function limitValue(text: string): number | "default" {
  if (text === "default") return text;
  try {
    return positiveInteger(text);
  } catch (error) {
    throw error instanceof InvalidArgumentError
      ? new InvalidArgumentError(say`${error.message} Or say default.`)
      : error;
  }
}
