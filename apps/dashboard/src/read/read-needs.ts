import { adviceFor, type GenerationRecord } from "@hailuo-queue/contracts";
import type { Hands } from "../act/hands.ts";

/** Generations that need a person for the same reason, with what to do about all of them. */
export interface NeedGroup {
  readonly kind: "lost" | "failed";
  readonly code: string;
  /** What the first of them says. */
  readonly message: string;
  readonly advice: string;
  /** Of those that were looked at. */
  readonly count: number;
  /** The filter that selects them, and all older ones like them. */
  readonly where: string;
  readonly batches: readonly string[];
  readonly first: string;
}

/** What needs a person, the most frequent first. */
export interface Needs {
  readonly groups: readonly NeedGroup[];
  /** There are more than were looked at. */
  readonly more: boolean;
}

const LOOKED_AT = { lost: 100, failed: 200, batches: 5 };

/** With what the groups were made of: one read serves both. */
export interface ReadNeeds {
  readonly needs: Needs;
  readonly lost: readonly GenerationRecord[];
  readonly failed: readonly GenerationRecord[];
}

/** Of the newest generations only: what a person sees first. */
export async function readNeeds(hands: Pick<Hands, "list">): Promise<ReadNeeds> {
  const [lost, failed] = await Promise.all([
    hands.list({ state: "submission_unknown", limit: LOOKED_AT.lost }),
    hands.list({ state: "failed", limit: LOOKED_AT.failed }),
  ]);
  const needs = {
    groups: [...groupsOf("lost", lost.items), ...groupsOf("failed", failed.items)],
    more: lost.nextCursor !== undefined || failed.nextCursor !== undefined,
  };
  return { needs, lost: lost.items, failed: failed.items };
}

function groupsOf(kind: NeedGroup["kind"], records: readonly GenerationRecord[]): readonly NeedGroup[] {
  const byCode = new Map<string, GenerationRecord[]>();
  for (const record of records) {
    const code = record.error?.code ?? "unknown";
    byCode.set(code, [...(byCode.get(code) ?? []), record]);
  }
  return [...byCode]
    .map(([code, members]): NeedGroup => {
      const [first] = members;
      const state = kind === "lost" ? "submission_unknown" : "failed";
      return {
        kind,
        code,
        message: first?.error?.message ?? "No reason was recorded.",
        advice: adviceFor(code, "en", { state }),
        count: members.length,
        where: code === "unknown" ? `state=${state}` : `state=${state} code=${code}`,
        batches: [...new Set(members.map(({ batchId }) => batchId))].slice(0, LOOKED_AT.batches),
        first: first?.id ?? "",
      };
    })
    .toSorted((one, other) => other.count - one.count);
}
