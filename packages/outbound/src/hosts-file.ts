import { readFileSync, statSync } from "node:fs";
import { isIP } from "node:net";

/** Far more than a machine's own file has. */
const MAX_BYTES = 1024 * 1024;
const LOOK_EVERY_MS = 5000;

/** The addresses of a name in lower case; none for one that does not stand there. */
export type HostsFile = (name: string) => readonly string[];

/**
 * The names that a machine gives itself: its hosts file (compose's `extra_hosts` stand there, too) and `localhost` (RFC
 * 6761). A resolver that asks name servers knows none of them. Read anew when it has changed, and at once: a read by
 * libuv's threads would wait behind whatever stalls those.
 */
export function createHostsFile(path = "/etc/hosts", now: () => number = Date.now): HostsFile {
  let known = new Map<string, string[]>();
  let lookedAt = Number.NEGATIVE_INFINITY;
  let version = "";

  function refresh(): void {
    if (now() - lookedAt < LOOK_EVERY_MS) return;
    lookedAt = now();
    try {
      const { mtimeMs, size } = statSync(path);
      if (`${mtimeMs} ${size}` === version) return;
      version = `${mtimeMs} ${size}`;
      known = size > MAX_BYTES ? new Map() : parseHosts(readFileSync(path, "utf8"));
    } catch {
      known = new Map();
    }
  }

  return (name) => {
    refresh();
    const found = known.get(name);
    if (found !== undefined) return found;
    return name === "localhost" || name.endsWith(".localhost") ? ["127.0.0.1", "::1"] : [];
  };
}

/** Addresses by name, of the text of a hosts file. */
export function parseHosts(text: string): Map<string, string[]> {
  const known = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [address = "", ...names] = line.replace(/#.*$/, "").trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names) known.set(name.toLowerCase(), [...(known.get(name.toLowerCase()) ?? []), address]);
  }
  return known;
}
