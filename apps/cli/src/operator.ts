import { hostname, userInfo } from "node:os";

/** Who sits at this terminal, for what is kept of changes. */
export function operatorName(): string {
  return `${userName()}@${hostname()}`;
}

/** A container may run under a number that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}
