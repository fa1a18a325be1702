import type { Proxy, S3StandIn } from "@hailuo-queue/testkit";

/** How the simulated storage is met; `none`: as it should be. */
export const S3_FAULTS = [
  "none",
  "slow",
  "lock",
  "encryption",
  "signed",
  "region",
  "forbidden",
  "busy",
  "full",
] as const;
export type S3Fault = (typeof S3_FAULTS)[number];

/** How the simulated proxy is met; `none`: as it should be. */
export const PROXY_FAULTS = ["none", "login", "refused", "unknown-host"] as const;
export type ProxyFault = (typeof PROXY_FAULTS)[number];

export const SIMULATED_BUCKET = "hailuo-videos";
/** The host under which the simulated proxy alone knows the simulator: a call that gets there went through it. */
export const BEHIND_PROXY = "provider.invalid";

const S3_KEYS = { accessKeyId: "simulated", secretAccessKey: "simulated-secret" } as const;
const PROXY_LOGIN = "user:password";
/** What some stores take for each call. */
const SLOW_MS = 1100;

const REFUSALS: Readonly<Partial<Record<S3Fault, { readonly status: number; readonly code: string }>>> = {
  forbidden: { status: 403, code: "AccessDenied" },
  busy: { status: 503, code: "SlowDown" },
  full: { status: 403, code: "QuotaExceeded" },
};
const DEMANDS = { lock: ["checksum"], encryption: ["encryption"], signed: ["signed payload"] } as const;

/** A strict S3 with one bucket, kept in the system's temporary folder until it is closed. */
export async function startSimulatedS3(fault: S3Fault): Promise<S3StandIn> {
  const { startS3StandIn } = await import("@hailuo-queue/testkit");
  const storage = await startS3StandIn({
    ...S3_KEYS,
    buckets: [SIMULATED_BUCKET],
    ...(fault === "region" ? { region: "eu-central-1" } : {}),
    ...(fault in DEMANDS ? { demands: DEMANDS[fault as keyof typeof DEMANDS] } : {}),
  });
  if (fault === "slow") storage.faults.slowBy(SLOW_MS);
  storage.faults.refuseAll(REFUSALS[fault]);
  return storage;
}

/** An HTTP proxy that leads to the simulator, and nowhere else. */
export async function startSimulatedProxy(fault: ProxyFault, simulator: URL): Promise<Proxy> {
  const { startProxy } = await import("@hailuo-queue/testkit");
  return startProxy({
    hosts: fault === "unknown-host" ? {} : { [BEHIND_PROXY]: simulator.host },
    ...(fault === "refused" ? { refuse: 403 } : {}),
    ...(fault === "login" ? { login: PROXY_LOGIN } : {}),
  });
}

/** What to put before a command so that it stores there. */
export function environmentOfS3(endpoint: string): string {
  return `S3_ENDPOINT=${endpoint} AWS_ACCESS_KEY_ID=${S3_KEYS.accessKeyId} AWS_SECRET_ACCESS_KEY=${S3_KEYS.secretAccessKey} HAILUO_OUT=s3://${SIMULATED_BUCKET}/videos`;
}
