import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Scope } from "@hailuo-queue/runtime";
import type { S3Fault } from "./surrounding-faults.ts";

export const SIMULATED_BUCKET = "hailuo-videos";

const KEYS = { accessKeyId: "simulated", secretAccessKey: "simulated-secret" } as const;
/** What some stores take for each call. */
const SLOW_MS = 1100;

const REFUSALS: Readonly<Partial<Record<S3Fault, { readonly status: number; readonly code: string }>>> = {
  forbidden: { status: 403, code: "AccessDenied" },
  busy: { status: 503, code: "SlowDown" },
  full: { status: 403, code: "QuotaExceeded" },
};
const DEMANDS = { lock: ["checksum"], encryption: ["encryption"], signed: ["signed payload"] } as const;

/** A strict S3 with one bucket, kept in the system's temporary folder until it is closed. */
export async function startSimulatedS3(
  fault: S3Fault,
  scope: Scope,
): Promise<{ readonly endpoint: string; readonly hint?: string }> {
  const { startS3StandIn, UNKNOWN_AUTHORITY } = await import("@hailuo-queue/testkit");
  const storage = scope.use(
    await startS3StandIn({
      ...KEYS,
      buckets: [SIMULATED_BUCKET],
      ...(fault === "region" ? { region: "eu-central-1" } : {}),
      ...(fault === "own-ca" ? { tls: UNKNOWN_AUTHORITY } : {}),
      ...(fault in DEMANDS ? { demands: DEMANDS[fault as keyof typeof DEMANDS] } : {}),
    }),
  );
  if (fault === "slow") storage.faults.slowBy(SLOW_MS);
  storage.faults.refuseAll(REFUSALS[fault]);
  if (fault !== "own-ca") return { endpoint: storage.endpoint };
  const directory = await mkdtemp(join(tmpdir(), "hailuo-authority-"));
  scope.defer(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, "authority.pem");
  await writeFile(file, UNKNOWN_AUTHORITY.cert);
  return { endpoint: storage.endpoint, hint: `its authority is in ${file}` };
}

/** What to put before a command so that it stores there. */
export function environmentOfS3(endpoint: string): string {
  return (
    `S3_ENDPOINT=${endpoint} AWS_ACCESS_KEY_ID=${KEYS.accessKeyId} ` +
    `AWS_SECRET_ACCESS_KEY=${KEYS.secretAccessKey} HAILUO_OUT=s3://${SIMULATED_BUCKET}/videos`
  );
}
