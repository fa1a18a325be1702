/** What `redis-server --version` or `valkey-server --version` says. */
export interface ServerVersion {
  readonly product: "redis" | "valkey";
  /** e.g. `7.0.15`. */
  readonly version: string;
}

/** Undefined when the text is of something else, e.g. of a redis-check-rdb started under its own name. */
export function parseServerVersion(text: string): ServerVersion | undefined {
  const match = /^(Redis|Valkey) server v=(\d+\.\d+\.\d+)/m.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { product: match[1] === "Redis" ? "redis" : "valkey", version: match[2] };
}

/** 6.2 or newer: BullMQ warns below it, and our scripts use its commands. */
export function isRecentEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 6 || (major === 6 && minor >= 2);
}
