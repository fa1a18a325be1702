import { detectDialect } from "@hailuo-queue/minimax";
import type { CheckResult } from "./check-result.ts";

const WHAT = "provider";

export interface ProviderSettings {
  readonly apiKey: string | undefined;
  readonly baseUrl: string;
  readonly dialect: string;
}

/** Asks for a task that cannot exist: tells the dialect and whether the key is good, and buys nothing. */
export async function checkProvider({ apiKey, baseUrl, dialect }: ProviderSettings, signal: AbortSignal): Promise<readonly CheckResult[]> {
  if (apiKey === undefined) {
    return [
      {
        status: "fail",
        what: WHAT,
        detail: "MINIMAX_API_KEY is not set",
        cure: "set it to a key of your MiniMax account; `hailuo run FILE --simulate` works without one",
      },
    ];
  }
  const spoken = await detectDialect({ baseUrl, apiKey, timeoutMs: 4000, signal });
  const host = new URL(baseUrl).host;
  if (dialect === "auto" || dialect === spoken) return [{ status: "ok", what: WHAT, detail: `${host} speaks ${spoken} and takes the key` }];
  const detail = `${host} speaks ${spoken}, but MINIMAX_DIALECT is ${dialect}`;
  return [{ status: "warn", what: WHAT, detail, cure: "leave MINIMAX_DIALECT out: auto finds it" }];
}
