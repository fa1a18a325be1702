import { setTimeout as pause } from "node:timers/promises";

/** Looks again and again until it is so; throws an Error that says what was waited for. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  { limitMs = 300_000, everyMs = 50 }: { readonly limitMs?: number; readonly everyMs?: number } = {},
): Promise<void> {
  const startedAt = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startedAt > limitMs) throw new Error(`Not within ${Math.round(limitMs / 1000)} s: ${what}`);
    await pause(everyMs);
  }
}
