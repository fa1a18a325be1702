import type { AccountUsage } from "@hailuo-queue/contracts";
import { notFound } from "../../http/problem.ts";
import type { PartsOf } from "../route-parts.ts";

/** @throws Problem (404) when the workers have named no such account. */
export async function requireAccount(name: string, accounts: PartsOf<"accounts">["accounts"]): Promise<AccountUsage> {
  const found = (await accounts()).find(({ account }) => account === name);
  if (found === undefined) throw notFound("account");
  return found;
}
