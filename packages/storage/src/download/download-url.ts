import { DownloadError } from "@hailuo-queue/contracts";
import { parsePublicUrl } from "@hailuo-queue/outbound";

/**
 * Parses a link that somebody else chose; throws DownloadError (`untrusted_url`). Its text never shows in a message: a
 * link is a credential.
 */
export function parseDownloadUrl(
  link: string,
  options: { readonly base?: URL; readonly allowPrivateHosts: boolean },
): URL {
  const url = parsePublicUrl(link, options);
  if (!(url instanceof URL)) throw untrusted(url.reason);
  if (options.base?.protocol === "https:" && url.protocol === "http:")
    throw untrusted(`${options.base.host} redirects from https to http`);
  return url;
}

/** The error of a link that is not followed. */
export function untrusted(reason: string, cause?: unknown): DownloadError {
  return new DownloadError("untrusted_url", `The download link was not followed: ${reason}.`, { cause });
}
