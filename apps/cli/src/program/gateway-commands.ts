import type { Role } from "@hailuo-queue/access";
import { type Command, Option } from "commander";
import type { Finish } from "../exit-code.ts";
import type { CreateKeyOptions } from "../commands/keys.ts";
import type { AuditOptions } from "../commands/audit.ts";
import type { ListWebhooksOptions } from "../commands/webhooks.ts";
import type { McpOptions } from "../commands/mcp.ts";
import { portNumber, positiveInteger, simulationSpeed, sinceTime, tenantName } from "../option-values.ts";
import type { Shell } from "../shell.ts";
import { JSON_OPTION } from "./json-option.ts";
import { say } from "../words/say.ts";

const ROLES = ["read", "submit", "admin"] as const satisfies readonly Role[];

/** The commands that let other backends in. */
export function addGatewayCommands(program: Command, shell: Shell, finish: Finish): void {
  program
    .command("gateway")
    .description(say`Serve the HTTP API for other backends until it is stopped`)
    .option("--port <port>", say`default: HAILUO_GATEWAY_PORT or 8080; 0 takes a free one`, portNumber)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ REDIS_URL=redis://queue:6379 hailuo gateway
  $ HAILUO_GATEWAY_HOST=0.0.0.0 hailuo gateway --port 8080

Callers need a key: \`hailuo keys create\`.`,
    )
    .action(async (options: { json: boolean; port?: number }) => {
      const { gateway } = await import("../commands/gateway.ts");
      finish(await gateway(options, shell));
    });

  program
    .command("mcp")
    .description(say`Let an assistant make videos: tools over the Model Context Protocol, on standard input and output`)
    .option("--gateway <url>", say`use a gateway elsewhere, with the key of HAILUO_KEY (default: this folder's queue)`)
    .option("--tenant <name>", say`whose videos they are, without --gateway`, tenantName, "default")
    .option("--work", say`run workers in this process too, with MINIMAX_API_KEY`)
    .option(
      "--simulate [speed]",
      say`make videos with a simulated provider, this many times faster; nothing is bought`,
      simulationSpeed,
    )
    .option("--out <place>", say`a directory or s3://bucket/prefix (default: HAILUO_OUT or ./hailuo-out)`)
    .addHelpText(
      "after",
      say`
Examples:
  $ claude mcp add hailuo -- hailuo mcp --work
  $ HAILUO_KEY=… hailuo mcp --gateway https://video.example.com
  $ hailuo mcp --simulate

A program starts it; typed by hand it waits for messages. docs/mcp.md has the
configurations. Without --work the videos need workers: \`hailuo worker all\`.`,
    )
    .action(async (options: McpOptions) => {
      const { mcp } = await import("../commands/mcp.ts");
      finish(await mcp(options, shell));
    });

  program
    .command("audit")
    .description(say`Show who changed what, when and with which outcome, over HTTP and in terminals; newest first`)
    .option("--tenant <name>", say`only changes of this tenant's resources`, tenantName)
    .option("--what <prefix>", say`only actions with this name or prefix: account., generation.resolve`)
    .option(
      "--since <time>",
      say`only since 30m, 12h or 7d ago, or since a time such as 2026-10-08T09:00:00Z`,
      sinceValue(shell),
    )
    .option("--limit <n>", say`how many`, positiveInteger, 50)
    .addOption(JSON_OPTION())
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo audit
  $ hailuo audit --what account. --since 7d
  $ hailuo audit --tenant studio --limit 1000 --json

