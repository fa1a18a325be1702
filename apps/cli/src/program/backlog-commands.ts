import { InvalidInputError, optional, PRIORITIES, type Priority } from "@hailuo-queue/contracts";
import { type Command, Option } from "commander";
import type { Finish } from "../exit-code.ts";
import type { BatchChange } from "../commands/batches.ts";
import type { TenantChange } from "../commands/tenants.ts";
import { type LabelOptions, labelsOf } from "../commands/label-options.ts";
import { budget } from "../money.ts";
import { collect, byteQuota, failureRatio, positiveNumber, quotaValue, tenantName } from "../option-values.ts";
import type { Shell } from "../shell.ts";
import { JSON_OPTION } from "./json-option.ts";
import { say } from "../words/say.ts";

interface JsonOption {
  readonly json: boolean;
}

interface TenantSettingOptions {
  readonly weight?: number;
  readonly budget?: number | null;
  readonly requestsPerMinute?: number | null;
  readonly maxUnfinished?: number | null;
  readonly maxBytes?: number | null;
}

interface BatchSettingOptions {
  readonly priority?: Priority;
  readonly budget?: number | null;
  readonly maxFailureRatio?: number | null;
}

/** The commands that change the order of what waits. */
export function addBacklogCommands(program: Command, shell: Shell, finish: Finish): void {
  addBatches(program, shell, finish);
  addTenants(program, shell, finish);
}

