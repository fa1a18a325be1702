import type { GenerationRecord } from "@hailuo-queue/contracts";
import { createFailureGroups } from "./failure-groups.ts";
import type { RunSummary } from "./summary.ts";

const NAMED_ATTENTION = 10;

/** Gathers what the summary names, from the records of a batch as they pass. */
export function createEndCollector(): { visit(record: GenerationRecord): void; ends(): Pick<RunSummary, "failures" | "attention"> } {
  const failures = createFailureGroups();
  const attention: string[] = [];
  return {
    visit(record) {
      failures.add(record);
      if (record.state === "submission_unknown" && attention.length < NAMED_ATTENTION) attention.push(record.id);
    },
    ends: () => ({ failures: failures.list(), attention }),
  };
}

export async function collectEnds(records: AsyncIterable<GenerationRecord>): Promise<Pick<RunSummary, "failures" | "attention">> {
  const collector = createEndCollector();
  for await (const record of records) collector.visit(record);
  return collector.ends();
}
