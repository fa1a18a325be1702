import { refusal, type Refusal } from "./refusals.ts";
import type { World } from "./world.ts";

/** The key first, as the real gateway does: a stranger's calls do not use up the account's window. */
export function keyRefusal(world: World, authorization: string | undefined): Refusal | undefined {
  const key = /^Bearer\s+(.+)$/i.exec(authorization ?? "")?.[1]?.trim() ?? "";
  if (key === "") return refusal(1004);
  return world.apiKeys === undefined || world.apiKeys.has(key) ? undefined : refusal(2049);
}

export function windowRefusal(world: World, call: "create" | "query" | "file"): Refusal | undefined {
  const { settings, windows } = world;
  const limits = { create: settings.createPerMinute, query: settings.queryPerMinute, file: settings.filesPerMinute };
  const now = world.now();
  if (windows[call].admit(now, limits[call])) return undefined;
  return settings.retryAfter ? { ...refusal(1002), retryAfterSeconds: windows[call].retryAfterSeconds(now) } : refusal(1002);
}
