import { chargeOf, toUsd } from "./bill.ts";
import { stageOf, type Stage, type Task } from "./tasks.ts";
import { videoFileFor } from "./video-file.ts";

/** One task as `/__tasks` shows it. Times are epoch ms. */
export interface TaskView extends Omit<
  Task,
  "walk" | "failure" | "microUsd" | "videoBytes" | "endReportedAt" | "lastQueryAt"
> {
  readonly stage: Stage;
  readonly queueingAt: number;
  readonly processingAt: number;
  /** Null: never. */
  readonly endsAt: number | null;
  readonly failure: { readonly code: number; readonly message: string } | null;
  readonly lastQueryAt: number | null;
  readonly endReportedAt: number | null;
  /** What the account is charged; null where no price is known. */
  readonly billedUsd: number | null;
  /** Length of its video. */
  readonly bytes: number;
}

export function viewTask(task: Task, now: number): TaskView {
  const { walk, failure, microUsd: _price, videoBytes: _wanted, ...shown } = task;
  const charge = chargeOf(task, now);
  return {
    ...shown,
    stage: stageOf(task, now),
    queueingAt: walk.queueingAt,
    processingAt: walk.processingAt,
    endsAt: Number.isFinite(walk.endsAt) ? walk.endsAt : null,
    failure: failure === undefined ? null : { code: failure.code, message: failure.message },
    lastQueryAt: task.lastQueryAt ?? null,
    endReportedAt: task.endReportedAt ?? null,
    billedUsd: charge === undefined ? null : toUsd(charge),
    bytes: videoFileFor(task).length,
  };
}
