import { REQUEST_FIELDS, type RequestField } from "./request-fields.ts";
import type { ResultLine } from "./result-line.ts";
import { csvLine } from "./spreadsheet-cell.ts";

/** Of the video and of its way there; names that mean nothing to a reader of prompts. */
const FACTS = {
  state: (line) => line.state,
  cost_usd: (line) => line.cost_usd,
  error_code: (line) => line.error?.code,
  error_message: (line) => line.error?.message,
  video_location: (line) => line.location,
  video_warnings: (line) => line.warnings.join(" "),
  video_bytes: (line) => line.bytes,
  video_width: (line) => line.width,
  video_height: (line) => line.height,
  video_seconds: (line) => line.duration,
  video_codec: (line) => line.video_codec,
  audio_codec: (line) => line.audio_codec,
  video_sha256: (line) => line.sha256,
  generation_id: (line) => line.id,
  batch: (line) => line.batch,
  provider_task: (line) => line.task_id,
  account: (line) => line.account,
  object_key: (line) => line.object_key,
  created_at: (line) => line.created_at,
  submitted_at: (line) => line.submitted_at,
  accepted_at: (line) => line.accepted_at,
  generated_at: (line) => line.generated_at,
  ended_at: (line) => line.ended_at,
} as const satisfies Readonly<Record<string, (line: ResultLine) => string | number | null | undefined>>;

const FACT_NAMES = Object.keys(FACTS) as readonly (keyof typeof FACTS)[];
/** What a person looks at first; the rest follows. */
const FIRST_REQUESTED = ["model", "duration", "resolution"] as const;
const FIRST_FACTS = 6;

/**
 * The columns of results.csv. Those of the request are named as a file of prompts names them, all of them, so that the
 * table is one itself: sent again, it asks for the same videos. Lists of media are JSON within their cell.
 */
export const RESULT_COLUMNS: readonly string[] = [
  ...new Set([
    "custom_id",
    "prompt",
    ...FIRST_REQUESTED,
    ...FACT_NAMES.slice(0, FIRST_FACTS),
    ...REQUEST_FIELDS,
    ...FACT_NAMES.slice(FIRST_FACTS),
  ]),
];

/** The first row of results.csv. */
export const RESULT_TABLE_HEAD: string = csvLine(RESULT_COLUMNS);

/** One generation as a row of results.csv; what is not known is an empty cell. */
export function resultRow(line: ResultLine): string {
  return csvLine(RESULT_COLUMNS.map((name) => textOf(cellOf(name, line))));
}

function cellOf(name: string, line: ResultLine): unknown {
  if (name === "custom_id") return line.custom_id;
  return name in FACTS ? FACTS[name as keyof typeof FACTS](line) : line.request[name as RequestField];
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
}
