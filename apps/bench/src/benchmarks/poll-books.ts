import type { TaskView } from "@hailuo-queue/simulator";

/** Everything runs so many times faster than live; figures are told in live seconds. */
export const SPEED = 20;
export const MEDIAN_MS = 100_000;
export const STEPS = stepsAt(SPEED);
const PAGE = 1000;

/** The product's own, so many times faster than live. */
export function stepsAt(speed: number): {
  readonly pollMinMs: number;
  readonly pollMaxMs: number;
  readonly taskDeadlineMs: number;
} {
  return { pollMinMs: 5000 / speed, pollMaxMs: 10_000 / speed, taskDeadlineMs: (30 * 60_000) / speed };
}

/** What polling cost and gave, by the simulator's books, in live seconds. */
export interface PollFigures {
  readonly tasks: number;
  readonly pollsPerTask: number;
  readonly meanDelaySeconds: number;
  readonly p95DelaySeconds: number;
  readonly largestDelaySeconds: number;
}

/** All that the simulator knows of its tasks, in the order of their acceptance. */
export async function readTasks(simulatorUrl: string): Promise<readonly TaskView[]> {
  const tasks: TaskView[] = [];
  for (;;) {
    const answer = await fetch(`${simulatorUrl}/__tasks?offset=${tasks.length}&limit=${PAGE}`);
    const page = (await answer.json()) as { readonly total: number; readonly tasks: readonly TaskView[] };
    tasks.push(...page.tasks);
    if (tasks.length >= page.total || page.tasks.length === 0) return tasks;
  }
}

export function summarizePolls(tasks: readonly TaskView[], speed = SPEED): PollFigures {
  const delays = tasks
    .map(({ id, endsAt, endReportedAt }) => {
      if (endsAt === null || endReportedAt === null) throw new Error(`the end of task ${id} was never reported`);
      return ((endReportedAt - endsAt) * speed) / 1000;
    })
    .toSorted((one, other) => one - other);
  return {
    tasks: tasks.length,
    pollsPerTask: mean(tasks.map(({ queries }) => queries)),
    meanDelaySeconds: mean(delays),
    p95DelaySeconds: delays[Math.floor(delays.length * 0.95)] ?? 0,
    largestDelaySeconds: delays.at(-1) ?? 0,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
