import { optional } from "@hailuo-queue/contracts";

/** What the audit tells of the reason that an admin gave. */
export function whyOf(why: string | undefined): Readonly<Record<string, string>> {
  return optional({ why });
}

/** Who changes the account, kept beside the change. */
export function noteOf(keyId: string, why: string | undefined): { readonly who: string; readonly why?: string } {
  return { who: `key ${keyId}`, ...optional({ why }) };
}
