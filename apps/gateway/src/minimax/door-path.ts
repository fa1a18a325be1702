/** Where the door stands on the gateway's own port; on a port or host of its own it is the root. */
export const DOOR = "/minimax";

/** Origin, path and query of a request line: some callers name the origin, too. */
const TARGET = /^(?:https?:\/\/[^/?#]*)?(\/[^?#]*)(.*)$/is;
const AT_DOOR = /^\/+minimax(?:\/|$)/;
const VERSIONS: readonly string[] = ["v1", "v2", "v3"];

/**
 * The path of the table that a target under the door means: programs join base URL and path as they are, so that
 * slashes stand there twice or at the end, and a version that the base URL has, too, stands there twice. Any other
 * target is returned as it is.
 */
export function doorPath(target: string): string {
  const [, path = "", rest = ""] = TARGET.exec(target) ?? [];
  if (!AT_DOOR.test(path)) return target;
  const parts = path.split("/").filter((part) => part !== "");
  const isDouble = ([part = "", next = ""]: readonly string[]): boolean =>
    part === next && part === "minimax"
      ? true
      : VERSIONS.includes(part) && (VERSIONS.includes(next) || next === "account");
  let first = 0;
  while (parts[first] === "minimax") first += 1;
  while (isDouble(parts.slice(first, first + 2))) first += 1;
  return `${[DOOR, ...parts.slice(first)].join("/")}${rest}`;
}

/** A target at a port or host that is the door's own, as the gateway's own port would have it. */
export function rootedAtDoor(target: string): string {
  const [, path, rest = ""] = TARGET.exec(target) ?? [];
  // Links to videos name the host that the caller asked.
  if (path === undefined || AT_DOOR.test(path) || path.startsWith("/api/v1/videos/")) return target;
  return `${DOOR}${path}${rest}`;
}
