import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { PrivateAddressError } from "./guarded-agents.ts";
import { isRefusedAddress } from "./private-address.ts";
import { createRunningTime } from "./running-time.ts";

/** Where names of the world outside are not known, as behind many proxies, some name servers say nothing at all. */
const LOOKUP_MS = 2000;

/**
 * Looks at a name before a proxy is asked for it: one that is known here and leads to a refused address goes no further
 * (throws PrivateAddressError). One that is not known here passes. What this cannot hold: the proxy looks the name up
 * itself, and may find another address; where its side of the network must not be reached, the proxy has to refuse it.
 */
export async function checkName(
  url: URL,
  { allowPrivateHosts }: { readonly allowPrivateHosts: boolean },
): Promise<void> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return;
  let stopWaiting = (): void => undefined;
  const late = new Promise<readonly { readonly address: string }[]>((resolve) => {
    stopWaiting = createRunningTime(LOOKUP_MS).after(() => resolve([]));
  });
  const found = await Promise.race([lookup(host, { all: true }).catch(() => []), late]).finally(stopWaiting);
  if (found.some(({ address }) => isRefusedAddress(address, { allowPrivateHosts }))) {
    throw new PrivateAddressError(`${host} leads to ${allowPrivateHosts ? "an address inside" : "a private address"}`);
  }
}
