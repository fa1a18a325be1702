import { isIP } from "node:net";
import { DownloadError } from "@hailuo-queue/contracts";
import { isRefusedAddress } from "./private-address.ts";

/** Parses a link that somebody else chose; throws DownloadError (`untrusted_url`). Its text never shows in a message: a link is a credential. */
export function parseDownloadUrl(link: string, options: { readonly base?: URL; readonly allowPrivateHosts: boolean }): URL {
  const { base, allowPrivateHosts } = options;
  const url = parse(link, base);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw untrusted(`it is neither http nor https but ${url.protocol}`);
  if (base?.protocol === "https:" && url.protocol === "http:") throw untrusted(`${base.host} redirects from https to http`);
  if (url.username !== "" || url.password !== "") throw untrusted("it carries a user name or password");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // Names are judged when they are resolved; an address in the URL itself is never resolved.
  if (isIP(host) !== 0 && isRefusedAddress(host, { allowPrivateHosts })) {
    throw untrusted(`${url.host} is ${allowPrivateHosts ? "an address inside that no provider has" : "a private address"}`);
  }
  return url;
}

export function untrusted(reason: string, cause?: unknown): DownloadError {
  return new DownloadError("untrusted_url", `The download link was not followed: ${reason}.`, { cause });
}

function parse(link: string, base: URL | undefined): URL {
  try {
    return new URL(link, base);
  } catch {
    throw untrusted("it is not a URL");
  }
}
