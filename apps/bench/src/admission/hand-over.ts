import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { BookedTask } from "./books.ts";

/** Where the time of a slot goes between the end of one task and the acceptance of the next. Means, ms. */
export interface HandOver {
  /** The end of a task -> the answer to a poll that tells it. */
  readonly untilTold: number;
  /** -> the record says so, and the slot is free. */
  readonly untilFreed: number;
  /** -> a generation is granted it, its job is added and fetched, and its intent is in the record. */
  readonly untilIntended: number;
  /** -> the provider has accepted the POST. */
  readonly untilAccepted: number;
  readonly all: number;
}

/**
 * From the simulator's books and our records; all clocks are those of one machine. The k-th slot freed is the k-th one
 * taken after the first `slots`.
 */
export function measureHandOver(
  tasks: readonly BookedTask[],
  records: readonly GenerationRecord[],
  slots: number,
): HandOver {
  const bookedById = new Map(tasks.map((task) => [task.id, task]));
  const told: number[] = [];
  const freed: number[] = [];
  const accepted: number[] = [];
  for (const { taskId, generatedAt, submittedAt } of records) {
    const task = bookedById.get(taskId ?? "");
    if (task?.toldAt === undefined || generatedAt === undefined || submittedAt === undefined) continue;
    told.push(task.toldAt - task.endsAt);
    freed.push(generatedAt - task.toldAt);
    accepted.push(task.acceptedAt - submittedAt);
  }
  const freedAt = sorted(records.map((record) => record.generatedAt));
  const intendedAt = sorted(records.map((record) => record.submittedAt)).slice(slots);
  const untilIntended = mean(intendedAt.map((at, index) => at - (freedAt[index] ?? at)));
  const parts = { untilTold: mean(told), untilFreed: mean(freed), untilIntended, untilAccepted: mean(accepted) };
  return { ...parts, all: parts.untilTold + parts.untilFreed + parts.untilIntended + parts.untilAccepted };
}

function sorted(times: readonly (number | undefined)[]): number[] {
  return times.filter((time) => time !== undefined).toSorted((one, other) => one - other);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
