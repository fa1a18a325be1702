import type { Finding } from "../campaign.ts";
import type { Operator } from "./settle.ts";

/** Before anybody decided anything, every task was in a record or its generation was parked. */
export function judgeParked({ strayTasks }: Operator): Finding {
  const seen = strayTasks.length === 0 ? 0 : strayTasks.slice(0, 5).join(", ");
  return { promise: "a create whose answer was lost is parked", kept: strayTasks.length === 0, seen };
}

export function operatorFigures({ namedTasks, resubmitted }: Operator): Readonly<Record<string, number>> {
  return { "answers lost, task named": namedTasks, "answers lost, sent again": resubmitted };
}
