import {
  type Clock,
  DEFAULT_ACCOUNT,
  InvalidInputError,
  type ProviderAccount,
  ProviderError,
  type VideoProvider,
} from "@hailuo-queue/contracts";
import type { ClientSettings } from "../client.ts";
import type { KeyedCall } from "../core/api-key.ts";
import type { DialectName } from "../dialects/dialect.ts";
import { type OpenMinimaxClient, openMinimax } from "../open-minimax.ts";
import { createKeyRing, type KeyRing } from "./key-ring.ts";

/** A key that was refused while others of its account are not. */
export interface LeftOutKey {
  readonly account: string;
  /** Which of its keys, from 1. */
  readonly keyNumber: number;
  readonly keyCount: number;
  /** Unix ms; then it is tried again. */
  readonly until: number;
  /** Why, without the key. */
  readonly reason: string;
}

export interface AccountsOptions extends Omit<ClientSettings, "baseUrl" | "apiKey"> {
  readonly onKeyLeftOut?: (notice: LeftOutKey) => void;
  /** How long such a key is left out. Default 10 minutes. */
  readonly keyRestMs?: number;
  /** For finding out a dialect. Default 3000. */
  readonly detectTimeoutMs?: number;
}

export interface MinimaxAccounts extends VideoProvider {
  /** Where the accounts are, for messages; each host once. */
  readonly hosts: readonly string[];
  /** Finds out an account's dialect now, and with it whether a key of it is accepted. Throws ProviderError. */
  resolveDialect(call?: { readonly account?: string; readonly signal?: AbortSignal }): Promise<DialectName>;
  /** Ends the keep-alive sockets. */
  close(): Promise<void>;
}

interface OpenAccount {
  readonly account: ProviderAccount;
  readonly keys: KeyRing;
  readonly client: OpenMinimaxClient;
}

const DEFAULT_KEY_REST_MS = 600_000;

/**
 * The provider for a pool of accounts: each call goes to the account that it names, with the next of its keys. Accounts at one base
 * URL share connections and what was found out about its dialect. A refused key is left out for a while when the account has
 * another; the refused call, of which the provider has done nothing, is then made with that one. Everything else is as in
 * {@link openMinimax}. Throws InvalidInputError for no account, two of one name, or a base URL that cannot be one.
 */
export function openMinimaxAccounts(accounts: readonly ProviderAccount[], options: AccountsOptions = {}): MinimaxAccounts {
  const { onKeyLeftOut, keyRestMs = DEFAULT_KEY_REST_MS, ...shared } = options;
  const clock: Clock = options.clock ?? { now: () => Date.now() };
  const clients = new Map<string, OpenMinimaxClient>();
  const open = new Map<string, OpenAccount>();
  for (const account of accounts) {
    if (open.has(account.name)) throw new InvalidInputError("duplicate_account", `There are two accounts "${account.name}"`);
    const { baseUrl, dialect } = account;
    const place = `${dialect} ${baseUrl}`;
    const client = clients.get(place) ?? openMinimax({ ...shared, baseUrl, dialect });
    clients.set(place, client);
    open.set(account.name, { account, keys: createKeyRing(account.keys(), { clock, restMs: keyRestMs }), client });
  }
  if (open.size === 0) throw new InvalidInputError("no_accounts", "There is no account to call the provider with");

  async function withKey<Answer>(
    call: Partial<KeyedCall>,
    work: (client: OpenMinimaxClient, keyed: Partial<KeyedCall>) => Promise<Answer>,
  ): Promise<Answer> {
    const { account, keys, client } = find(call.account);
    for (let attempt = 1; ; attempt += 1) {
      const { key, number } = keys.next();
      const keyed = { ...call, account: account.name, key, ...(account.settings !== undefined && { settings: account.settings }) };
      try {
        return await work(client, keyed);
      } catch (error) {
        if (!(error instanceof ProviderError) || error.code !== "key_refused") throw error;
        const { last, news } = keys.leaveOut(number);
        if (last || attempt >= keys.size) throw error;
        const until = clock.now() + keyRestMs;
        if (news) onKeyLeftOut?.({ account: account.name, keyNumber: number, keyCount: keys.size, until, reason: error.message });
      }
    }
  }

  function find(name: string | undefined): OpenAccount {
    const wanted = name ?? (open.size === 1 ? [...open.keys()][0] : DEFAULT_ACCOUNT);
    const found = wanted === undefined ? undefined : open.get(wanted);
    if (found !== undefined) return found;
    throw new ProviderError(
      "account_not_configured",
      `This process has no account "${wanted}"; it has ${[...open.keys()].join(", ")}. Put its key into the file of HAILUO_ACCOUNTS_FILE and restart`,
      { verdict: "account" },
    );
  }

  return {
    hosts: [...new Set([...clients.values()].map(({ host }) => host))],
    resolveDialect: (call = {}) => withKey(call, (client, keyed) => client.resolveDialect(keyed)),
    createTask: (request, call) => withKey(call, (client, keyed) => client.createTask(request, { ...keyed, signal: call.signal })),
    getTask: (taskId, call) => withKey(call, (client, keyed) => client.getTask(taskId, { ...keyed, signal: call.signal })),
    getFile: (fileId, call) => withKey(call, (client, keyed) => client.getFile(fileId, { ...keyed, signal: call.signal })),
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}
