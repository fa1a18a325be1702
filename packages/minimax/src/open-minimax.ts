import { ProviderError, optional } from "@hailuo-queue/contracts";
import { type KeyedCall, keyFor } from "./core/api-key.ts";
import { type ClientSettings, createMinimaxClient, type MinimaxClient } from "./client.ts";
import { DEFAULT_BASE_URL, parseBaseUrl } from "./core/base-url.ts";
import { detectDialect } from "./detect-dialect.ts";
import type { DialectName } from "./dialects/dialect.ts";

/** Settings of a client whose dialect need not be known yet. */
export interface OpenOptions extends ClientSettings {
  /** Default `auto`: found out by a free question before the first call. */
  readonly dialect?: DialectName | "auto";
  /** For finding out the dialect. Default 3000. */
  readonly detectTimeoutMs?: number;
}

/** A client that finds out its dialect with its first call, unless it was told. */
export interface OpenMinimaxClient extends MinimaxClient {
  /**
   * Finds out the dialect now, if that has not been done, and with it whether the key is accepted.
   * @throws ProviderError.
   */
  resolveDialect(call?: Partial<KeyedCall>): Promise<DialectName>;
}

/**
 * The provider's API with the dialect found out by itself: at the first call, once, shared by all callers, and again
 * at the next call when it failed. No create is sent before the dialect is known. Nothing is sent at opening.
 */
export function openMinimax(options: OpenOptions): OpenMinimaxClient {
  const { dialect = "auto", detectTimeoutMs, ...settings } = options;
  const baseUrl = options.baseUrl ?? DEFAULT_BASE_URL;
  const { host } = parseBaseUrl(baseUrl);
  const closing = new AbortController();
  let client = dialect === "auto" ? undefined : createMinimaxClient({ ...settings, baseUrl, dialect });
  let detecting: Detection | undefined;

  function startDetection(key: string, place: string | undefined): Detection {
    const found = detectDialect({
      baseUrl,
      apiKey: key,
      signal: closing.signal,
      settings: place,
      ...optional({ timeoutMs: detectTimeoutMs }),
      wayOut: options.wayOut,
      ...optional({ clock: options.clock }),
    })
      .then((name) => (client = createMinimaxClient({ ...settings, baseUrl, dialect: name })))
      .finally(() => {
        detecting = undefined;
      });
    return { key, found };
  }

  async function ready(call: Partial<KeyedCall>): Promise<MinimaxClient> {
    for (;;) {
      if (client !== undefined) return client;
      const key = keyFor(call.key ?? options.apiKey, call.account);
      const asked = (detecting ??= startDetection(key, call.settings));
      try {
        return await unlessAborted(asked.found, call.signal, host);
      } catch (error) {
        if (asked.key === key || !isAboutOneKey(error)) throw error;
      }
    }
  }

  return {
    host,
    get dialect() {
      return client?.dialect;
    },
    async resolveDialect(call = {}) {
      const { dialect: found } = await ready(call);
      if (found === undefined)
        throw new ProviderError("unknown_dialect", `The dialect of ${host} is not known`, { verdict: "account" });
      return found;
    },
    async createTask(request, call) {
      const known = await ready(call).catch((error: unknown) => {
        throw beforeCreate(error);
      });
      return await known.createTask(request, call);
    },
    async getTask(taskId, call) {
      return await (await ready(call)).getTask(taskId, call);
    },
    async getFile(fileId, call) {
      return await (await ready(call)).getFile(fileId, call);
    },
    // Unknown yet, what `auto` finds is most likely of the first generation of the API, which has none.
    hasTaskApi: (account) => client?.hasTaskApi(account) ?? false,
    async listTasks(query, call) {
      return await (await ready(call)).listTasks(query, call);
    },
    async describeTask(taskId, call) {
      return await (await ready(call)).describeTask(taskId, call);
    },
    async cancelTask(taskId, call) {
      return await (await ready(call)).cancelTask(taskId, call);
    },
    async readFunds(call) {
      return await (await ready(call)).readFunds(call);
    },
    async close() {
      closing.abort();
      await detecting?.found.catch(() => undefined);
      await client?.close();
    },
  };
}

interface Detection {
  /** That it is asked with. */
  readonly key: string;
  readonly found: Promise<MinimaxClient>;
}

/** A refusal of somebody else's key says nothing about ours. */
function isAboutOneKey(error: unknown): boolean {
  if (!(error instanceof ProviderError) || error.code === "unknown_dialect") return false;
  return error.details.verdict === "account" || error.details.verdict === "throttled";
}

/** The question may just be asked again; for the create that waits on it this means that it was not sent. */
function beforeCreate(error: unknown): unknown {
  if (!(error instanceof ProviderError) || error.details.verdict !== "transient") return error;
  return new ProviderError(
    error.code,
    error.message,
    { ...error.details, verdict: "not_sent" },
    { cause: error.cause },
  );
}

/** One caller's abort must not end a detection that others wait for. */
async function unlessAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
  host: string,
): Promise<Value> {
  if (signal === undefined) return await work;
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      reject(
        new ProviderError("aborted", `the call to ${host} was stopped from our side; nothing was sent`, {
          verdict: "not_sent",
        }),
      );
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
