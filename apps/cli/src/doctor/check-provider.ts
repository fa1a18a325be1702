import { type WayOut } from "@hailuo-queue/outbound";
import { errorMessage, InvalidInputError, type ProviderAccount } from "@hailuo-queue/contracts";
import { type DialectName, detectDialect } from "@hailuo-queue/minimax";
import { readAccounts } from "@hailuo-queue/runtime";
import type { DoctorSettings } from "../env.ts";
import type { Environment } from "../shell.ts";
import { type CheckResult, checkWithin } from "./check-result.ts";

const DETECT_LIMIT_MS = 4000;

/** Each account, by asking for a task that cannot exist: tells the dialect and whether each key is good, and buys nothing. */
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
        detail: "MINIMAX_API_KEY is not set",
        cure: "set it to a key of your MiniMax account, or HAILUO_ACCOUNTS_FILE to a file of several; `hailuo run FILE --simulate` works without one",
      },
    ];
  }
  const pool = await readAccounts(settings, env).catch((error: unknown) => {
    if (error instanceof InvalidInputError) return faultsOf(error);
    throw error;
  });
  if (!("accounts" in pool)) return pool;
  const notices: readonly CheckResult[] = pool.notices.map((detail) => ({ status: "warn", what: "accounts", detail }));
  const checks = await Promise.all(
    pool.configured.map((account) =>
      checkWithin(nameOf(account), limitMs, async (signal) => [await checkAccount(account, wayOut, signal)]),
    ),
  );
  return [...notices, ...checks.flat()];
}

/** A line for each fault of the file. */
function faultsOf(error: InvalidInputError): readonly CheckResult[] {
  return error.message.split("\n  ").map((detail) => ({ status: "fail", what: "accounts", detail }));
}

function nameOf({ name, settings }: ProviderAccount): string {
  return settings === undefined ? "provider" : `account ${name}`;
}

async function checkAccount(account: ProviderAccount, wayOut: WayOut, signal: AbortSignal): Promise<CheckResult> {
  const { baseUrl, dialect, settings } = account;
  const keys = account.keys();
  const what = nameOf(account);
  const answers = await Promise.allSettled(
    keys.map((apiKey) => detectDialect({ baseUrl, apiKey, timeoutMs: DETECT_LIMIT_MS, signal, wayOut, settings })),
  );
  const spoken = answers.find((answer): answer is PromiseFulfilledResult<DialectName> => answer.status === "fulfilled")?.value;
  const faults = answers.flatMap((answer, at) => {
    if (answer.status === "fulfilled") return [];
    return [keys.length === 1 ? errorMessage(answer.reason) : `key ${at + 1} of ${keys.length}: ${errorMessage(answer.reason)}`];
  });
  if (spoken === undefined)
    return { status: "fail", what, detail: faults.length > 1 ? `none of its ${keys.length} keys works; ${faults[0]}` : (faults[0] ?? "") };
  const host = new URL(baseUrl).host;
  if (faults.length > 0) {
    const cure = "workers leave such a key out and use the others; replace it or take it away";
    return { status: "warn", what, detail: `${host} speaks ${spoken}, but ${faults.join("; ")}`, cure };
  }
  if (dialect !== "auto" && dialect !== spoken) {
    const where = settings === undefined ? "MINIMAX_DIALECT" : "dialect";
    return {
      status: "warn",
      what,
      detail: `${host} speaks ${spoken}, but ${where} is ${dialect}`,
      cure: `leave ${where} out: auto finds it`,
    };
  }
  return { status: "ok", what, detail: `${host} speaks ${spoken} and takes the ${keys.length === 1 ? "key" : `${keys.length} keys`}` };
}