function addBatches(program: Command, shell: Shell, finish: Finish): void {
  const batches = program
    .command("batches")
    .description(say`Show, pause and resume batches; change their priority, budget and failure limit`)
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo batches
  $ hailuo batches pause spring
  $ hailuo batches set spring --priority high --budget 50usd`,
    );

  async function change(batch: string, how: BatchChange, { json }: JsonOption): Promise<void> {
    const [{ changeBatch }, { withChange }] = await Promise.all([
      import("../commands/batches.ts"),
      import("../stand/with-change.ts"),
    ]);
    const told = { about: { batch } };
    finish(
      await withChange(shell, `batch.${how.action}`, told, (parts) => changeBatch(parts, how, { batch, json }, shell)),
    );
  }

  batches
    .command("list", { isDefault: true })
    .description(say`Show the progress of batches, as \`hailuo status\` does`)
    .option("--name <text>", say`only batches with this name`)
    .option("--tag <key=value>", say`only batches with this tag; several: with all of them`, collect)
    .addOption(JSON_OPTION())
    .action(async (options: JsonOption & LabelOptions) => {
      const [{ showStatus }, { withProducer }] = await Promise.all([
        import("../commands/status.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(await withProducer(shell, (producer) => showStatus(producer, options, shell)));
    });
  batches
    .command("pause")
    .argument("<batch>", say`name of the batch`)
    .description(say`Start no new videos; videos in flight finish`)
    .addOption(JSON_OPTION())
    .action(async (batch: string, options: JsonOption) => change(batch, { action: "pause" }, options));
  batches
    .command("resume")
    .argument("<batch>", say`name of the batch`)
    .description(say`Continue after a pause`)
    .addOption(JSON_OPTION())
    .action(async (batch: string, options: JsonOption) => change(batch, { action: "resume" }, options));
  batches
    .command("set")
    .argument("<batch>", say`name of the batch`)
    .description(say`Change the priority of its waiting videos, its budget, its failure limit or its labels`)
    .addOption(priorityOption())
    .option("--budget <amount>", say`most that the batch may cost, e.g. 50usd, or none`, budget)
    .option("--max-failure-ratio <ratio>", say`share of the batch that may fail, 0 to 1, or none`, failureRatio)
    .option("--name <text>", say`what you call the batch`)
    .option("--tag <key=value>", say`its tags from now on; may be repeated`, collect)
    .option("--meta <key=value>", say`your notes about it from now on; may be repeated`, collect)
    .addOption(JSON_OPTION())
    .action(async (batch: string, options: JsonOption & BatchSettingOptions & LabelOptions) => {
      const { labels } = labelsOf(options);
      checkGiven(
        [options.priority, options.budget, options.maxFailureRatio, labels],
        say`--priority PRIORITY, --budget AMOUNT, --max-failure-ratio RATIO, --name TEXT, --tag KEY=VALUE, --meta KEY=VALUE`,
      );
      return change(
        batch,
        {
          action: "set",
          ...optional({
            priority: options.priority,
            budgetMicroUsd: options.budget,
            maxFailureRatio: options.maxFailureRatio,
            labels,
          }),
        },
        options,
      );
    });
}

/** @throws InvalidInputError (`bad_usage`) when nothing is to be set. */
function checkGiven(values: readonly unknown[], names: string): void {
  if (values.every((value) => value === undefined))
    throw new InvalidInputError("bad_usage", say`Nothing to set. Give at least one of: ${names}.`);
}

function addTenants(program: Command, shell: Shell, finish: Finish): void {
  const tenants = program
    .command("tenants")
    .description(say`Show and change tenants: their share, budget and quotas`)
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo tenants
  $ hailuo tenants set studio --weight 2 --budget 100usd
  $ hailuo tenants set studio --max-bytes 500mb
  $ hailuo tenants pause studio`,
    );

  async function change(tenant: string, how: TenantChange, { json }: JsonOption): Promise<void> {
    const [{ changeTenant }, { withChange }] = await Promise.all([
      import("../commands/tenants.ts"),
      import("../stand/with-change.ts"),
    ]);
    finish(
      await withChange(shell, `tenant.${how.action}`, { tenant }, (parts) =>
        changeTenant(parts, how, { tenant, json }, shell),
      ),
    );
  }

  tenants
    .command("list", { isDefault: true })
    .description(say`Show each tenant's weight, state, money and kept bytes`)
    .addOption(JSON_OPTION())
    .action(async (options: JsonOption) => {
      const [{ listTenants }, { withAccess }, { withProducer }] = await Promise.all([
        import("../commands/tenants.ts"),
        import("../stand/with-access.ts"),
        import("../stand/with-producer.ts"),
      ]);
      finish(
        await withAccess(shell, ({ quotas }) =>
          withProducer(shell, (producer) => listTenants({ producer, quotas }, options, shell)),
        ),
      );
    });
  tenants
    .command("set")
    .argument("<tenant>", say`name of the tenant`, tenantName)
    .description(say`Set a tenant's share, budget and quotas`)
    .option(
      "--weight <number>",
      say`its share beside other tenants, 0.001 to 1000000; every tenant starts with 1`,
      positiveNumber,
    )
    .option("--budget <amount>", say`most that all its videos may cost, e.g. 50usd, or none`, budget)
    .option("--requests-per-minute <n>", say`requests per minute that the gateway accepts, or \`default\``, quotaValue)
    .option("--max-unfinished <n>", say`unfinished generations that the gateway accepts, or \`default\``, quotaValue)
    .option(
      "--max-bytes <size>",
      say`most that its records and inputs may take, e.g. 500mb; none: the gateway's limit applies`,
      byteQuota,
    )
    .addOption(JSON_OPTION())
    .action(async (tenant: string, options: JsonOption & TenantSettingOptions) => {
      const { weight, budget: amount, requestsPerMinute, maxUnfinished, maxBytes } = options;
      checkGiven(
        [weight, amount, requestsPerMinute, maxUnfinished, maxBytes],
        say`--weight N, --budget AMOUNT, --requests-per-minute N, --max-unfinished N, --max-bytes SIZE`,
      );
      return change(
        tenant,
        {
          action: "set",
          ...optional({
            weight: options.weight,
            budgetMicroUsd: options.budget,
            requestsPerMinute,
            maxUnfinished,
            maxBytes,
          }),
        },
        options,
      );
    });
  tenants
    .command("pause")
    .argument("<tenant>", say`name of the tenant`, tenantName)
    .description(say`Start no new videos; videos in flight finish`)
    .addOption(JSON_OPTION())
    .action(async (tenant: string, options: JsonOption) => change(tenant, { action: "pause" }, options));
  tenants
    .command("resume")
    .argument("<tenant>", say`name of the tenant`, tenantName)
    .description(say`Continue after a pause`)
    .addOption(JSON_OPTION())
    .action(async (tenant: string, options: JsonOption) => change(tenant, { action: "resume" }, options));
}

export function priorityOption(): Option {
  return new Option(
    "--priority <priority>",
    say`high goes before normal, normal before low; lower ones keep a small share`,
  ).choices(PRIORITIES);
}
