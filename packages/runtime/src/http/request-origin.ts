import type { IncomingHttpHeaders } from "node:http";

const LOCAL_NAME = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether the Host header names this machine. A page of a stranger whose name was made to resolve to 127.0.0.1 (DNS
 * rebinding) reaches the port, but its requests carry the stranger's name.
 */
export function namesThisMachine(host: string | undefined): boolean {
  return host !== undefined && LOCAL_NAME.test(host);
}

const READING = new Set(["GET", "HEAD"]);

/**
 * Whether a page of another site sent a request that changes something: a browser adds the saved password, or reaches
 * loopback, for any page. `Sec-Fetch-Site` says so; older browsers say `Origin`. Tools that send neither pass.
 */
export function isForeignChange(method: string, headers: IncomingHttpHeaders): boolean {
  if (READING.has(method)) return false;
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const { origin, host } = headers;
  return origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
}
