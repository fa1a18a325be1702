import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { CampaignPart, Finding } from "../campaign.ts";
import type { Stand } from "../stand/stand.ts";
import type { StoredKey } from "../storage-child.ts";
import { isWhole } from "./is-whole.ts";

export interface Loss {
  /** What holds even when Redis lost acknowledged writes. */
  readonly findings: readonly Finding[];
  /** What it lost; `acknowledged` were submitted while it happened. */
  figures(acknowledged: number): CampaignPart["figures"];
}

/**
 * For a failover, whose replication is asynchronous: counts what went with the old master. Money is not among it: an
 * intent is on a replica before its create leaves.
 */
export async function measureLoss(
  stand: Stand,
  expected: { readonly batchId: string; readonly submittedAtOnce: number },
): Promise<Loss> {
  const producer = await stand.openProducer();
  try {
    const records: GenerationRecord[] = [];
    for await (const record of producer.listBatch(expected.batchId)) records.push(record);
    const { accounts } = await producer.overview();
    const slots = accounts.reduce((sum, { slotsUsed }) => sum + slotsUsed, 0);
    const stats = await stand.books.stats();
    const recorded = new Set(records.map(({ taskId }) => taskId));
    const orphans = (await stand.books.tasks()).filter(({ id }) => !recorded.has(id)).length;
    const succeeded = records.filter(({ state }) => state === "succeeded");
    const unended = records.filter(({ state }) => !["succeeded", "failed", "cancelled"].includes(state)).length;
    const corrupt: string[] = [];
    for (const record of succeeded) if (!(await isWhole(stand, record))) corrupt.push(record.objectKey);
    const keys = new Set(succeeded.map(({ objectKey }) => objectKey));
    const objects = await stand.storage.ask<readonly StoredKey[]>("objects");
    const unknownVideos = objects.filter(({ key }) => key.endsWith(".mp4") && !keys.has(key)).length;
    return {
      findings: [
        { promise: "nothing is bought twice", kept: stats.duplicateAccepts === 0, seen: stats.duplicateAccepts },
        { promise: "every task that was bought is in a record", kept: orphans === 0, seen: orphans },
        { promise: "every generation that is left ends", kept: unended === 0, seen: unended },
        {
          promise: "no stored video or sidecar is wrong",
          kept: corrupt.length === 0,
          seen: corrupt.length === 0 ? 0 : corrupt.slice(0, 5).join(", "),
        },
        { promise: "no slot is leaked", kept: slots === 0, seen: slots },
        {
          promise: "no limit on tasks in flight is broken",
          kept: stats.breachesInFlight === 0,
          seen: stats.breachesInFlight,
        },
      ],
      figures: (acknowledged) => ({
        "acknowledged submissions lost": expected.submittedAtOnce + acknowledged - records.length,
        "videos in storage that no record knows, with their sidecars": unknownVideos,
      }),
    };
  } finally {
    await producer.close();
  }
}