Entries are kept for 90 days, at most 20,000 changes and 20,000 submissions.
They contain no prompts and no secrets.`,
    )
    .action(async (options: AuditOptions) => {
      const [{ showAudit }, { withAccess }] = await Promise.all([
        import("../commands/audit.ts"),
        import("../stand/with-access.ts"),
      ]);
      finish(await withAccess(shell, ({ audit }) => showAudit(audit, options, shell)));
    });

  const keys = program
    .command("keys")
    .description(say`Create, list and revoke the gateway's API keys`)
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo keys create --tenant studio --name 'render farm'
  $ hailuo keys
  $ hailuo keys revoke 0f3a…`,
    );
  keys
    .command("create")
    .description(say`Create a key and print it; it is shown only once`)
    .requiredOption("--tenant <name>", say`tenant that the key belongs to`)
    .addOption(
      new Option(
        "--role <role>",
        say`read: look; submit: also create and change; admin: also manage accounts and tenants`,
      )
        .choices(ROLES)
        .default("submit"),
    )
    .option("--name <text>", say`a note for you`)
    .addOption(JSON_OPTION())
    .action(async (options: CreateKeyOptions) => {
      const [{ createKey }, { withChange }] = await keysAndChange();
      const told = { tenant: options.tenant, details: { role: options.role } };
      finish(await withChange(shell, "key.create", told, (parts) => createKey(parts, options, shell)));
    });
  keys
    .command("list", { isDefault: true })
    .description(say`List all keys, without their secrets`)
    .addOption(JSON_OPTION())
    .action(async (options: { json: boolean }) => {
      const [{ listKeys }, { withAccess }] = await keysAndAccess();
      finish(await withAccess(shell, ({ apiKeys }) => listKeys(apiKeys, options, shell)));
    });
  keys
    .command("revoke")
    .argument("<id>", say`id of the key`)
    .description(say`Revoke a key immediately`)
    .addOption(JSON_OPTION())
    .action(async (id: string, options: { json: boolean }) => {
      const [{ revokeKey }, { withChange }] = await keysAndChange();
      finish(await withChange(shell, "key.revoke", {}, (parts) => revokeKey(parts, id, options, shell)));
    });

  const webhooks = program
    .command("webhooks")
    .description(say`Show the webhooks of a tenant, and send one again`)
    .addHelpText(
      "after",
      say`
Examples:
  $ hailuo webhooks --tenant studio --state failed
  $ hailuo webhooks replay evt_0f3a… --tenant studio`,
    );
  webhooks
    .command("list", { isDefault: true })
    .description(say`List webhooks, newest first, with their receivers' last answers`)
    .option("--tenant <name>", say`whose they are`, tenantName, "default")
    .addOption(new Option("--state <state>", say`only those`).choices(["pending", "delivered", "failed"]))
    .option("--limit <n>", say`how many`, positiveInteger, 50)
    .addOption(JSON_OPTION())
    .action(async (options: ListWebhooksOptions) => {
      const [{ listWebhooks }, { withAccess }] = await Promise.all([
        import("../commands/webhooks.ts"),
        import("../stand/with-access.ts"),
      ]);
      finish(await withAccess(shell, ({ deliveries }) => listWebhooks(deliveries, options, shell)));
    });
  webhooks
    .command("replay")
    .argument("<event>", say`id of the webhook, as the list shows it`)
    .description(say`Send a webhook again, under the same id`)
    .option("--tenant <name>", say`whose it is`, tenantName, "default")
    .addOption(JSON_OPTION())
    .action(async (eventId: string, options: { json: boolean; tenant: string }) => {
      const [{ replayWebhook }, { withChange }] = await Promise.all([
        import("../commands/webhooks.ts"),
        import("../stand/with-change.ts"),
      ]);
      const told = { tenant: options.tenant };
      finish(
        await withChange(shell, "webhook.replay", told, (parts) =>
          replayWebhook(parts.deliveries, parts, { eventId, ...options }, shell),
        ),
      );
    });
}

function keysAndChange(): Promise<[typeof import("../commands/keys.ts"), typeof import("../stand/with-change.ts")]> {
  return Promise.all([import("../commands/keys.ts"), import("../stand/with-change.ts")]);
}

function keysAndAccess(): Promise<[typeof import("../commands/keys.ts"), typeof import("../stand/with-access.ts")]> {
  return Promise.all([import("../commands/keys.ts"), import("../stand/with-access.ts")]);
}

function sinceValue(shell: Shell): (text: string) => number {
  return (text) => sinceTime(text, shell.now());
}
