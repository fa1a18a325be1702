import { type BatchLabels, changeWords, type Priority } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatMoney, inUsdOrNone } from "../money.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import type { ChangeParts } from "../stand/with-change.ts";
import { batchLine, requireBatch } from "./status.ts";
import { say } from "../words/say.ts";

export type BatchChange =
  | { readonly action: "pause" }
  | { readonly action: "resume" }
  /** The priority holds for all of it that waits, whatever it was submitted with. What is not given stays as it is. */
  | {
      readonly action: "set";
      readonly priority?: Priority;
      readonly budgetMicroUsd?: number | null;
      readonly maxFailureRatio?: number | null;
      readonly labels?: BatchLabels;
    };

export interface ChangeBatchOptions {
  readonly batch: string;
  readonly json: boolean;
}

/** Changes when a batch is admitted; what is in flight is finished. At once, however large it is. */
export async function changeBatch(
  {
    producer,
    tell,
  }: { readonly producer: Pick<Producer, "batch" | "backlog" | "setBatchLimits" | "setBatchLabels"> } & Pick<
    ChangeParts,
    "tell"
  >,
  change: BatchChange,
  { batch, json }: ChangeBatchOptions,
  shell: Shell,
): Promise<ExitCode> {
  const before = await requireBatch(producer, batch);
  if (change.action === "pause") await producer.backlog.pauseBatch(batch);
  else if (change.action === "resume") await producer.backlog.resumeBatch(batch);
  else {
    const { action: _action, priority, labels, ...limits } = change;
    tell({
      details: changeWords({
        priority: [before.priority, priority],
        budget_usd: [inUsdOrNone(before.budgetMicroUsd), inUsdOrNone(limits.budgetMicroUsd)],
        max_failure_ratio: [before.maxFailureRatio, limits.maxFailureRatio],
        name: [before.labels?.name, labels?.name],
      }),
    });
    if (priority !== undefined) await producer.backlog.setBatchPriority(batch, priority);
    await producer.setBatchLimits(batch, limits);
    if (labels !== undefined) await producer.setBatchLabels(batch, labels);
  }
  const changed = await requireBatch(producer, batch);
  if (json) printJson(shell.stdout, batchLine(changed));
  else printLine(shell.stdout, say`${batch}: ${describe(change)}; ${changed.counts.queued} of ${changed.total} wait`);
  return EXIT.allSucceeded;
}

function describe(change: BatchChange): string {
  if (change.action === "pause") return say`paused, nothing new is started`;
  if (change.action === "resume") return say`resumed`;
  const { priority, budgetMicroUsd, maxFailureRatio, labels } = change;
  const words = [
    ...(priority === undefined ? [] : [say`${priority} priority`]),
    ...(budgetMicroUsd === undefined
      ? []
      : [budgetMicroUsd === null ? say`no budget` : say`budget ${formatMoney(budgetMicroUsd)}`]),
    ...(maxFailureRatio === undefined
      ? []
      : [maxFailureRatio === null ? say`any part may fail` : say`at most ${maxFailureRatio} may fail`]),
    ...(labels === undefined ? [] : [say`labelled`]),
  ];
  return words.length === 0 ? say`nothing was changed` : words.join(", ");
}
