import { serveParent } from "./processes/serve-parent.ts";
import { type HonestReport, type HonestTimes, startHonestTenant } from "./tenants/honest-tenant.ts";
import { openWebhookInbox } from "./tenants/webhook-inbox.ts";

/** The honest tenant, with its receiver of webhooks. */
await serveParent(async ({ url, token }: { readonly url: string; readonly token: string }) => {
  const inbox = await openWebhookInbox();
  const secret = await fetch(`${url}/api/v1/webhooks/secret`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  if (secret.status !== 201) throw new Error(`the secret of webhooks was answered with ${secret.status}`);
  const tenant = startHonestTenant({ url, token, inbox });
  return {
    ready: {},
    answers: {
      lap: async (): Promise<HonestTimes> => tenant.lap(),
      finish: (): Promise<HonestReport> => tenant.finish(),
    },
    close: inbox.close,
  };
});
