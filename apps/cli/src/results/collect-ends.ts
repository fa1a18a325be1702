import type { GenerationRecord, VideoWarning } from "@hailuo-queue/contracts";
import { createFailureGroups } from "./failure-groups.ts";
import type { RunSummary } from "./summary.ts";

const NAMED_ATTENTION = 10;

/** Gathers what the summary names, from the records of a batch as they pass. */
export function createEndCollector(): {
  visit(record: GenerationRecord): void;
  ends(): Pick<RunSummary, "failures" | "attention" | "warned">;
} {
  const failures = createFailureGroups();
  const attention: string[] = [];
  const warned: Partial<Record<VideoWarning, number>> = {};
  return {
    visit(record) {
      failures.add(record);
      for (const warning of record.video?.warnings ?? []) warned[warning] = (warned[warning] ?? 0) + 1;
      if (record.state === "submission_unknown" && attention.length < NAMED_ATTENTION) attention.push(record.id);
    },
    ends: () => ({ failures: failures.list(), attention, warned }),
  };
}

export async function collectEnds(
  records: AsyncIterable<GenerationRecord>,
): Promise<Pick<RunSummary, "failures" | "attention" | "warned">> {
  const collector = createEndCollector();
  for await (const record of records) collector.visit(record);
  return collector.ends();
}
