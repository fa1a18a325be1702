import { readFile } from "node:fs/promises";
import {
  type AccountLimits,
  apiRoot,
  type CallWindow,
  DEFAULT_ACCOUNT,
  InvalidInputError,
  optional,
  type ProviderAccount,
} from "@hailuo-queue/contracts";
import type { Environment, SettingsOf } from "../env/read-env.ts";
import type { admissionSettings } from "../settings/admission-settings.ts";
import type { minimaxSettings } from "../settings/minimax-settings.ts";
import type { AccountEntry } from "./account-fields.ts";
import { accountSides, limitSides, type WholeAccount } from "./account-sides.ts";
import { parseAccountsFile, type PlacedEntry } from "./parse-accounts-file.ts";
import { resolveKeys, splitKeys, whyUnreadable } from "./resolve-keys.ts";

/** The settings that accounts are read from. */
export type AccountsSettings = SettingsOf<typeof minimaxSettings> & SettingsOf<typeof admissionSettings>;

/** The accounts of a process, from MINIMAX_API_KEY or from an accounts file. */
export interface ConfiguredAccounts {
  /** What admission and the ledger may know: no keys. An account has up to three sides, see `sideAccount`. */
  readonly limits: readonly AccountLimits[];
  /** For the calls: every side of each account. */
  readonly accounts: readonly ProviderAccount[];
  /** The accounts as they are named, one each: for questions about keys and hosts. */
  readonly configured: readonly ProviderAccount[];
  /** Sentences that a user should see once, e.g. which of two sources is used. */
  readonly notices: readonly string[];
}

const [SECOND, MINUTE, DAY] = [1000, 60_000, 86_400_000];

/**
 * The accounts of HAILUO_ACCOUNTS_FILE, or the one of MINIMAX_API_KEY.
 * @throws InvalidInputError (`invalid_accounts`) with a line for every fault of the file: account, field, value (never
 * a key), what is allowed; or `no_accounts` when neither is set.
 */
export async function readAccounts(settings: AccountsSettings, env: Environment): Promise<ConfiguredAccounts> {
  const file = settings.HAILUO_ACCOUNTS_FILE;
  if (file !== undefined) return readPool(file, settings, env);
  if (settings.MINIMAX_API_KEY === undefined) {
    throw new InvalidInputError(
      "no_accounts",
      "MINIMAX_API_KEY is not set, and HAILUO_ACCOUNTS_FILE neither; one of them is needed.",
    );
  }
  const keys = [...new Set(splitKeys(settings.MINIMAX_API_KEY))];
  const account = {
    name: DEFAULT_ACCOUNT,
    baseUrl: apiRoot(settings.MINIMAX_BASE_URL),
    dialect: settings.MINIMAX_DIALECT,
    keys: () => keys,
  };
  return { ...withSides([wholeAccount(account, { name: DEFAULT_ACCOUNT }, settings)]), notices: [] };
}

function withSides(whole: readonly WholeAccount[]): Omit<ConfiguredAccounts, "notices"> {
  return {
    limits: whole.flatMap(limitSides),
    accounts: whole.flatMap(accountSides),
    configured: whole.map(({ account }) => account),
  };
}

async function readPool(file: string, settings: AccountsSettings, env: Environment): Promise<ConfiguredAccounts> {
  const { entries, faults } = parseAccountsFile(await readText(file));
  const all = [...faults];
  const owners = new Map<string, string>();
  const whole: WholeAccount[] = [];
  for (const { place, entry } of entries) {
    const resolved = await resolveKeys(entry, { file, env });
    const baseUrl = entry.baseUrl ?? apiRoot(settings.MINIMAX_BASE_URL);
    all.push(
      ...[...resolved.faults, ...sharedKeys(resolved.keys, baseUrl, owners, place)].map(
        (fault) => `${place}: ${fault}`,
      ),
    );
    const account = {
      name: entry.name,
      baseUrl,
      dialect: entry.dialect ?? settings.MINIMAX_DIALECT,
      keys: () => resolved.keys,
      ...optional({ currency: entry.currency }),
      ...(entry.lowBalance === undefined ? {} : { lowBalanceMicro: Math.round(entry.lowBalance * 1_000_000) }),
      ...optional({ callbackUrl: entry.callbackUrl }),
      settings: `keys and baseUrl of account ${entry.name} in ${file}`,
    };
    whole.push(wholeAccount(account, entry, settings));
  }
  if (all.length > 0) {
    const head = `${file} (HAILUO_ACCOUNTS_FILE) cannot be used, it has ${all.length === 1 ? "a fault" : `${all.length} faults`}:`;
    throw new InvalidInputError("invalid_accounts", [head, ...all].join("\n  "));
  }
  return { ...withSides(whole), notices: noticesOf(file, settings, entries) };
}

