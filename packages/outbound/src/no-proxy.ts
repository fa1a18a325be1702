import { BlockList, isIP } from "node:net";

const LOOPBACK = /^(?:(?:.*\.)?localhost|127(?:\.\d+){3}|\[::1\])\.?$/;
const PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/**
 * Reads NO_PROXY: hosts separated by commas or spaces. `example.com` and `.example.com` are a host and all below it,
 * `*.example.com` too; `10.0.0.0/8` is a range of addresses, `host:8080` one port, `*` everything. Names are not looked
 * up. This machine itself never needs a proxy.
 */
export function createNoProxyRule(text: string): (url: URL) => boolean {
  const rules = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .map(readEntry);
  return (url) => {
    const host = url.hostname.replace(/\.$/, "");
    const port = url.port === "" ? (PORTS[url.protocol] ?? "") : url.port;
    return LOOPBACK.test(url.hostname) || rules.some((matches) => matches(host.replace(/^\[|\]$/g, ""), port));
  };
}

type Matches = (host: string, port: string) => boolean;

function readEntry(entry: string): Matches {
  if (entry === "*") return () => true;
  const range = readRange(entry);
  if (range !== undefined) return (host) => isIP(host) !== 0 && range.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
  const [, name = entry, only] = /^(.+):(\d{1,5})$/.exec(isIP(entry) === 6 ? "" : entry) ?? [];
  const suffix = name.replace(/^\[|\]$/g, "").replace(/^\*?\.?/, "");
  return (host, port) => (only === undefined || only === port) && (host === suffix || host.endsWith(`.${suffix}`));
}

function readRange(entry: string): BlockList | undefined {
  const [network = "", bits] = entry.split("/");
  const family = isIP(network) === 6 ? "ipv6" : "ipv4";
  const widest = family === "ipv6" ? 128 : 32;
  if (bits === undefined || isIP(network) === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > widest) return undefined;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list;
}
