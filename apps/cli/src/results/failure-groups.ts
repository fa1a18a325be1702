import type { GenerationRecord } from "@hailuo-queue/contracts";
import { say } from "../words/say.ts";

const EXAMPLES = 3;

export interface FailureGroup {
  readonly code: string;
  readonly count: number;
  readonly examples: readonly { readonly id: string; readonly name: string; readonly message: string }[];
}

/** Failures by their code, with the first few of each: what a reader needs of 10,000 prompts. */
export interface FailureGroups {
  add(record: GenerationRecord): void;
  /** Most frequent first. */
  list(): readonly FailureGroup[];
}

export function createFailureGroups(): FailureGroups {
  const groups = new Map<string, { count: number; examples: { id: string; name: string; message: string }[] }>();
  return {
    add(record) {
      if (record.state !== "failed") return;
      const code = record.error?.code ?? "unknown";
      const group = groups.get(code) ?? { count: 0, examples: [] };
      groups.set(code, group);
      group.count += 1;
      if (group.examples.length < EXAMPLES) {
        group.examples.push({
          id: record.id,
          name: record.customId ?? record.id,
          message: record.error?.message ?? say`no reason was recorded`,
        });
      }
    },
    list: () => [...groups].map(([code, group]) => ({ code, ...group })).toSorted((a, b) => b.count - a.count),
  };
}
