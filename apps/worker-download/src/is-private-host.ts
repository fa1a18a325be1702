import { lookup } from "node:dns/promises";
import { isPrivateAddress } from "@hailuo-queue/outbound";

/**
 * Whether the provider itself stands on a loopback or private address, as the simulator does: its links then do too. A
 * public provider's links to private addresses are refused, also when another account is at a private one.
 */
export async function areAllPrivate(baseUrls: readonly string[]): Promise<boolean> {
  const origins = [...new Set(baseUrls)];
  return (await Promise.all(origins.map(isPrivateHost))).every((isPrivate) => isPrivate);
}

async function isPrivateHost(url: string): Promise<boolean> {
  const { hostname } = new URL(url);
  const addresses = await lookup(hostname.replace(/^\[|\]$/g, ""), { all: true }).catch(() => []);
  return addresses.length > 0 && addresses.every(({ address }) => isPrivateAddress(address));
}
