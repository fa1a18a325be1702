import { stageOf, type Task } from "./tasks.ts";

const MICRO = 1_000_000;

/**
 * Millionths of a US dollar: every accepted create once, but nothing for one that failed or was cancelled; undefined
 * without a price.
 */
export function chargeOf(task: Task, now: number): number | undefined {
  const stage = stageOf(task, now);
  return stage === "fail" || stage === "cancelled" ? 0 : task.microUsd;
}

/** Of all that was accepted. */
export function totalBill(tasks: { all(): Iterable<Task> }, now: number): number {
  let sum = 0;
  for (const task of tasks.all()) sum += chargeOf(task, now) ?? 0;
  return sum;
}

export function toUsd(microUsd: number): number {
  return microUsd / MICRO;
}
