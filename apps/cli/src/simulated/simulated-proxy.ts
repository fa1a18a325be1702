import type { Scope } from "@hailuo-queue/runtime";
import type { ProxyBehaviour } from "@hailuo-queue/testkit";
import type { ProxyFault } from "./surrounding-faults.ts";

/** The host under which the simulated proxy alone knows the simulator: a call that gets there went through it. */
export const BEHIND_PROXY = "provider.invalid";

const LOGIN = "user:password";
const BEHAVIOURS: Readonly<Record<ProxyFault, ProxyBehaviour>> = {
  none: {},
  "unknown-host": {},
  refused: { refuse: 403 },
  login: { login: LOGIN },
  slow: { delayMs: 1200 },
  silent: { silent: true },
  page: { page: "<html><title>Welcome to our network</title><body>Please sign in.</body></html>" },
};

/**
 * An HTTP proxy that leads to the simulator, and nowhere else. Returns the URL under which it is met, and what a person
 * needs to know besides.
 */
export async function startSimulatedProxy(
  fault: ProxyFault,
  simulator: URL,
  scope: Scope,
): Promise<{ readonly url: string; readonly hint?: string }> {
  const { startProxy } = await import("@hailuo-queue/testkit");
  const hosts = fault === "unknown-host" ? {} : { [BEHIND_PROXY]: simulator.host };
  const proxy = await startProxy({ ...BEHAVIOURS[fault], hosts });
  scope.defer(() => proxy[Symbol.asyncDispose]());
  return fault === "login"
    ? { url: proxy.url.replace(`${LOGIN}@`, ""), hint: `its login is ${LOGIN}` }
    : { url: proxy.url };
}
