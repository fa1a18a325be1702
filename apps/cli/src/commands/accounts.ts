import { hostname, userInfo } from "node:os";
import { type AccountUsage, type ChangeNote, InvalidInputError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { renderTable } from "../render-table.ts";
import { printJson, printLine, type Shell } from "../shell.ts";

type AccountsProducer = Pick<Producer, "overview" | "account">;

/** A limit that is not there is left; `default` goes back to the workers' own settings. */
export interface SetLimitsOptions {
  readonly name: string;
  readonly maxInFlight?: number | "default";
  readonly createPerMinute?: number | "default";
  readonly why?: string;
  readonly json: boolean;
}

export interface SwitchOptions {
  readonly name: string;
  readonly why?: string;
  readonly json: boolean;
}

/** What each account may do, does, and why it does nothing. */
export async function listAccounts(producer: AccountsProducer, { json }: { readonly json: boolean }, shell: Shell): Promise<ExitCode> {
  const { accounts } = await producer.overview();
  const rows: string[][] = [];
  for (const usage of accounts) {
    const [last] = await producer.account(usage.account).changes();
    if (json) printJson(shell.stdout, { type: "account", ...usage, ...(last === undefined ? {} : { lastChange: last }) });
    const change =
      last === undefined
        ? ""
        : `${last.what} by ${last.who}, ${new Date(last.at).toISOString()}${last.why === undefined ? "" : ` (${last.why})`}`;
    rows.push([
      usage.account,
      stateOf(usage),
      `${usage.slotsUsed}/${usage.slotsAllowed}`,
      `${usage.createWindowUsed}/${usage.createPerMinute}`,
      String(usage.backlog),
      change,
    ]);
  }
  if (!json)
    for (const line of renderTable(["account", "state", "slots", "creates/min", "backlog", "last change"], rows))
      printLine(shell.stdout, line);
  return EXIT.allSucceeded;
}

/** Changes limits in the running system; workers follow within seconds, and it holds over their restarts. */
export async function setLimits(producer: AccountsProducer, options: SetLimitsOptions, shell: Shell): Promise<ExitCode> {
  checkLimits(options);
  const limits = { ...limitOf("maxInFlight", options.maxInFlight), ...limitOf("createPerMinute", options.createPerMinute) };
  await (await requireAccount(producer, options.name)).setLimits(limits, signed(options.why));
  return listAccounts(producer, options, shell);
}

function limitOf(name: string, value: number | "default" | undefined): Readonly<Record<string, number | null>> {
  return value === undefined ? {} : { [name]: value === "default" ? null : value };
}

/** Throws InvalidInputError (`bad_usage`) when nothing is to be set. */
export function checkLimits({ maxInFlight, createPerMinute }: Pick<SetLimitsOptions, "maxInFlight" | "createPerMinute">): void {
  if (maxInFlight !== undefined || createPerMinute !== undefined) return;
  throw new InvalidInputError(
    "bad_usage",
    "Say what to set: --max-in-flight N and/or --create-per-minute N (`default` goes back to the workers' settings).",
  );
}

export async function pauseAccount(producer: AccountsProducer, options: SwitchOptions, shell: Shell): Promise<ExitCode> {
  await (await requireAccount(producer, options.name)).hold(signed(options.why));
  return listAccounts(producer, options, shell);
}

export async function resumeAccount(producer: AccountsProducer, options: SwitchOptions, shell: Shell): Promise<ExitCode> {
  await (await requireAccount(producer, options.name)).release(signed(options.why));
  return listAccounts(producer, options, shell);
}

async function requireAccount(producer: AccountsProducer, name: string): Promise<ReturnType<Producer["account"]>> {
  const { accounts } = await producer.overview();
  const names = accounts.map(({ account }) => account);
  if (names.includes(name)) return producer.account(name);
  throw new InvalidInputError("unknown_account", `There is no account "${name}"; there is ${names.join(", ")}.`);
}

function stateOf({ held, pausedUntil, pausedReason }: AccountUsage): string {
  if (held === true) return "paused by a user";
  if (pausedUntil === undefined) return "active";
  return `refused until ${new Date(pausedUntil).toISOString()}: ${pausedReason ?? "no reason given"}`;
}

function signed(why: string | undefined): ChangeNote {
  const who = `${userInfo().username}@${hostname()}`;
  return why === undefined ? { who } : { who, why };
}
