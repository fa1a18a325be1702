import { type ChangeNote, describeFunds, InvalidInputError, type LiveLimits, optional } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { describeTroubles, minuteCell, otherWindows, stateCell } from "../accounts/account-words.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { operatorName } from "../operator.ts";
import { renderTable } from "../render-table.ts";
import { columnsOf, printJson, printLine, printSentence, type Shell } from "../shell.ts";
import type { ChangeParts } from "../stand/with-change.ts";
import type { LookingProducer } from "../stand/with-producer.ts";
import { say } from "../words/say.ts";

type AccountsProducer = Pick<Producer, "overview" | "account">;
type LookingAccounts = Pick<LookingProducer, "overview" | "account">;

const LIMITS = {
  maxInFlight: "--max-in-flight",
  createPerMinute: "--create-per-minute",
  queryPerMinute: "--query-per-minute",
  filesPerMinute: "--files-per-minute",
} as const satisfies Record<keyof LiveLimits, string>;

const head = (): string[] => [
  say`account`,
  say`state`,
  say`slots`,
  say`creates/min`,
  say`queries/min`,
  say`files/min`,
  say`other windows`,
  say`backlog`,
  say`last change`,
];

/** A limit that is not there is left; `default` goes back to the workers' own settings. */
export type SetLimits = { readonly [Limit in keyof typeof LIMITS]?: number | "default" };

export interface SetLimitsOptions extends SetLimits {
  readonly name: string;
  readonly why?: string;
  readonly json: boolean;
}

export interface SwitchOptions {
  readonly name: string;
  readonly why?: string;
  readonly json: boolean;
}

/** What each account may do, does, and why it does nothing. */
export async function listAccounts(
  producer: LookingAccounts,
  { json }: { readonly json: boolean },
  shell: Shell,
): Promise<ExitCode> {
  const { accounts } = await producer.overview();
  const rows: string[][] = [];
  for (const usage of accounts) {
    const [last] = await producer.account(usage.account).changes();
    if (json) printJson(shell.stdout, { type: "account", ...usage, ...optional({ lastChange: last }) });
    const change =
      last === undefined
        ? ""
        : say`${last.what} by ${last.who}, ${new Date(last.at).toISOString()}${last.why === undefined ? "" : ` (${last.why})`}`;
    rows.push([
      usage.account,
      stateCell(usage, shell.now()),
      `${usage.slotsUsed}/${usage.slotsAllowed}`,
      minuteCell(usage, "create"),
      minuteCell(usage, "query"),
      minuteCell(usage, "files"),
      otherWindows(usage),
      String(usage.backlog),
      change,
    ]);
  }
  if (json) return EXIT.allSucceeded;
  for (const line of renderTable(head(), rows, columnsOf(shell.stdout))) printLine(shell.stdout, line);
  // Under the table: a provider's words are longer than a cell.
  for (const usage of accounts) {
    if (usage.funds !== undefined) printSentence(shell.stdout, `${usage.account}: ${describeFunds(usage.funds)}`);
    for (const trouble of describeTroubles(usage, shell.now()))
      printSentence(shell.stdout, `${usage.account}: ${trouble}`);
  }
  return EXIT.allSucceeded;
}

/** Changes limits in the running system; workers follow within seconds, and it holds over their restarts. */
export async function setLimits(
  { producer, tell }: { readonly producer: AccountsProducer } & Pick<ChangeParts, "tell">,
  options: SetLimitsOptions,
  shell: Shell,
): Promise<ExitCode> {
  checkLimits(options);
  const limits = Object.keys(LIMITS).map((name) => [name, options[name as keyof SetLimits]] as const);
  const given = limits.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value === "default" ? null : value]],
  );
  const changed = await (
    await requireAccount(producer, options.name)
  ).setLimits(Object.fromEntries(given), signed(options.why));
  tell({ details: changed });
  return listAccounts(producer, options, shell);
}

/** @throws InvalidInputError (`bad_usage`) when nothing is to be set. */
export function checkLimits(options: SetLimits): void {
  if (Object.keys(LIMITS).some((name) => options[name as keyof SetLimits] !== undefined)) return;
  throw new InvalidInputError(
    "bad_usage",
    say`Nothing to set. Give at least one of: ${Object.values(LIMITS).join(" N, ")} N (\`default\` returns to the workers' settings).`,
  );
}

export async function pauseAccount(
  producer: AccountsProducer,
  options: SwitchOptions,
  shell: Shell,
): Promise<ExitCode> {
  await (await requireAccount(producer, options.name)).pause(signed(options.why));
  return listAccounts(producer, options, shell);
}

export async function drainAccount(
  producer: AccountsProducer,
  options: SwitchOptions,
  shell: Shell,
): Promise<ExitCode> {
  await (await requireAccount(producer, options.name)).drain(signed(options.why));
  return listAccounts(producer, options, shell);
}

export async function resumeAccount(
  producer: AccountsProducer,
  options: SwitchOptions,
  shell: Shell,
): Promise<ExitCode> {
  await (await requireAccount(producer, options.name)).release(signed(options.why));
  return listAccounts(producer, options, shell);
}

/** @throws InvalidInputError (`paused`) for one that a user has paused or drained. */
export async function probeAccount(
  producer: AccountsProducer,
  options: SwitchOptions,
  shell: Shell,
): Promise<ExitCode> {
  if ((await (await requireAccount(producer, options.name)).probe(signed(options.why))) === "paused")
    throw new InvalidInputError(
      "paused",
      say`The account "${options.name}" is paused or drained by a user; use it again with \`hailuo accounts resume ${options.name}\`.`,
    );
  return listAccounts(producer, options, shell);
}

async function requireAccount(producer: AccountsProducer, name: string): Promise<ReturnType<Producer["account"]>> {
  const { accounts } = await producer.overview();
  const names = accounts.map(({ account }) => account);
  if (names.includes(name)) return producer.account(name);
  throw new InvalidInputError("unknown_account", say`There is no account "${name}"; there is ${names.join(", ")}.`);
}

function signed(why: string | undefined): ChangeNote {
  const who = operatorName();
  return why === undefined ? { who } : { who, why };
}
