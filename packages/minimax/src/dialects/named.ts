import type { Dialect, DialectName } from "./dialect.ts";
import { documented } from "./documented.ts";
import { legacyV3 } from "./legacy-v3.ts";
import { minimaxAgent } from "./minimax-agent.ts";
import { minimaxV1 } from "./minimax-v1.ts";
import { minimaxV2 } from "./minimax-v2.ts";

/** Each dialect by its name. */
export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  "minimax-v1": minimaxV1,
  documented,
  "legacy-v3": legacyV3,
  "minimax-v2": minimaxV2,
  "minimax-agent": minimaxAgent,
};

/** Whether an image alone, without a prompt, is a request in this dialect. */
export function promptOptional(dialect: DialectName): boolean {
  return DIALECTS[dialect].promptOptional;
}
