import { type BatchSummary, optional } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { formatMoney, inUsd } from "../money.ts";
import { formatCount } from "../progress/display-text.ts";
import { say } from "../words/say.ts";

/** A batch that this run leaves alone: something of it waits, or is being made and holds slots. */
export interface LeftOver {
  readonly batch: BatchSummary;
  readonly waiting: number;
  /** Sent to the provider, and not stored yet. */
  readonly underWay: number;
  /** What buying all of it may cost, in millionths of a US dollar, as far as prices are known. */
  readonly microUsd: number;
  /** Whether there is more of it than was looked through for its price, or some without a price. */
  readonly atLeast: boolean;
}

/**
 * Batches that are looked at, and generations whose prices are added up: bounded, since this is said before every run.
 */
const LOOKED_AT = { batches: 50, generations: 5000, pageOf: 500 };

/**
 * The newest first. `ofRuns`: only those that have a place of their own; the others are those of a fleet, which works
 * on them.
 */
export async function findLeftOver(
  producer: Pick<Producer, "batches" | "list">,
  { except, ofRuns }: { readonly except: string; readonly ofRuns: boolean },
): Promise<readonly LeftOver[]> {
  const found: LeftOver[] = [];
  let left = LOOKED_AT.generations;
  for (const batch of await producer.batches(LOOKED_AT.batches)) {
    if (batch.batchId === except || !isLeft(batch) || (ofRuns && batch.place === undefined)) continue;
    const quote = await quoteWaiting(producer, batch, left);
    left -= quote.seen;
    found.push({
      batch,
      waiting: batch.counts.queued,
      underWay: underWayOf(batch),
      microUsd: quote.microUsd,
      atLeast: quote.seen < batch.counts.queued || quote.unpriced,
    });
  }
  return found;
}

/** What a user stopped or is filling is not left by anybody. */
function isLeft({ counts, phase, paused, cancelling, stopped }: BatchSummary): boolean {
  const waits =
    counts.queued > 0 && phase === "sealed" && paused !== true && cancelling !== true && stopped === undefined;
  return waits || underWayOf({ counts }) > 0;
}

function underWayOf({ counts }: Pick<BatchSummary, "counts">): number {
  return counts.creating + counts.generating + counts.overdue + counts.downloading + counts.cancelling;
}

async function quoteWaiting(
  producer: Pick<Producer, "list">,
  { batchId, counts }: BatchSummary,
  most: number,
): Promise<{ readonly seen: number; readonly microUsd: number; readonly unpriced: boolean }> {
  const sum = { seen: 0, microUsd: 0, unpriced: false };
  let looked = 0;
  let cursor: string | undefined;
  do {
    const page = await producer.list({ batchId, limit: LOOKED_AT.pageOf, ...optional({ cursor }) });
    for (const { state, priceMicroUsd } of page.items) {
      if (state !== "queued") continue;
      sum.seen += 1;
      sum.microUsd += priceMicroUsd ?? 0;
      sum.unpriced ||= priceMicroUsd === undefined;
    }
    looked += page.items.length;
    cursor = page.nextCursor;
  } while (cursor !== undefined && sum.seen < counts.queued && looked < most);
  return sum;
}

/** For people: as many lines as there are batches, and no more than this. */
const MOST_LINES = 3;

export function leftOverSentences(left: readonly LeftOver[]): readonly string[] {
  const told = left.slice(0, MOST_LINES).map(sentenceOf);
  const more = left.length - told.length;
  return more === 0
    ? told
    : [...told, say`${formatCount(more)} more batches are left as well; \`hailuo batches\` lists them`];
}

function sentenceOf({ batch: { batchId, total }, waiting, underWay, microUsd, atLeast }: LeftOver): string {
  const made = say`${formatCount(underWay)} ${underWay === 1 ? "is" : "are"} being made`;
  if (waiting === 0)
    return say`batch ${batchId}: ${made} and ${underWay === 1 ? "uses" : "use"} slots until then; \`hailuo status ${batchId}\` shows ${underWay === 1 ? "it" : "them"}`;
  const cost = microUsd === 0 && atLeast ? "" : ` (${atLeast ? say`at least` : say`up to`} ${formatMoney(microUsd)})`;
  const what = say`batch ${batchId}: ${formatCount(waiting)} of ${formatCount(total)} ${waiting === 1 ? "was" : "were"} not started${cost} and ${waiting === 1 ? "is" : "are"} left`;
  return say`${what}${underWay === 0 ? "" : `, ${made}`}; \`${goOn(batchId)}\` goes on, \`${cancel(batchId)}\` ends it`;
}

export function leftOverLine({
  batch: { batchId, total, place },
  waiting,
  underWay,
  microUsd,
  atLeast,
}: LeftOver): object {
  return {
    type: "left_over",
    batch: batchId,
    total,
    waiting,
    under_way: underWay,
    may_cost_usd: inUsd(microUsd),
    cost_is_minimum: atLeast,
    location: place?.location ?? null,
    go_on: goOn(batchId),
    cancel: cancel(batchId),
  };
}

function goOn(batchId: string): string {
  return `hailuo run --batch ${batchId}`;
}

function cancel(batchId: string): string {
  return `hailuo cancel --batch ${batchId}`;
}
