import { REQUEST_LIMITS } from "@hailuo-queue/contracts";
import { isIPv6 } from "node:net";

const NAME = /^([a-z0-9_][a-z0-9_.-]*|\[([0-9a-f:.]{2,45})\])(?::(\d{1,5}))?$/i;

/**
 * Whether a Host header is a name or an address with an optional port, and nothing else that a URL could make of it.
 */
export function isHost(text: string): boolean {
  if (text.length > REQUEST_LIMITS.hostLength) return false;
  const [, name = "", inner, port = "0"] = NAME.exec(text) ?? [];
  if (name === "" || Number(port) > 65_535) return false;
  if (inner !== undefined) return isIPv6(inner);
  // `0x7f.1` is a name here, and 127.0.0.1 to a URL.
  return URL.canParse(`http://${name}`) && new URL(`http://${name}`).hostname === name.toLowerCase();
}
