import { InvalidInputError, spellValue } from "@hailuo-queue/contracts";
import type { PartsOf } from "../routes/route-parts.ts";
import { type CallbackForm, callbackWebhook } from "./callback-form.ts";
import { invalid } from "./read-request.ts";

/**
 * A body's `callback_url` as a webhook that wants to be called; undefined where it is not set.
 * @throws a Problem (400, 429).
 */
export async function readCallback(
  tenant: string,
  given: unknown,
  { form, webhooks }: PartsOf<"webhooks"> & { readonly form: CallbackForm },
): Promise<string | undefined> {
  const url = spellValue("image_url", given);
  if (url === undefined) return undefined;
  if (typeof url !== "string") throw invalid("callback_url must be a URL");
  const webhook = callbackWebhook(url, form);
  try {
    await webhooks.checkCallback(tenant, webhook);
  } catch (error) {
    if (error instanceof InvalidInputError && error.code === "callback_unverified") throw invalid(error.message);
    if (error instanceof InvalidInputError) throw invalid(`fail to check callback url: ${error.message}`);
    throw error;
  }
  return webhook;
}
