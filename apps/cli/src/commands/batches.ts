import type { Priority } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { batchLine, requireBatch } from "./status.ts";

export type BatchChange =
  | { readonly action: "pause" }
  | { readonly action: "resume" }
  /** For all of it that waits, whatever it was submitted with. */
  | { readonly action: "priority"; readonly priority: Priority };

export interface ChangeBatchOptions {
  readonly batch: string;
  readonly json: boolean;
}

/** Changes when a batch is admitted; what is in flight is finished. At once, however large it is. */
export async function changeBatch(
  producer: Pick<Producer, "batch" | "backlog">,
  change: BatchChange,
  { batch, json }: ChangeBatchOptions,
  shell: Shell,
): Promise<ExitCode> {
  await requireBatch(producer, batch);
  if (change.action === "pause") await producer.backlog.pauseBatch(batch);
  else if (change.action === "resume") await producer.backlog.resumeBatch(batch);
  else await producer.backlog.setBatchPriority(batch, change.priority);
  const changed = await requireBatch(producer, batch);
  if (json) printJson(shell.stdout, batchLine(changed));
  else printLine(shell.stdout, `${batch}: ${describe(change)}; ${changed.counts.queued} of ${changed.total} wait`);
  return EXIT.allSucceeded;
}

function describe(change: BatchChange): string {
  if (change.action === "pause") return "paused, nothing new is started";
  return change.action === "resume" ? "resumed" : `${change.priority} priority`;
}
