import { isoTime } from "@hailuo-queue/contracts";
import type { Diagnosis, Trouble } from "./trouble.ts";

/** A diagnosis in the field names that `--json`, the dashboard and webhooks' readers share. */
export interface DiagnosisFields {
  readonly at: string | null;
  readonly standing: Diagnosis["standing"];
  readonly summary: string;
  readonly troubles: readonly Trouble[];
}

/** A diagnosis in the field names of `--json`; its time as ISO 8601. */
export function diagnosisFields({ at, ...rest }: Diagnosis): DiagnosisFields {
  return { at: isoTime(at), ...rest };
}
