import { InvalidInputError } from "@hailuo-queue/contracts";
import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** What is believed of the proxies in front of the dashboard. */
export interface ProxyTrust {
  /** Whether whoever sent it reached the dashboard over TLS: its cookies then never travel without. */
  isSecure(request: IncomingMessage): boolean;
  /** Who sent it: behind trusted proxies the last address that is none of theirs. */
  addressOf(request: IncomingMessage): string | undefined;
}

export interface ProxyTrustSettings {
  /** `https:` there: all who come by it come over TLS. */
  readonly publicUrl?: string | undefined;
  /** Addresses and ranges, separated by commas; what others say of where a request came from is not believed. */
  readonly trustedProxies?: string | undefined;
}

/** @throws InvalidInputError (`bad_trusted_proxies`) for what is neither an address nor a range. */
export function createProxyTrust({ publicUrl, trustedProxies = "" }: ProxyTrustSettings): ProxyTrust {
  const trusted = readAddresses(trustedProxies);
  const isPublicSecure = publicUrl?.startsWith("https:") === true;
  const isTrusted = (address: string | undefined): boolean => {
    const plain = plainOf(address);
    const kind = isIP(plain);
    return kind !== 0 && trusted.check(plain, kind === 6 ? "ipv6" : "ipv4");
  };
  return {
    isSecure({ headers, socket }) {
      if (isPublicSecure) return true;
      // The proxy next to us wrote the last one, if several did.
      return isTrusted(socket.remoteAddress) && partsOf(headers["x-forwarded-proto"]).at(-1) === "https";
    },
    addressOf({ headers, socket }) {
      const { remoteAddress } = socket;
      if (!isTrusted(remoteAddress)) return remoteAddress;
      const before = partsOf(headers["x-forwarded-for"]).map(withoutPort);
      // What stands before a part that is no address was written by whoever sent it.
      const known = before.slice(before.findLastIndex((part) => isIP(plainOf(part)) === 0) + 1);
      return known.findLast((address) => !isTrusted(address)) ?? known[0] ?? remoteAddress;
    },
  };
}

function readAddresses(text: string): BlockList {
  const list = new BlockList();
  for (const part of partsOf(text)) {
    const [address = "", bits] = part.split("/");
    const kind = isIP(address);
    const most = kind === 6 ? 128 : 32;
    const isRange = bits !== undefined;
    if (kind === 0 || (isRange && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)))
      throw new InvalidInputError(
        "bad_trusted_proxies",
        `HAILUO_DASHBOARD_TRUSTED_PROXIES has "${part}"; it is a list of addresses and ranges, such as 127.0.0.1, 10.0.0.0/8.`,
      );
    list.addSubnet(address, isRange ? Number(bits) : most, kind === 6 ? "ipv6" : "ipv4");
  }
  return list;
}

/** An IPv4 address as a socket of both kinds writes it. */
function plainOf(address = ""): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

/** Some proxies write `203.0.113.7:51234` or `[2001:db8::1]:51234`. */
function withoutPort(part: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(part)?.[1] ?? part.replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1");
}

function partsOf(text: string | readonly string[] | undefined): readonly string[] {
  return [text ?? []]
    .flat()
    .join(",")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
