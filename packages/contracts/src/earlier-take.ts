import type { GenerationRecord } from "./generation.ts";
import { optional } from "./optional.ts";
import { type EarlierTake, takeOf } from "./takes.ts";

/** What is kept of a take that has ended, as the next one begins. */
export function earlierTake(record: GenerationRecord): EarlierTake {
  const { request, taskId, costMicroUsd, submittedAt, endedAt, error, video, takes = [] } = record;
  const before = takes.reduce((sum, { costMicroUsd: cost = 0 }) => sum + cost, 0);
  const cost = (costMicroUsd ?? 0) - before;
  return {
    take: takeOf(record),
    state: record.state as EarlierTake["state"],
    request,
    ...optional({ taskId }),
    ...(cost > 0 ? { costMicroUsd: cost } : {}),
    ...optional({ submittedAt, endedAt, error, video }),
  };
}
