import { type BatchSummary, GENERATION_STATES, type GenerationRecord, type GenerationState } from "@hailuo-queue/contracts";

const NOON = Date.UTC(2026, 10, 22, 12);

/** A record with what its state needs; ids are `gen_<index>`. */
export function recordOf(index: number, state: GenerationState, rest: Partial<GenerationRecord> = {}): GenerationRecord {
  return {
    id: `gen_${index}`,
    state,
    request: { model: "MiniMax-Hailuo-2.3", prompt: "雨夜", duration: 6, resolution: "768P", enable_prompt_expansion: true },
    batchId: "spring",
    index,
    tenant: "default",
    objectKey: `spring/gen_${index}.mp4`,
    run: 1,
    createdAt: NOON,
    updatedAt: NOON,
    pollCount: 0,
    ...(state === "succeeded"
      ? { taskId: "t1", endedAt: NOON + 9000, video: { location: `file:///out/spring/gen_${index}.mp4`, bytes: 28_400, sha256: "ab".repeat(32) } }
      : {}),
    ...(state === "failed" ? { endedAt: NOON + 9000, error: { code: "prompt_flagged", stage: "create", message: "The prompt was refused (1026)." } } : {}),
    ...rest,
  };
}

export function batchOf(records: readonly GenerationRecord[]): BatchSummary {
  const counts = Object.fromEntries(GENERATION_STATES.map((state) => [state, records.filter((record) => record.state === state).length]));
  return {
    batchId: "spring",
    tenant: "default",
    createdAt: NOON,
    phase: "sealed",
    total: records.length,
    counts: counts as BatchSummary["counts"],
    invalid: 0,
    reservedMicroUsd: 0,
    spentMicroUsd: 0,
  };
}

export async function* inOrder<Value>(values: readonly Value[]): AsyncGenerator<Value> {
  yield* values;
}
