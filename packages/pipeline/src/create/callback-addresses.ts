import type { CallbackRefusals } from "@hailuo-queue/contracts";

/** As long as it takes to start a gateway or a tunnel anew: polls find the ends meanwhile. */
export const CALLBACK_LEFT_OUT_MS = 10 * 60_000;

/** Where the provider tells of tasks, for deployments that it can reach. */
export interface CallbackParts {
  /** Undefined for an account whose tasks are told of nowhere. */
  readonly urlFor: (account: string, generationId: string, run: number) => string | undefined;
  readonly refusals: CallbackRefusals;
}

/** Undefined where there is none, and for a while after the provider refused the account's. */
export async function callbackUrlOf(
  callbacks: CallbackParts | undefined,
  account: string,
  { id, run }: { readonly id: string; readonly run: number },
): Promise<string | undefined> {
  const url = callbacks?.urlFor(account, id, run);
  return url === undefined || (await callbacks?.refusals.leftOut(account)) === true ? undefined : url;
}
