import { type HostileAnswers, startHostileTenant } from "./hostile/hostile-tenant.ts";
import { openSilentReceivers } from "./hostile/silent-receivers.ts";
import type { Target } from "./hostile/target.ts";
import { serveParent } from "./processes/serve-parent.ts";

/** More than the gateway calls at the same time. */
const RECEIVERS = 80;

export type HostileInput = Omit<Target, "silentReceivers"> & { readonly seed: number };

await serveParent(async ({ seed, ...target }: HostileInput) => {
  const receivers = await openSilentReceivers(RECEIVERS);
  await fetch(`${target.url}/api/v1/webhooks/secret`, {
    method: "POST",
    headers: { authorization: `Bearer ${target.token}` },
  });
  const tenant = startHostileTenant({ ...target, silentReceivers: receivers.urls }, seed);
  return {
    ready: {},
    answers: { finish: (): Promise<HostileAnswers> => tenant.finish() },
    close: async () => receivers.close(),
  };
});
