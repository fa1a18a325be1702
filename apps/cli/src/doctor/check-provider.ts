import type { WayOut } from "@hailuo-queue/outbound";
import {
  describeFunds,
  errorMessage,
  InvalidInputError,
  modelsOf,
  type ProviderAccount,
  ProviderError,
  usualCurrency,
  whyLow,
} from "@hailuo-queue/contracts";
import {
  type DetectOptions,
  type DialectName,
  detectDialect,
  openMinimaxAccounts,
  probeV2,
} from "@hailuo-queue/minimax";
import { readAccounts } from "@hailuo-queue/runtime";
import type { DoctorSettings } from "../env.ts";
import type { Environment } from "../shell.ts";
import { type CheckResult, checkWithin } from "./check-result.ts";
import { say } from "../words/say.ts";

const DETECT_LIMIT_MS = 4000;

/**
 * Each account, by asking for a task that cannot exist: tells the dialect and whether each key is good, and buys
 * nothing.
 */
export async function checkProvider(
  settings: DoctorSettings,
  env: Environment,
  { limitMs, wayOut }: { readonly limitMs: number; readonly wayOut: WayOut },
): Promise<readonly CheckResult[]> {
  if (settings.MINIMAX_API_KEY === undefined && settings.HAILUO_ACCOUNTS_FILE === undefined) {
    return [
      {
        status: "fail",
        what: "provider",
        detail: say`MINIMAX_API_KEY is not set`,
        cure: say`set it to a key of your MiniMax account, or HAILUO_ACCOUNTS_FILE to a file of several; \`hailuo run FILE --simulate\` works without one`,
      },
    ];
  }
  const pool = await readAccounts(settings, env).catch((error: unknown) => {
    if (error instanceof InvalidInputError) return faultsOf(error);
    throw error;
  });
  if (!("accounts" in pool)) return pool;
  const notices: readonly CheckResult[] = pool.notices.map((detail) => ({ status: "warn", what: "accounts", detail }));
  const leastMicro = settings.HAILUO_LOW_BALANCE * 1_000_000;
  const checks = await Promise.all(
    pool.configured.map((account) =>
      checkWithin(nameOf(account), limitMs, async (signal) => {
        const [spoken, funds] = await Promise.all([
          checkAccount(account, wayOut, signal),
          checkFunds(account, leastMicro, wayOut, signal),
        ]);
        // A key that is refused is told of once.
        if (spoken.status === "fail" || funds === undefined) return [spoken];
        return typeof funds === "string" ? [{ ...spoken, detail: `${spoken.detail}; ${funds}` }] : [spoken, funds];
      }),
    ),
  );
  return [...notices, ...checks.flat()];
}

/** A line for each fault of the file. */
function faultsOf(error: InvalidInputError): readonly CheckResult[] {
  return error.message.split("\n  ").map((detail) => ({ status: "fail", what: "accounts", detail }));
}

function nameOf({ name, settings }: ProviderAccount): string {
  return settings === undefined ? "provider" : say`account ${name}`;
}

/** What the account has left, as words where that is enough; undefined where its API does not tell. */
async function checkFunds(
  account: ProviderAccount,
  leastMicro: number,
  wayOut: WayOut,
  signal: AbortSignal,
): Promise<CheckResult | string | undefined> {
  const { name, baseUrl, currency = usualCurrency(baseUrl), lowBalanceMicro = leastMicro } = account;
  const what = account.settings === undefined ? "funds" : say`funds of ${name}`;
  const minimax = openMinimaxAccounts([account], { timeouts: { queryMs: DETECT_LIMIT_MS }, wayOut });
  try {
    const told = await minimax.readFunds({ account: name, signal });
    if (told === undefined) return undefined;
    const low = whyLow({ ...told, currency }, lowBalanceMicro);
    return low === undefined
      ? describeFunds({ ...told, currency, at: 0 }) || undefined
      : { status: "warn", what, detail: low };
  } catch (error) {
    return { status: "warn", what, detail: say`the balance could not be read: ${errorMessage(error)}` };
  } finally {
    await minimax.close();
  }
}

async function checkAccount(account: ProviderAccount, wayOut: WayOut, signal: AbortSignal): Promise<CheckResult> {
  const { baseUrl, dialect, settings } = account;
  const keys = account.keys();
  const what = nameOf(account);
  const asking = { baseUrl, timeoutMs: DETECT_LIMIT_MS, signal, wayOut, settings };
  const [answers, v2] = await Promise.all([
    Promise.allSettled(keys.map((apiKey) => detectDialect({ ...asking, apiKey }))),
    askV2(keys, asking),
  ]);
  const spoken = answers.find(
    (answer): answer is PromiseFulfilledResult<DialectName> => answer.status === "fulfilled",
  )?.value;
  const faults = answers.flatMap((answer, at) => {
    if (answer.status === "fulfilled") return [];
    return [
      keys.length === 1
        ? errorMessage(answer.reason)
        : say`key ${at + 1} of ${keys.length}: ${errorMessage(answer.reason)}`,
    ];
  });
  if (spoken === undefined)
    return {
      status: "fail",
      what,
      detail: faults.length > 1 ? say`none of its ${keys.length} keys works; ${faults[0]}` : (faults[0] ?? ""),
    };
  const host = new URL(baseUrl).host;
  if (faults.length > 0) {
    const cure = say`workers skip such a key and use the others; replace it or remove it`;
    return { status: "warn", what, detail: say`${host} speaks ${spoken}, but ${faults.join("; ")}`, cure };
  }
  if (dialect !== "auto" && dialect !== spoken) {
    const where = settings === undefined ? "MINIMAX_DIALECT" : "dialect";
    return {
      status: "warn",
      what,
      detail: say`${host} speaks ${spoken}, but ${where} is ${dialect}`,
      cure: say`remove ${where}: auto detects it`,
    };
  }
  const takes = say`takes the ${keys.length === 1 ? "key" : say`${keys.length} keys`}`;
  if (spoken === "minimax-v2")
    return {
      status: "ok",
      what,
      detail: say`${host} speaks minimax-v2 alone and ${takes}: it makes ${modelsOf("v2").join(", ")}`,
    };
  if (v2.refusal !== undefined)
    return {
      status: "warn",
      what,
      detail: say`${host} speaks ${spoken} and ${takes}, but not for ${modelsOf("v2").join(" and ")}: ${v2.refusal}`,
      cure: say`generations of other models are not affected`,
    };
  return {
    status: "ok",
    what,
    detail: say`${host} speaks ${spoken}${v2.speaks ? say` and minimax-v2` : ""} and ${takes}`,
  };
}

/**
 * The v2 API counts and refuses by itself. A server without it, or one that is away, is told of by the question before.
 */
async function askV2(
  keys: readonly string[],
  asking: Omit<DetectOptions, "apiKey">,
): Promise<{ readonly speaks: boolean; readonly refusal?: string }> {
  const answers = await Promise.allSettled(keys.map((apiKey) => probeV2({ ...asking, apiKey })));
  const refused = answers.find((answer) => answer.status === "rejected" && answer.reason instanceof ProviderError);
  const speaks = answers.some((answer) => answer.status === "fulfilled" && answer.value === "speaks");
  return { speaks, ...(refused?.status === "rejected" && { refusal: errorMessage(refused.reason) }) };
}
