export {
  type AccountsOptions,
  type LeftOutKey,
  type MinimaxAccounts,
  openMinimaxAccounts,
} from "./accounts/open-minimax-accounts.ts";
export {
  type ClientOptions,
  type ClientSettings,
  createMinimaxClient,
  type MinimaxClient,
  type Timeouts,
} from "./client.ts";
export type { ApiKey, KeyedCall } from "./core/api-key.ts";
export { DEFAULT_BASE_URL } from "./core/base-url.ts";
export { ERROR_TABLE, type ErrorRow, httpRow, type WordingRow, wordingRow } from "./core/error-table.ts";
export { redact } from "./core/redact.ts";
export { detectDialect } from "./detect-dialect.ts";
export type { DetectOptions } from "./detect-options.ts";
export {
  type CancelReading,
  type CreateReading,
  type Dialect,
  DIALECT_NAMES,
  type DialectName,
  type DialectRequest,
  type DialectTaskApi,
  type FileReading,
  type ListReading,
  type TaskReading,
  type Unanswered,
} from "./dialects/dialect.ts";
export { promptOptional } from "./dialects/named.ts";
export { documented } from "./dialects/documented.ts";
export { legacyV3 } from "./dialects/legacy-v3.ts";
export { minimaxAgent } from "./dialects/minimax-agent.ts";
export { minimaxV1 } from "./dialects/minimax-v1.ts";
export { minimaxV2 } from "./dialects/minimax-v2.ts";
export { linkExpiry } from "./link-expiry.ts";
export { probeV2 } from "./probe-v2.ts";
export { openMinimax, type OpenMinimaxClient, type OpenOptions } from "./open-minimax.ts";
