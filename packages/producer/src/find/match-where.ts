import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { Where, WhereField, WhereTerm, WhereTime } from "./where.ts";

/** Whether a generation meets every condition of a filter at this time (Unix ms). */
export function matchesWhere(record: GenerationRecord, { terms }: Where, nowMs: number): boolean {
  return terms.every((term) => meets(record, term, nowMs));
}

function meets(record: GenerationRecord, term: WhereTerm, nowMs: number): boolean {
  switch (term.kind) {
    case "is":
      return term.values.includes(textOf(record, term.field) ?? "") !== term.not;
    case "has":
      return (textOf(record, term.field) ?? "").toLowerCase().includes(term.text);
    case "age": {
      const at = timeOf(record, term.time);
      if (at === undefined) return false;
      return term.than === "younger" ? nowMs - at < term.ms : nowMs - at >= term.ms;
    }
    case "word":
      return WORD_FIELDS.some((field) => textOf(record, field)?.toLowerCase().includes(term.text) === true);
  }
}

const WORD_FIELDS = ["prompt", "custom_id", "id", "task", "batch"] as const satisfies readonly WhereField[];

function textOf(record: GenerationRecord, field: WhereField): string | undefined {
  switch (field) {
    case "state":
      return record.state;
    case "code":
      return record.error?.code;
    case "stage":
      return record.error?.stage;
    case "model":
      return record.request.model;
    case "tenant":
      return record.tenant;
    case "batch":
      return record.batchId;
    case "account":
      return record.account;
    case "custom_id":
      return record.customId;
    case "id":
      return record.id;
    case "task":
      return record.taskId;
    case "prompt":
      return record.request.prompt;
  }
}

function timeOf(record: GenerationRecord, time: WhereTime): number | undefined {
  switch (time) {
    case "created":
      return record.createdAt;
    case "updated":
      return record.updatedAt;
    case "ended":
      return record.endedAt;
  }
}
