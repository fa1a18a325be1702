import { randomUUID } from "node:crypto";
import { errorMessage, type ProviderAccount } from "@hailuo-queue/contracts";
import { createRunningTime } from "@hailuo-queue/outbound";
import { callbackBaseOf } from "@hailuo-queue/runtime";
import type { CheckResult } from "./check-result.ts";
import { say } from "../words/say.ts";

/** As long as the provider waits for its challenge. */
const CHALLENGE_MS = 3000;

const cure = (): string =>
  say`start \`hailuo gateway\` with the same HAILUO_CALLBACK_URL and route that address to it; MiniMax may refuse creates until it answers`;

/** Every callback URL of these accounts, each once. */
export async function checkCallbacks(
  accounts: readonly ProviderAccount[],
  deployment: string | undefined,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const baseOf = callbackBaseOf(accounts, deployment);
  const urls = new Set(accounts.length === 0 ? [deployment] : accounts.map(({ name }) => baseOf(name)));
  const checks = await Promise.all([...urls].flatMap((url) => (url === undefined ? [] : [checkCallback(url, signal)])));
  return checks.flat();
}

/** Sends the challenge that the provider sends. Only a warning: from here the way may be another than from outside. */
async function checkCallback(url: string, signal: AbortSignal): Promise<readonly CheckResult[]> {
  const challenge = randomUUID();
  const host = new URL(url).host;
  const warn = (detail: string): readonly CheckResult[] => [
    { status: "warn", what: "callbacks", detail, cure: cure() },
  ];
  const late = new AbortController();
  const stopWaiting = createRunningTime(CHALLENGE_MS).after(() =>
    late.abort(new Error(say`no answer within ${CHALLENGE_MS / 1000} s`)),
  );
  try {
    const answer = await fetch(`${url}/doctor`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ challenge }),
      redirect: "manual",
      signal: AbortSignal.any([signal, late.signal]),
    });
    const echoed: unknown = await answer.json().catch(() => undefined);
    if (typeof echoed === "object" && echoed !== null && "challenge" in echoed && echoed.challenge === challenge)
      return [{ status: "ok", what: "callbacks", detail: say`${host} answers the provider's challenge` }];
    return warn(say`${host} does not answer the provider's challenge (HTTP ${answer.status})`);
  } catch (error) {
    return warn(say`${host} cannot be reached from here (${reasonOf(error)})`);
  } finally {
    stopWaiting();
  }
}

/** What fetch itself says is "fetch failed". */
function reasonOf(error: unknown): string {
  return errorMessage(error instanceof Error ? (error.cause ?? error) : error);
}
