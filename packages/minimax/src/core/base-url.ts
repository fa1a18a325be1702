import { apiRoot, InvalidInputError } from "@hailuo-queue/contracts";

/** MiniMax's host for China. Keys from elsewhere work at https://api.minimax.io only. */
export const DEFAULT_BASE_URL = "https://api.minimaxi.com";

/** The one place that the key may be sent to. */
export interface BaseUrl {
  /** Scheme, host, port and path prefix, without a slash at the end. */
  readonly href: string;
  readonly origin: string;
  /** For messages: host, and the port when it is not the usual one. */
  readonly host: string;
  readonly secure: boolean;
}

/**
 * Parses MINIMAX_BASE_URL; a version at its end (`/v1`) is left out, as the paths have it.
 * @throws InvalidInputError for what cannot be one.
 */
export function parseBaseUrl(text: string): BaseUrl {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new InvalidInputError(
      "invalid_base_url",
      "MINIMAX_BASE_URL must be an http(s) URL such as https://api.minimaxi.com",
    );
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new InvalidInputError(
      "invalid_base_url",
      "MINIMAX_BASE_URL must have no login, query or fragment; the key belongs in MINIMAX_API_KEY",
    );
  }
  return {
    href: apiRoot(`${url.origin}${url.pathname}`),
    origin: url.origin,
    host: url.host,
    secure: url.protocol === "https:",
  };
}

/**
 * The URL of a call.
 * @throws when a path would lead to another origin.
 */
export function urlOf(
  base: BaseUrl,
  path: string,
  query: Readonly<Record<string, string | readonly string[]>> = {},
): string {
  const url = new URL(`${base.href}${path}`);
  for (const [name, value] of Object.entries(query))
    for (const each of [value].flat()) url.searchParams.append(name, each);
  if (url.origin !== base.origin)
    throw new InvalidInputError("invalid_path", `the path ${path} leads away from ${base.origin}`);
  return url.href;
}
