import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/**
 * A guard against what hangs, no measure: a machine may stand still. A little less than jest's, so that the test says
 * what it waited for.
 */
export const PATIENCE_MS = 500_000;
const LOOK_EVERY_MS = 20;

/** Looks again and again until it is so; for books and files, which tell nobody by themselves. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const startedAt = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`Not within ${PATIENCE_MS} ms: ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}

/** One that has ended and was not yet waited for is not alive, though its number is still taken. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
