import { type BatchSummary, type GenerationRecord, type GenerationState, optional } from "@hailuo-queue/contracts";
import { formatMoney, inUsd } from "../money.ts";
import { formatCount } from "../progress/display-text.ts";
import type { LookingProducer } from "../stand/with-producer.ts";
import { say } from "../words/say.ts";

/** Sent to the provider and not ended: their tasks go on there, and nothing is left that would fetch their videos. */
const PAID = [
  "creating",
  "submission_unknown",
  "generating",
  "overdue",
  "downloading",
  "cancelling",
] as const satisfies readonly GenerationState[];

/** Each is told by its task, as far as a terminal has room. */
const TOLD_TASKS = 10;
const MOST_BATCHES = 1000;

/** What a folder's queue holds. */
export interface WhatWouldGo {
  readonly batches: number;
  readonly generations: number;
  readonly succeeded: number;
  readonly waiting: number;
  readonly paid: readonly GenerationRecord[];
  readonly paidCount: number;
  /** What those cost that are paid for or may be, in millionths of a US dollar, as far as prices are known. */
  readonly paidMicroUsd: number;
  readonly spentMicroUsd: number;
}

export async function lookAtQueue(producer: Pick<LookingProducer, "batches" | "list">): Promise<WhatWouldGo> {
  const batches = await producer.batches(MOST_BATCHES);
  const sumOf = (value: (batch: BatchSummary) => number): number =>
    batches.reduce((sum, batch) => sum + value(batch), 0);
  const paid = { first: [] as GenerationRecord[], count: 0, microUsd: 0 };
  for (const state of PAID) {
    let cursor: string | undefined;
    do {
      const page = await producer.list({ state, limit: 500, ...optional({ cursor }) });
      for (const record of page.items) {
        paid.count += 1;
        paid.microUsd += record.priceMicroUsd ?? 0;
        if (paid.first.length < TOLD_TASKS) paid.first.push(record);
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
  return {
    batches: batches.length,
    generations: sumOf(({ total }) => total),
    succeeded: sumOf(({ counts }) => counts.succeeded),
    waiting: sumOf(({ counts }) => counts.queued),
    paid: paid.first,
    paidCount: paid.count,
    paidMicroUsd: paid.microUsd,
    spentMicroUsd: sumOf(({ spentMicroUsd }) => spentMicroUsd),
  };
}

export function wouldGoLines(queue: WhatWouldGo, where: string): readonly string[] {
  const { batches, generations, succeeded, waiting, paid, paidCount, paidMicroUsd, spentMicroUsd } = queue;
  const lines = [
    say`${where} would be deleted: the queue of this folder, with its API keys and its audit.`,
    say`  ${formatCount(batches)} ${batches === 1 ? "batch" : "batches"} with ${formatCount(generations)} generations (${formatCount(succeeded)} succeeded, ${formatCount(waiting)} waiting); ${formatMoney(spentMicroUsd)} spent`,
    say`  What was made is then not known any more: running the same file again buys it again.`,
  ];
  if (paidCount > 0) {
    lines.push(
      say`  ${formatCount(paidCount)} unfinished ${paidCount === 1 ? "task is" : "tasks are"} paid for, or may be (${formatMoney(paidMicroUsd)}): nobody would fetch ${paidCount === 1 ? "its video" : "their videos"}.`,
      ...paid.map(({ id, state, taskId }) => `    ${id}  ${state}${taskId === undefined ? "" : say`  task ${taskId}`}`),
    );
    if (paidCount > paid.length) lines.push(say`    and ${formatCount(paidCount - paid.length)} more`);
  }
  return lines;
}

export function wouldGoLine(
  { paid, paidMicroUsd, spentMicroUsd, paidCount, ...counts }: WhatWouldGo,
  where: string,
): object {
  const tasks = paid.map(({ id, state, taskId }) => ({ id, state, task_id: taskId ?? null }));
  return {
    type: "would_delete",
    where,
    ...counts,
    spent_usd: inUsd(spentMicroUsd),
    unfinished_paid: paidCount,
    unfinished_paid_usd: inUsd(paidMicroUsd),
    tasks,
  };
}
