import { errorMessage } from "@hailuo-queue/contracts";

/** Whether a process may be given work, and why not. */
export interface Readiness {
  readonly ok: boolean;
  /** By the name of what was checked: `ok`, or what is wrong. */
  readonly checks: Readonly<Record<string, string>>;
}

/** A check throws what is wrong. */
export type ReadinessChecks = Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>>;

/** Runs all checks at once; one that takes longer than `timeoutMs` counts as failed. Never throws. */
export async function checkReadiness(checks: ReadinessChecks, timeoutMs = 2_000): Promise<Readiness> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]): Promise<[name: string, result: string]> => [
      name,
      await runCheck(check, timeoutMs),
    ]),
  );
  return { ok: results.every(([, result]) => result === "ok"), checks: Object.fromEntries(results) };
}

async function runCheck(check: ReadinessChecks[string], timeoutMs: number): Promise<string> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${timeoutMs} ms`), timeoutMs);
  });
  const result = check(stop.signal).then(
    () => "ok",
    (error: unknown) => errorMessage(error),
  );
  try {
    return await Promise.race([result, timeout]);
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}
