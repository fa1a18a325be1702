import { faultsOfProxies, PROXY_VARIABLES } from "@hailuo-queue/outbound";
import { examineEnv } from "@hailuo-queue/runtime";
import { ALL_SETTINGS } from "../all-settings.ts";
import type { Environment } from "../shell.ts";
import type { CheckResult } from "./check-result.ts";

/** What stands in the environment and cannot be used, and what the other checks go on with. */
export interface SettingsCheck {
  readonly results: readonly CheckResult[];
  /** Without what cannot be used. */
  readonly env: Environment;
  /**
   * Checks that would look at something else than what was meant: a key never goes to another host for a mistyped URL,
   * nor past a proxy.
   */
  readonly skipped: ReadonlySet<SkippableCheck>;
}

export type SkippableCheck = "redis" | "storage" | "provider" | "callbacks";

/** Which check a setting decides. */
const DECIDED_BY: readonly (readonly [SkippableCheck, RegExp])[] = [
  ["redis", /^(?:REDIS_|HAILUO_PREFIX$|HAILUO_STATE_DIR$)/],
  ["storage", /^(?:HAILUO_OUT$|S3_|AWS_)/],
  ["provider", /^(?:MINIMAX_|HAILUO_ACCOUNTS_FILE$)/],
  ["callbacks", /^(?:HAILUO_CALLBACK_URL$|HAILUO_ACCOUNTS_FILE$)/],
];

/**
 * Every setting of every part at once, each fault as a line of its own. What is merely not set is for the other checks
 * to tell.
 */
export function checkSettings(env: Environment): SettingsCheck {
  const told = ALL_SETTINGS.flatMap(({ shape }) => examineEnv(shape, env).faults).filter(
    ({ name }) => (env[name]?.trim() ?? "") !== "",
  );
  const faults = [...new Map(told.map((fault) => [fault.name, fault.message])).entries()];
  const proxies = faultsOfProxies(env);
  const skipped = new Set(
    faults.flatMap(([name]) => DECIDED_BY.flatMap(([check, names]) => (names.test(name) ? [check] : []))),
  );
  if (proxies.length > 0) for (const check of ["provider", "storage"] as const) skipped.add(check);
  const dropped: readonly string[] = [...faults.map(([name]) => name), ...(proxies.length > 0 ? PROXY_VARIABLES : [])];
  return {
    results: [
      ...faults.map(([, detail]): CheckResult => ({ status: "fail", what: "settings", detail })),
      ...proxies.map((detail): CheckResult => ({ status: "fail", what: "proxy", detail })),
    ],
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !dropped.includes(name))),
    skipped,
  };
}