/** A key in two accounts would be held to two sets of limits, while the provider has one. */
function sharedKeys(
  keys: readonly string[],
  baseUrl: string,
  owners: Map<string, string>,
  place: string,
): readonly string[] {
  const others = new Set<string>();
  for (const key of keys) {
    const owner = owners.get(`${baseUrl} ${key}`);
    if (owner === undefined) owners.set(`${baseUrl} ${key}`, place);
    else others.add(owner);
  }
  return [...others].map(
    (owner) => `has a key that ${owner} has too; allowed: each key in one account, whose limits it shares`,
  );
}

function noticesOf(file: string, settings: AccountsSettings, entries: readonly PlacedEntry[]): readonly string[] {
  const named = entries.some(({ entry }) => [entry.keyEnv, ...(entry.keysEnv ?? [])].includes("MINIMAX_API_KEY"));
  if (settings.MINIMAX_API_KEY === undefined || named) return [];
  return [
    `MINIMAX_API_KEY and HAILUO_ACCOUNTS_FILE are both set: ${file} is used, as only it says ` +
      "which limits belong to which key, and MINIMAX_API_KEY is not. Unset one of them, or give " +
      `an account of the file "keyEnv": "MINIMAX_API_KEY".`,
  ];
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new InvalidInputError(
      "invalid_accounts",
      `HAILUO_ACCOUNTS_FILE is ${JSON.stringify(file)}, which ${whyUnreadable(error)}.`,
      {
        cause: error,
      },
    );
  }
}

function wholeAccount(account: ProviderAccount, entry: AccountEntry, settings: AccountsSettings): WholeAccount {
  const { v2MaxInFlight = settings.HAILUO_V2_MAX_IN_FLIGHT, v2CreatePerMinute = settings.HAILUO_V2_CREATE_PER_MINUTE } =
    entry;
  const v2 = { maxInFlight: v2MaxInFlight, create: windowsOf(v2CreatePerMinute, undefined, undefined) };
  return { account, limits: limitsOf(entry, settings), v2 };
}

function limitsOf(entry: AccountEntry, settings: AccountsSettings): AccountLimits {
  const { name, maxInFlight = settings.HAILUO_MAX_IN_FLIGHT, models } = entry;
  const { createPerMinute = settings.HAILUO_CREATE_PER_MINUTE, queryPerMinute = settings.HAILUO_QUERY_PER_MINUTE } =
    entry;
  const { filesPerMinute = settings.HAILUO_FILES_PER_MINUTE } = entry;
  return {
    name,
    maxInFlight,
    windows: {
      create: windowsOf(createPerMinute, entry.createPerSecond, entry.createPerDay),
      query: windowsOf(queryPerMinute, entry.queryPerSecond, entry.queryPerDay),
      files: windowsOf(filesPerMinute, entry.filesPerSecond, entry.filesPerDay),
    },
    ...optional({ models }),
  };
}

type Limit = number | null | undefined;

/** The one of a minute first: it is the one that is shown. */
function windowsOf(perMinute: Limit, perSecond: Limit, perDay: Limit): readonly CallWindow[] {
  return [
    { limit: perMinute ?? undefined, windowMs: MINUTE },
    { limit: perSecond ?? undefined, windowMs: SECOND },
    { limit: perDay ?? undefined, windowMs: DAY },
  ].flatMap(({ limit, windowMs }) => (limit === undefined ? [] : [{ limit, windowMs }]));
}
