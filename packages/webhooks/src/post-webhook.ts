import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { errorMessage } from "@hailuo-queue/contracts";
import { agentsFor, parsePublicUrl, PrivateAddressError } from "@hailuo-queue/outbound";
import type { WebhookTrust } from "./check-webhook-url.ts";

export type PostResult =
  | { readonly outcome: "answered"; readonly status: number }
  /** Nothing came back, or nobody may be called there. */
  | { readonly outcome: "failed"; readonly reason: string };

export interface PostOptions extends WebhookTrust {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Follows no redirect, and reads the answer's status only: its body is the receiver's own. */
export async function postWebhook(
  target: string,
  content: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  { allowPrivateHosts, timeoutMs, signal }: PostOptions,
): Promise<PostResult> {
  const url = parsePublicUrl(target, { allowPrivateHosts });
  if (!(url instanceof URL)) return { outcome: "failed", reason: url.reason };
  const agents = agentsFor(allowPrivateHosts);
  const timeout = AbortSignal.timeout(timeoutMs);
  const settings = {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(content.body),
      "user-agent": "hailuo-queue-webhooks/1",
      ...content.headers,
    },
    signal: AbortSignal.any([signal, timeout]),
  };
  try {
    const status = await new Promise<number>((resolve, reject) => {
      const request =
        url.protocol === "https:"
          ? requestHttps(url, { ...settings, agent: agents.https })
          : requestHttp(url, { ...settings, agent: agents.http });
      request.once("response", (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
      request.on("error", reject);
      request.end(content.body);
    });
    return { outcome: "answered", status };
  } catch (error) {
    if (signal.aborted) throw error;
    if (timeout.aborted) return { outcome: "failed", reason: `no answer within ${timeoutMs} ms` };
    if (error instanceof PrivateAddressError) return { outcome: "failed", reason: error.message };
    return { outcome: "failed", reason: errorMessage(error) };
  }
}
