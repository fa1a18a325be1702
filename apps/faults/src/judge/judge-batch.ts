import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import type { Finding } from "../campaign.ts";
import type { Stand } from "../stand/stand.ts";
import type { StoredKey } from "../storage-child.ts";
import { isWhole } from "./is-whole.ts";
import { readEnds } from "./read-ends.ts";

export interface Expected {
  readonly batchId: string;
  /** How many were accepted from their user. */
  readonly submitted: number;
  /** Codes of errors that the provider itself brought about; none by default. */
  readonly failuresOfProvider?: readonly string[];
  /** Users cancelled what may or may not have been bought: that is booked as bought. */
  readonly someInDoubt?: boolean;
}

/** Holds records, books and storage against each other, when all is quiet. */
export async function judgeBatch(stand: Stand, expected: Expected): Promise<readonly Finding[]> {
  const producer = await stand.openProducer();
  try {
    const records: GenerationRecord[] = [];
    for await (const record of producer.listBatch(expected.batchId)) records.push(record);
    return [
      ...judgeRecords(records, expected),
      await judgeEnds(producer, records, expected.batchId),
      await judgeSlots(producer),
      ...(await judgeMoney(stand, records, expected)),
      ...(await judgeStorage(stand, records)),
    ];
  } finally {
    await producer.close();
  }
}

function judgeRecords(
  records: readonly GenerationRecord[],
  { submitted, failuresOfProvider = [] }: Expected,
): Finding[] {
  const unended = records.filter(({ state }) => state !== "succeeded" && state !== "failed" && state !== "cancelled");
  const failed = records.filter(
    ({ state, error }) => state === "failed" && !failuresOfProvider.includes(error?.code ?? ""),
  );
  const codes = [...new Set(failed.map(({ id, customId, error }) => `${customId ?? id} ${error?.code ?? "no code"}`))]
    .slice(0, 5)
    .join(", ");
  return [
    {
      promise: "no generation is lost",
      kept: records.length === submitted,
      seen: `${records.length} of ${submitted} are there`,
    },
    {
      promise: "every generation ends",
      kept: unended.length === 0,
      seen: unended.length === 0 ? 0 : describe(unended),
    },
    {
      promise: "nothing fails but what the provider failed",
      kept: failed.length === 0,
      seen: failed.length === 0 ? 0 : codes,
    },
  ];
}

async function judgeEnds(producer: Producer, records: readonly GenerationRecord[], batchId: string): Promise<Finding> {
  const { ends, complete } = await readEnds(producer, batchId);
  const twice = records.filter(({ id }) => (ends.get(id) ?? 0) > 1);
  const seen =
    twice.length === 0 ? `0 more than once${complete ? "" : ", by the latest 10,000 events"}` : describe(twice);
  return { promise: "each generation ends once", kept: twice.length === 0, seen };
}

async function judgeSlots(producer: Producer): Promise<Finding> {
  const { accounts } = await producer.overview();
  const used = accounts.reduce((sum, { slotsUsed }) => sum + slotsUsed, 0);
  return { promise: "no slot is leaked", kept: used === 0, seen: used };
}

async function judgeMoney(stand: Stand, records: readonly GenerationRecord[], expected: Expected): Promise<Finding[]> {
  const stats = await stand.books.stats();
  const recorded = new Set(records.map(({ taskId }) => taskId));
  const orphans = (await stand.books.tasks()).filter(({ id }) => !recorded.has(id));
  const breaches = Object.values(stats.surfaces).reduce((sum, { windows }) => sum + windows.create.breaches, 0);
  const orphaned = orphans.map(({ id, request }) => `${id} (${request.prompt})`).slice(0, 5);
  return [
    {
      promise: "nothing is bought twice",
      kept: stats.duplicateAccepts === 0,
      seen: stats.duplicateAccepts === 0 ? 0 : JSON.stringify(stats.duplicates.slice(0, 5)),
    },
    judgeBill(records, stats.billedUsd, expected),
    {
      promise: "every task that was bought is in a record",
      kept: orphans.length === 0,
      seen: orphans.length === 0 ? 0 : orphaned.join(", "),
    },
    {
      promise: "no limit on tasks in flight is broken",
      kept: stats.breachesInFlight === 0,
      seen: stats.breachesInFlight,
    },
    { promise: "no limit on creates a minute is broken", kept: breaches === 0, seen: breaches },
    { promise: "the key goes to no download link", kept: stats.keyLeaks === 0, seen: stats.keyLeaks },
  ];
}

/** In whole millionths: sums of these are exact. */
function judgeBill(
  records: readonly GenerationRecord[],
  billedUsd: number,
  { someInDoubt = false }: Expected,
): Finding {
  const booked = records.reduce((sum, { costMicroUsd = 0 }) => sum + costMicroUsd, 0);
  const difference = booked - Math.round(billedUsd * 1_000_000);
  const seen = difference === 0 ? "no difference" : `$${booked / 1_000_000} booked, $${billedUsd} billed`;
  return {
    promise: someInDoubt
      ? "no less is booked as spent than the provider bills"
      : "what is booked as spent is what the provider bills",
    kept: someInDoubt ? difference >= 0 : difference === 0,
    seen,
  };
}

async function judgeStorage(stand: Stand, records: readonly GenerationRecord[]): Promise<Finding[]> {
  const stored = await stand.storage.ask<readonly StoredKey[]>("objects");
  const uploads = await stand.storage.ask<readonly string[]>("unfinishedUploads");
  const succeeded = records.filter(({ state }) => state === "succeeded");
  const videos = stored.filter(({ key }) => key.endsWith(".mp4"));
  const corrupt: string[] = [];
  for (const record of succeeded) if (!(await isWhole(stand, record))) corrupt.push(record.objectKey);
  return [
    {
      promise: "videos in storage are the generations that succeeded",
      kept: videos.length === succeeded.length,
      seen: `${videos.length} of ${succeeded.length}`,
    },
    {
      promise: "no stored video or sidecar is wrong",
      kept: corrupt.length === 0,
      seen: corrupt.length === 0 ? 0 : corrupt.slice(0, 5).join(", "),
    },
    {
      promise: "no multipart upload is left behind",
      kept: uploads.length === 0,
      seen: uploads.length === 0 ? 0 : `${uploads.length}: ${uploads.slice(0, 5).join(", ")}`,
    },
  ];
}

function describe(records: readonly GenerationRecord[]): string {
  return `${records.length}: ${records
    .slice(0, 5)
    .map(({ id, customId, state }) => `${customId ?? id} ${state}`)
    .join(", ")}`;
}
