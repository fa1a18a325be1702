import type { Stand } from "../stand/stand.ts";
import { until } from "../stand/until.ts";
import type { Stage } from "../stand/worker-process.ts";

/** The workers of each stage asks the provider one thing, by the name that it has in the books. */
const CALL_OF: Readonly<Record<Stage, string>> = { create: "create", poll: "query", download: "download" };

/** How many such calls have arrived. */
export async function callsOf(stand: Stand, stage: Stage): Promise<number> {
  return (await stand.books.stats()).requests[CALL_OF[stage]] ?? 0;
}

/** Resolves when one more has arrived, and will be answered some 30 ms later; or after `limitMs` without one. */
export async function untilCalled(stand: Stand, stage: Stage, before: number, limitMs = 10_000): Promise<void> {
  await until(`a ${CALL_OF[stage]} arrives`, async () => (await callsOf(stand, stage)) > before, {
    limitMs,
    everyMs: 5,
  }).catch(() => undefined);
}
