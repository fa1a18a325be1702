import { errorMessage } from "@hailuo-queue/contracts";
import { createRunningTime } from "@hailuo-queue/outbound";
import { say } from "../words/say.ts";

/** What was found out about one thing that a deployment needs. `fail`: it cannot be used as it is. */
export interface CheckResult {
  readonly status: "ok" | "warn" | "fail";
  readonly what: string;
  readonly detail: string;
  /** What to do about it. */
  readonly cure?: string;
}

/** Runs a check that must answer in time: a service that hangs is a fault of that service. */
export async function checkWithin(
  what: string,
  limitMs: number,
  check: (signal: AbortSignal) => Promise<readonly CheckResult[]>,
): Promise<readonly CheckResult[]> {
  const controller = new AbortController();
  let stopWaiting = (): void => undefined;
  const late = new Promise<readonly CheckResult[]>((resolve) => {
    stopWaiting = createRunningTime(limitMs).after(() => {
      controller.abort();
      resolve([
        {
          status: "fail",
          what,
          detail: say`did not answer within ${limitMs / 1000} s`,
          cure: say`check that it runs and can be reached from here`,
        },
      ]);
    });
  });
  try {
    return await Promise.race([check(controller.signal).catch((error: unknown) => [failed(what, error)]), late]);
  } finally {
    stopWaiting();
  }
}

/** The sentences of our errors say what to do themselves. */
export function failed(what: string, error: unknown): CheckResult {
  return { status: "fail", what, detail: errorMessage(error) };
}
