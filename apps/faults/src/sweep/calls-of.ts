import type { Stand } from "../stand/stand.ts";
import { until } from "../stand/until.ts";
import type { WorkerKind } from "../stand/worker-process.ts";

/** Each kind of worker asks the provider one thing, by the name that it has in the books. */
const CALL_OF: Readonly<Record<WorkerKind, string>> = { create: "create", poll: "query", download: "download" };

/** How many such calls have arrived. */
export async function callsOf(stand: Stand, kind: WorkerKind): Promise<number> {
  return (await stand.books.stats()).requests[CALL_OF[kind]] ?? 0;
}

/** Resolves when one more has arrived, and will be answered some 30 ms later; or after `limitMs` without one. */
export async function untilCalled(stand: Stand, kind: WorkerKind, before: number, limitMs = 10_000): Promise<void> {
  await until(`a ${CALL_OF[kind]} arrives`, async () => (await callsOf(stand, kind)) > before, { limitMs, everyMs: 5 }).catch(
    () => undefined,
  );
}
