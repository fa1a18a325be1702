import { isEndState } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import type { Stand } from "../stand/stand.ts";
import { until } from "../stand/until.ts";

export interface Operator {
  /** Creates whose answer was lost and which the provider had taken: named by their task. */
  readonly namedTasks: number;
  /** Those that it had not taken: sent again. */
  readonly resubmitted: number;
}

/**
 * Waits until every generation of the batch has ended or waits for a user, decides the latter as an operator would, by the
 * provider's own list of tasks, and waits for those. Throws when it takes longer than `limitMs`.
 */
export async function settleBatch(stand: Stand, batchId: string, { limitMs }: { readonly limitMs: number }): Promise<Operator> {
  const done = { namedTasks: 0, resubmitted: 0 };
  const deadline = performance.now() + limitMs;
  const producer = await stand.openProducer();
  try {
    for (;;) {
      await untilQuiet(producer, batchId, deadline - performance.now());
      const unknown = await readUnknown(producer, batchId);
      if (unknown.length === 0) return done;
      // What the provider took it has taken by now: no create of these is under way any more.
      const tasks = await stand.books.tasks();
      for (const { id, prompt } of unknown) {
        const task = tasks.find(({ request }) => request.prompt === prompt);
        const resolution = task === undefined ? ({ action: "resubmit" } as const) : ({ action: "task", taskId: task.id } as const);
        await producer.resolve(id, resolution);
        if (task === undefined) done.resubmitted += 1;
        else done.namedTasks += 1;
      }
    }
  } finally {
    await producer.close();
  }
}

async function untilQuiet(producer: Producer, batchId: string, limitMs: number): Promise<void> {
  let last = "";
  try {
    await until(
      "every generation has ended",
      async () => {
        const summary = await producer.batch(batchId).catch(() => undefined);
        if (summary === undefined) return false;
        last = JSON.stringify(summary.counts);
        const { counts, total } = summary;
        return counts.succeeded + counts.failed + counts.cancelled + counts.submission_unknown === total;
      },
      { limitMs, everyMs: 250 },
    );
  } catch (error) {
    throw new Error(`The batch did not come to its end; its states: ${last}`, { cause: error });
  }
}

async function readUnknown(producer: Producer, batchId: string): Promise<readonly { readonly id: string; readonly prompt: string }[]> {
  const unknown: { id: string; prompt: string }[] = [];
  for await (const { id, state, request } of producer.listBatch(batchId)) {
    if (isEndState(state)) continue;
    unknown.push({ id, prompt: request.prompt ?? "" });
  }
  return unknown;
}
