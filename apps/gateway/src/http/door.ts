import type { AuditLog } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import type { KeepMedia } from "@hailuo-queue/intake";
import type { ConnectionGuard, Logger, Metrics, Tracing } from "@hailuo-queue/runtime";
import type { CheckRate } from "../rate-limit.ts";
import type { StreamTokens } from "../tokens/stream-tokens.ts";
import type { Keys } from "./authenticate.ts";
import type { Onces } from "./once.ts";
import type { WithoutMedia } from "./request-body.ts";
import type { Resends } from "./resends.ts";

/** What stands between the socket and the handlers. */
export interface Door {
  readonly keys: Keys;
  /** For the routes that take one. */
  readonly tokens: StreamTokens;
  readonly checkRate: CheckRate;
  readonly ownOf: (tenant: string) => TenantProducer;
  readonly audit: Pick<AuditLog, "write">;
  /** Knows creates again that are sent again. Default: none is. */
  readonly resends?: Resends;
  /** Does changes once that are named by a key. Default: each time. */
  readonly onces?: Onces;
  readonly connections: ConnectionGuard;
  readonly logger: Logger;
  /** Where each call is told as a span. Default: nowhere. */
  readonly tracing?: Tracing | undefined;
  /** Told of each answer, and how much is open. Default: nobody is. */
  readonly metrics?: Pick<Metrics, "countRequest" | "watchOpenCalls">;
  /** Moves media out of what a tenant sends to routes that take `media`, while it arrives. Default: they stay in it. */
  readonly withoutMedia?: (tenant: string) => WithoutMedia;
  /** Keeps the files of forms that a tenant sends to routes that take `forms`. Default: they take none. */
  readonly keepFile?: (tenant: string) => KeepMedia;
}
