import { refusal, type Refusal } from "./refusals.ts";
import { limitsOf, type Side } from "./sides.ts";
import type { World } from "./world.ts";

/** The key first, as the real proxy does: a stranger's calls do not use up the account's window. */
export function keyRefusal(world: World, authorization: string | undefined): Refusal | undefined {
  const key = /^Bearer\s+(.+)$/i.exec(authorization ?? "")?.[1]?.trim() ?? "";
  if (key === "") return refusal(1004);
  return world.apiKeys === undefined || world.apiKeys.has(key) ? undefined : refusal(2049);
}

/** A list and a delete count with the queries. */
export function windowRefusal(world: World, side: Side, call: "create" | "query" | "file"): Refusal | undefined {
  const { settings } = world;
  const window = world.accounts[side].windows[call];
  const now = world.now();
  if (window.admit(now, limitsOf(settings, side)[call])) return undefined;
  return settings.retryAfter ? { ...refusal(1002), retryAfterSeconds: window.retryAfterSeconds(now) } : refusal(1002);
}
