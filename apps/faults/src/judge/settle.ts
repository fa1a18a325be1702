import { type BatchSummary, UnavailableError } from "@hailuo-queue/contracts";
import type { Producer, Resolution } from "@hailuo-queue/producer";
import type { Stand } from "../stand/stand.ts";
import { until } from "../stand/until.ts";

/** Longer than any retry of a create that may still come. */
const PARKED_MS = 20_000;

export interface Operator {
  /** Creates whose answer was lost and which the provider had taken: named by their task. */
  readonly namedTasks: number;
  /** Those that it had not taken: sent again. */
  readonly resubmitted: number;
  /** Tasks that no record knows and whose generation was not parked either; none may be. */
  readonly strayTasks: readonly string[];
}

/**
 * Waits until every generation of the batch has ended or waits for a user, decides the latter as an operator would, by
 * the provider's own list of tasks, and waits for those.
 * @throws when it takes longer than `limitMs`.
 */
export async function settleBatch(
  stand: Stand,
  batchId: string,
  { limitMs }: { readonly limitMs: number },
): Promise<Operator> {
  const done = { namedTasks: 0, resubmitted: 0 };
  let strayTasks: readonly string[] | undefined;
  const deadline = performance.now() + limitMs;
  const producer = await stand.openProducer();
  try {
    for (;;) {
      await untilQuiet(producer, batchId, deadline - performance.now());
      const { unknown, taskIds } = await readBatch(producer, batchId);
      // What the provider took it has taken by now: no create of these is under way any more.
      const tasks = await stand.books.tasks();
      strayTasks ??= tasks
        .filter(({ id, request }) => !taskIds.has(id) && !unknown.some(({ prompt }) => prompt === request.prompt))
        .map(({ id, request }) => `${id} (${request.prompt})`);
      if (unknown.length === 0) return { ...done, strayTasks };
      if (performance.now() > deadline)
        throw new Error(`The operator could not decide ${unknown.length} generations in time`);
      for (const { id, prompt } of unknown) {
        const task = tasks.find(({ request }) => request.prompt === prompt);
        // By the provider's own books, which know sooner than its list.
        const resolution: Resolution =
          task === undefined ? { action: "resubmit", force: true } : { action: "task", taskId: task.id };
        if (!(await isTaken(producer, id, resolution))) continue;
        if (task === undefined) done.resubmitted += 1;
        else done.namedTasks += 1;
      }
    }
  } finally {
    await producer.close();
  }
}

/** False where the provider could not be asked just now: the operator tries again. */
async function isTaken(producer: Producer, id: string, resolution: Resolution): Promise<boolean> {
  try {
    return (await producer.resolve(id, resolution)).result !== "refused";
  } catch (error) {
    if (error instanceof UnavailableError) return false;
    throw error;
  }
}

async function untilQuiet(producer: Producer, batchId: string, limitMs: number): Promise<void> {
  let last = "";
  let stoodSince: number | undefined;
  try {
    await until(
      "every generation has ended",
      async () => {
        const summary = await producer.batch(batchId).catch(() => undefined);
        if (summary === undefined) return false;
        last = JSON.stringify(summary.counts);
        const { counts, total } = summary;
        if (counts.succeeded + counts.failed + counts.cancelled + counts.submission_unknown === total) return true;
        // Every slot may be held by what is parked: then the others wait for the operator.
        const stands =
          counts.submission_unknown > 0 && counts.submission_unknown + counts.queued === unfinishedOf(summary);
        if (!stands) stoodSince = undefined;
        else stoodSince ??= performance.now();
        return stoodSince !== undefined && performance.now() - stoodSince > PARKED_MS;
      },
      { limitMs, everyMs: 250 },
    );
  } catch (error) {
    throw new Error(`The batch did not come to its end; its states: ${last}`, { cause: error });
  }
}

function unfinishedOf({ counts, total }: BatchSummary): number {
  return total - counts.succeeded - counts.failed - counts.cancelled;
}

interface Unknown {
  readonly id: string;
  readonly prompt: string;
}

async function readBatch(
  producer: Producer,
  batchId: string,
): Promise<{ readonly unknown: readonly Unknown[]; readonly taskIds: ReadonlySet<string> }> {
  const unknown: Unknown[] = [];
  const taskIds = new Set<string>();
  for await (const { id, state, request, taskId } of producer.listBatch(batchId)) {
    if (taskId !== undefined) taskIds.add(taskId);
    if (state === "submission_unknown") unknown.push({ id, prompt: request.prompt ?? "" });
  }
  return { unknown, taskIds };
}
