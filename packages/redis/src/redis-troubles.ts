/** What a Redis says that cannot be used now, and what helps. The first that fits counts. */
const TROUBLES: readonly { readonly says: RegExp; readonly cure: string }[] = [
  {
    says: /max number of clients/i,
    cure:
      "it has no room for one more connection: raise its maxclients, or close " +
      "others (`redis-cli client list` shows them)",
  },
  {
    says: /DENIED|protected mode/i,
    cure:
      "it refuses connections from other machines while it has no password: set one " +
      "there (requirepass, or an ACL user) and in REDIS_URL",
  },
  {
    says: /\bOOM\b/,
    cure:
      "its memory is full: give it more (maxmemory), or keep old records for a " +
      "shorter time (HAILUO_RETENTION_SUCCEEDED_MS)",
  },
  {
    says: /MISCONF/,
    cure: "it cannot write to its disk, and takes no writes until it can: look at its log and its disk",
  },
  {
    says: /takes connections, but gave no answer/,
    cure: "see whether it hangs or is overloaded, and whether it is a Redis that listens there",
  },
  {
    says: /^BUSY\b/,
    cure: "it is busy with somebody's script: wait, or end that (`redis-cli script kill`)",
  },
  { says: /LOADING/, cure: "it is loading its data: try again in a moment" },
  { says: /READONLY|MASTERDOWN/, cure: "it is a replica: set REDIS_URL to the master" },
  { says: /CLUSTERDOWN/, cure: "some slots of the Cluster are down: look at `redis-cli cluster info`" },
  {
    says: /NOAUTH|WRONGPASS|NOPERM|invalid password|without any password/i,
    cure: "check the user and password in REDIS_URL",
  },
];

const NOT_THERE = "start Redis there, or set REDIS_URL to one that runs";

/** What to do about an error that Redis answered. */
export function cureOf(reason: string): string {
  return TROUBLES.find(({ says }) => says.test(reason))?.cure ?? NOT_THERE;
}

/** A connection's fault in its own words, without what no reader needs. */
export function reasonOf(cause: unknown): string {
  const text =
    cause instanceof Error && cause.message !== "" ? cause.message : String((cause as { code?: string }).code ?? cause);
  // Where a script broke off says nothing to whoever runs it; the ways out of protected mode that Redis lists fill a
  // screen; and what HELLO is, which ioredis says first, no user knows.
  return text
    .replace(/\s*script: [0-9a-f]{40}, on @user_script:\d+\.?/, "")
    .replace(/(?<=\bprotected mode\b) because\b.*/s, "")
    .replace(/Reached the max retries per request limit.*/s, "the connection is lost, and there is no new one")
    .replace(/NOAUTH HELLO must be called.*/s, "NOAUTH Authentication required")
    .trim();
}

/** What ioredis says of a connection that broke, or that a server refused, whatever was asked over it. */
const CONNECTION_FAULT =
  /^BUSY |connection|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|timed? ?out|max retries|connection is lost|LOADING|CLUSTERDOWN|MISCONF|OOM|READONLY|MASTERDOWN|gave no answer|max number of clients|DENIED/i;

/** Whether this is Redis' trouble, and not that of what was asked. */
export function isRedisTrouble(error: unknown): boolean {
  return error instanceof Error && CONNECTION_FAULT.test(error.message);
}
