/** How the simulated Redis is met. */
export const REDIS_FAULTS = {
  none: "a real Redis, as it should be",
  "few-clients": "it takes 5 connections (maxclients)",
  "no-clients": "it accepts no further connection (maxclients)",
  full: "its memory is full (maxmemory)",
  evicting: "it may delete data that it should keep (allkeys-lru)",
  "hidden-policy": "it does not say whether it may evict, like some hosted ones",
  replica: "it is a replica, which takes no writes",
  login: "it wants a password, with a / in it",
  protected: "it is in protected mode: it refuses other machines",
  slow: "each answer comes 120 ms later",
  silent: "it takes connections and never answers",
  loading: "for a minute from its first connection it reads its data",
  restarting: "it is away for 5 s of each 15 s",
} as const;
/** See REDIS_FAULTS. */
export type RedisFault = keyof typeof REDIS_FAULTS;

/** How the simulated storage is met. */
export const S3_FAULTS = {
  none: "a strict S3, as it should be",
  slow: "each call takes 1.1 s",
  busy: "it refuses with 503 SlowDown",
  full: "it refuses with QuotaExceeded",
  forbidden: "it refuses with AccessDenied",
  lock: "it asks for a checksum, as a bucket with object lock",
  encryption: "it asks for encryption",
  signed: "it asks for signed payloads",
  region: "it is in eu-central-1",
  "own-ca": "it speaks TLS, with a certificate of an authority of its own",
} as const;
/** See S3_FAULTS. */
export type S3Fault = keyof typeof S3_FAULTS;

/** How the simulated proxy is met. */
export const PROXY_FAULTS = {
  none: "a proxy, as it should be",
  slow: "each call takes 1.2 s longer",
  silent: "it takes calls and never answers",
  refused: "it refuses everything with 403",
  login: "it wants user:password",
  page: "it answers everything with a page of its own, as in a hotel",
  "unknown-host": "it does not know the provider's host",
} as const;
/** See PROXY_FAULTS. */
export type ProxyFault = keyof typeof PROXY_FAULTS;

/** All of them, for the help of `hailuo simulate`. */
export function listFaults(): string {
  const tables = { redis: REDIS_FAULTS, s3: S3_FAULTS, proxy: PROXY_FAULTS };
  return Object.entries(tables)
    .map(([option, faults]) => {
      const lines = Object.entries(faults).map(([name, does]) => `  ${name.padEnd(14)} ${does}`);
      return `\n--${option} [fault]:\n${lines.join("\n")}`;
    })
    .join("\n");
}
