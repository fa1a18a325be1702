import { expect } from "@jest/globals";
import type { Simulator, TaskView } from "@hailuo-queue/simulator";
import { until } from "./until.ts";

/** Nothing was bought twice, no limit was broken, the key stayed at home, and every field that we send is known. */
export function expectCleanBooks(simulator: Simulator): void {
  const stats = simulator.stats();
  expect({
    boughtTwice: stats.duplicateAccepts,
    duplicates: stats.duplicates,
    breachesInFlight: stats.breachesInFlight,
    breachesOfWindows: Object.values(stats.surfaces).reduce((sum, { windows }) => sum + windows.create.breaches, 0),
    keyLeaks: stats.keyLeaks,
    ignoredFields: stats.ignoredFields,
  }).toEqual({
    boughtTwice: 0,
    duplicates: [],
    breachesInFlight: 0,
    breachesOfWindows: 0,
    keyLeaks: 0,
    ignoredFields: {},
  });
}

/**
 * Waits until each of so many tasks was asked about, before which it was recorded as under way. A line of progress may
 * say so 5 s later.
 */
export function untilAskedAbout(simulator: Simulator, count: number): Promise<void> {
  return until(
    `${count} tasks were asked about`,
    async () => (await readTasks(simulator)).filter(({ queries }) => queries > 0).length === count,
  );
}

/** All tasks of the simulator's books. */
export async function readTasks(simulator: Simulator): Promise<readonly TaskView[]> {
  const answer = await fetch(`${simulator.url}/__tasks?limit=1000`);
  return ((await answer.json()) as { readonly tasks: readonly TaskView[] }).tasks;
}

/** One task with the digest of the video that the simulator sends for it. */
export async function readTask(simulator: Simulator, taskId: string): Promise<TaskView & { readonly sha256: string }> {
  const answer = await fetch(`${simulator.url}/__tasks/${taskId}`);
  return (await answer.json()) as TaskView & { readonly sha256: string };
}
