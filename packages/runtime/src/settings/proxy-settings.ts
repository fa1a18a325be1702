import { optionalText, secret } from "../env/setting-kinds.ts";
import type { SettingsOf } from "../env/read-env.ts";

const PROXY = "http://host:port, with user and password before the host where it wants a login";
const SMALL = "The same in lower case, which takes precedence.";

/** How calls leave this process: to the provider, to download links, to S3 and to webhooks alike. */
export const proxySettings = {
  HTTPS_PROXY: secret({
    description: "The proxy for https:// targets, reached by CONNECT. SOCKS proxies are not supported.",
    allowed: PROXY,
  }),
  HTTP_PROXY: secret({ description: "The proxy for http:// targets.", allowed: PROXY }),
  ALL_PROXY: secret({ description: "The proxy for both, where the others are not set.", allowed: PROXY }),
  NO_PROXY: optionalText({
    description:
      "Targets that need no proxy: hosts (each with its subdomains), `host:port`, ranges of " +
      "addresses (10.0.0.0/8), or `*`. This machine itself never needs one.",
    allowed: "a list, separated by commas",
  }),
  https_proxy: secret({ description: SMALL, allowed: PROXY }),
  http_proxy: secret({ description: SMALL, allowed: PROXY }),
  all_proxy: secret({ description: SMALL, allowed: PROXY }),
  no_proxy: optionalText({ description: SMALL, allowed: "a list, separated by commas" }),
} as const;

/** The values of the proxy settings. */
export type ProxySettings = SettingsOf<typeof proxySettings>;
