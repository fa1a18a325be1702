import { BlockList, isIP } from "node:net";

const IPV4_RANGES = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  // Azure's own services, under an address that looks public.
  "168.63.129.16/32",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // 198.18.0.0/15 is left out: proxies with "fake IP" answers resolve every public name into it.
];
/**
 * Only this is routed between networks (RFC 4291), less what is for protocols and examples: Teredo (2001::/32) hides an
 * IPv4 address.
 */
const IPV6_GLOBAL = ["2000::/3"];
const IPV6_RANGES = ["::/127", "64:ff9b:1::/48", "2001::/23", "2001:db8::/32", "3fff::/20"];
/**
 * Ranges that carry an IPv4 address in their last 32 bits (mapped, translated, compatible, NAT64), and 6to4, where it
 * stands behind the first 16.
 */
const CARRIED_LAST = ["::ffff:0:0/96", "::ffff:0:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48"];
const SIX_TO_FOUR = ["2002::/16"];

/**
 * Refused also where private addresses are allowed: no provider's videos are there, but what a cloud tells its machines
 * is (their credentials among it), at link-local addresses and at single ones of AWS, Google and Scaleway (IPv6),
 * Alibaba, Azure and Oracle; and what is no host at all.
 */
const NEVER_IPV4 = [
  "169.254.0.0/16",
  "100.100.100.200/32",
  "168.63.129.16/32",
  "192.0.0.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
const NEVER_IPV6 = ["fe80::/10", "fd00:ec2::/32", "fd20:ce::/32", "fd00:42::42/128", "fec0::/10", "ff00::/8"];

interface Ranges {
  readonly v4: BlockList;
  readonly v6: BlockList;
  /** Other addresses of IPv6 than these are within, unless they carry one of IPv4. */
  readonly v6Outside?: BlockList;
}

const privateRanges: Ranges = {
  v4: blockList(IPV4_RANGES, "ipv4"),
  v6: blockList(IPV6_RANGES, "ipv6"),
  v6Outside: blockList(IPV6_GLOBAL, "ipv6"),
};
const neverRanges: Ranges = { v4: blockList(NEVER_IPV4, "ipv4"), v6: blockList(NEVER_IPV6, "ipv6") };
const carriedLast = blockList(CARRIED_LAST, "ipv6");
const sixToFour = blockList(SIX_TO_FOUR, "ipv6");

/** True for addresses that do not lead to the public internet: loopback, private, link-local, multicast, reserved. */
export function isPrivateAddress(address: string): boolean {
  return isWithin(address, privateRanges);
}

/**
 * True for addresses that a link must not lead to: the private ones or, with `allowPrivateHosts`, only link-local,
 * metadata, multicast and reserved.
 */
export function isRefusedAddress(
  address: string,
  { allowPrivateHosts }: { readonly allowPrivateHosts: boolean },
): boolean {
  return isWithin(address, allowPrivateHosts ? neverRanges : privateRanges);
}

/** What is no address counts as within. */
function isWithin(address: string, { v4, v6, v6Outside }: Ranges): boolean {
  const bare = address.replace(/%.*$/, "");
  if (isIP(bare) === 4) return v4.check(bare, "ipv4");
  if (isIP(bare) !== 6) return true;
  if (v6.check(bare, "ipv6")) return true;
  const groups = expandIpv6(bare);
  if (carriedLast.check(bare, "ipv6")) return v4.check(joinIpv4(groups[6], groups[7]), "ipv4");
  if (sixToFour.check(bare, "ipv6")) return v4.check(joinIpv4(groups[1], groups[2]), "ipv4");
  return v6Outside !== undefined && !v6Outside.check(bare, "ipv6");
}

/** What one owner has at least: an address of IPv4, or a network of 2^64 addresses of IPv6. */
export function networkOf(address: string): string {
  const bare = address.replace(/%.*$/, "");
  if (isIP(bare) !== 6) return bare;
  const groups = expandIpv6(bare);
  if (carriedLast.check(bare, "ipv6")) return joinIpv4(groups[6], groups[7]);
  return groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":");
}

function blockList(ranges: readonly string[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = "", bits = ""] = range.split("/");
    list.addSubnet(network, Number(bits), family);
  }
  return list;
}

function joinIpv4(high = 0, low = 0): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** The eight 16-bit groups. The URL parser normalizes the many ways to write an address into one. */
function expandIpv6(address: string): readonly number[] {
  const text = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = "", tail] = text.split("::");
  const read = (part: string): number[] =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const front = read(head);
  if (tail === undefined) return front;
  const back = read(tail);
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back];
}
