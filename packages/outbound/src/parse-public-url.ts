import { isIP } from "node:net";
import { isRefusedAddress } from "./private-address.ts";

/** Why a URL is not called; it never holds more of the URL than its host, since the rest may be a credential. */
export interface UrlFault {
  readonly reason: string;
  /** It is written as it may be; the address that it names may not be called. */
  readonly isAddress?: true;
}

/** Never anybody else's, whatever a resolver here or elsewhere makes of them (RFC 6761). */
const LOOPBACK_NAME = /^(.*\.)?localhost(\.localdomain)?\.?$/;

/**
 * Parses a URL that somebody else chose. Names are judged when they are resolved; an address in the URL itself is never
 * resolved.
 */
export function parsePublicUrl(
  text: string,
  options: { readonly base?: URL; readonly allowPrivateHosts: boolean },
): URL | UrlFault {
  const { base, allowPrivateHosts } = options;
  if (!URL.canParse(text, base?.href)) return { reason: "it is not a URL" };
  const url = new URL(text, base);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    return { reason: `it is neither http nor https but ${url.protocol}` };
  if (url.username !== "" || url.password !== "") return { reason: "it carries a user name or password" };
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && isRefusedAddress(host, { allowPrivateHosts }))
    return {
      reason: `${url.host} is ${allowPrivateHosts ? "an address inside that nobody else has" : "a private address"}`,
      isAddress: true,
    };
  if (!allowPrivateHosts && LOOPBACK_NAME.test(host))
    return { reason: `${url.host} is this machine's own name`, isAddress: true };
  return url;
}
