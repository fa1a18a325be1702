import {
  type Clock,
  DEFAULT_ACCOUNT,
  type FundsApi,
  InvalidInputError,
  optional,
  type ProviderAccount,
  ProviderError,
  type TaskApi,
  type VideoProvider,
} from "@hailuo-queue/contracts";
import { type ClientSettings, DEFAULT_TIMEOUTS } from "../client.ts";
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

/** Settings that all accounts share. Base URL, key and dialect belong to each account. */
export interface AccountsOptions extends Omit<ClientSettings, "baseUrl" | "apiKey"> {
  readonly onKeyLeftOut?: (notice: LeftOutKey) => void;
  /** How long such a key is left out. Default 10 minutes. */
  readonly keyRestMs?: number;
  /** For finding out a dialect. Default 3000. */
  readonly detectTimeoutMs?: number;
}

/** A pool of accounts. Each call names its account, and is sent with the next of that account's keys. */
export interface MinimaxAccounts extends VideoProvider, TaskApi, FundsApi {
  /** Where the accounts are, for messages; each host once. */
  readonly hosts: readonly string[];
  /**
   * Finds out an account's dialect now, and with it whether a key of it is accepted.
   * @throws ProviderError.
   */
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
/** Keys tried in one call. */
const MAX_KEYS_PER_CALL = 3;
/**
 * The share of a call's time limit that must be left for a try with another key: a create that is cut off may have been
 * bought.
 */
const TIME_FOR_ANOTHER_KEY = 0.5;

/**
 * The provider for a pool of accounts: each call goes to the account that it names, with the next of its keys. Accounts
 * at one base URL share connections and what was found out about its dialect. A refused key is left out for a while
 * when the account has another; the refused call, of which the provider has done nothing, is then made with that one:
 * with up to three keys in all, in the time limit of one call, and only while half of that is left. Everything else is
 * as in {@link openMinimax}.
 * @throws InvalidInputError for no account, two of one name, or a base URL that cannot be one.
 */
export function openMinimaxAccounts(
  accounts: readonly ProviderAccount[],
  options: AccountsOptions = {},
): MinimaxAccounts {
  const { onKeyLeftOut, keyRestMs = DEFAULT_KEY_REST_MS, ...shared } = options;
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const clock: Clock = options.clock ?? { now: () => Date.now() };
  const clients = new Map<string, OpenMinimaxClient>();
  const open = new Map<string, OpenAccount>();
  for (const account of accounts) {
    if (open.has(account.name))
      throw new InvalidInputError("duplicate_account", `There are two accounts "${account.name}"`);
    const { baseUrl, dialect } = account;
    const place = `${dialect} ${baseUrl}`;
    const client = clients.get(place) ?? openMinimax({ ...shared, baseUrl, dialect });
    clients.set(place, client);
    open.set(account.name, { account, keys: createKeyRing(account.keys(), { clock, restMs: keyRestMs }), client });
  }
  if (open.size === 0) throw new InvalidInputError("no_accounts", "There is no account to call the provider with");

  /**
   * One call, in one time limit, whatever keys it takes: what was set aside for it (its permit in the window, the hold
   * of its slot) covers that time only. A request whose key was refused takes no place of its own: the provider turns
   * it away before it looks at an account's rate, and a refused key is left out, so that there are at most two such
   * requests in a call and one per key in `keyRestMs`.
   */
  async function withKey<Answer>(
    call: Partial<KeyedCall>,
    limitMs: number,
    work: (client: OpenMinimaxClient, keyed: Partial<KeyedCall>) => Promise<Answer>,
  ): Promise<Answer> {
    const { account, keys, client } = find(call.account);
    const settings = optional({ settings: account.settings });
    const startedAt = clock.now();
    let timeoutMs = limitMs;
    for (let attempt = 1; ; attempt += 1) {
      const { key, number } = keys.next();
      try {
        return await work(client, { ...call, account: account.name, key, timeoutMs, ...settings });
      } catch (error) {
        if (!(error instanceof ProviderError) || error.code !== "key_refused") throw error;
        const { last, news } = keys.leaveOut(number);
        if (last) throw error;
        const until = clock.now() + keyRestMs;
        if (news)
          onKeyLeftOut?.({
            account: account.name,
            keyNumber: number,
            keyCount: keys.size,
            until,
            reason: error.message,
          });
        timeoutMs = Math.min(limitMs, limitMs - (clock.now() - startedAt));
        if (attempt >= Math.min(keys.size, MAX_KEYS_PER_CALL) || timeoutMs < limitMs * TIME_FOR_ANOTHER_KEY)
          throw error;
      }
    }
  }

  function find(name: string | undefined): OpenAccount {
    const wanted = name ?? (open.size === 1 ? [...open.keys()][0] : DEFAULT_ACCOUNT);
    const found = wanted === undefined ? undefined : open.get(wanted);
    if (found !== undefined) return found;
    throw new ProviderError(
      "account_not_configured",
      `This process has no account "${wanted}"; it has ${[...open.keys()].join(", ")}. Put ` +
        "its key into the file of HAILUO_ACCOUNTS_FILE and restart",
      { verdict: "account" },
    );
  }

  return {
    hosts: [...new Set([...clients.values()].map(({ host }) => host))],
    resolveDialect: (call = {}) => withKey(call, timeouts.queryMs, (client, keyed) => client.resolveDialect(keyed)),
    createTask: (request, call) =>
      withKey(call, timeouts.createMs, (client, keyed) =>
        client.createTask(request, { ...keyed, signal: call.signal }),
      ),
    getTask: (taskId, call) =>
      withKey(call, timeouts.queryMs, (client, keyed) => client.getTask(taskId, { ...keyed, signal: call.signal })),
    getFile: (fileId, call) =>
      withKey(call, timeouts.fileMs, (client, keyed) => client.getFile(fileId, { ...keyed, signal: call.signal })),
    hasTaskApi: (account) => open.get(account)?.client.hasTaskApi(account) ?? false,
    listTasks: (query, call) =>
      withKey(call, timeouts.queryMs, (client, keyed) => client.listTasks(query, { ...keyed, signal: call.signal })),
    describeTask: (taskId, call) =>
      withKey(call, timeouts.queryMs, (client, keyed) =>
        client.describeTask(taskId, { ...keyed, signal: call.signal }),
      ),
    cancelTask: (taskId, call) =>
      withKey(call, timeouts.queryMs, (client, keyed) => client.cancelTask(taskId, { ...keyed, signal: call.signal })),
    readFunds: (call) =>
      withKey(call, timeouts.queryMs, (client, keyed) => client.readFunds({ ...keyed, signal: call.signal })),
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}
