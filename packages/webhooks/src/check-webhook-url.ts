import { lookup } from "node:dns/promises";
import { InvalidInputError } from "@hailuo-queue/contracts";
import { isRefusedAddress, parsePublicUrl } from "@hailuo-queue/outbound";

export interface WebhookTrust {
  /** Whether targets may lead to private and loopback addresses; link-local ones are refused all the same. */
  readonly allowPrivateHosts: boolean;
}

const LONGEST_URL = 2048;

/** Throws InvalidInputError (`bad_webhook`) for a target that would not be called. The same is looked at again at each connection. */
export async function checkWebhookUrl(text: string, trust: WebhookTrust): Promise<void> {
  if (text.length > LONGEST_URL) throw refused(`it has ${text.length} characters, allowed are ${LONGEST_URL}`);
  const url = parsePublicUrl(text, trust);
  if (!(url instanceof URL)) throw refused(url.reason);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = await lookup(host, { all: true }).catch(() => []);
  if (addresses.length === 0) throw refused(`${host} leads to no address`);
  if (addresses.some(({ address }) => isRefusedAddress(address, trust))) throw refused(`${host} leads to a private address`);
}

function refused(reason: string): InvalidInputError {
  return new InvalidInputError("bad_webhook", `The webhook cannot be called: ${reason}.`);
}
