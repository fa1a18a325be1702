import type { Clock } from "@hailuo-queue/contracts";
import type { WayOut } from "@hailuo-queue/outbound";

/** What `detectDialect` asks, and how long it waits. */
export interface DetectOptions {
  /** Default https://api.minimaxi.com. */
  readonly baseUrl?: string;
  readonly apiKey: string;
  /** For all questions together. Default 3000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Default: straight, through no proxy. */
  readonly wayOut?: WayOut | undefined;
  readonly clock?: Clock;
  /** Where key and base URL stand, for messages. */
  readonly settings?: string | undefined;
}

/** Commands promise to say within 5 s that a service is away, and need some of it to start. */
export const DEFAULT_TIMEOUT_MS = 3_000;
/** What is left for asking v2 when the other questions took all of the time. */
export const LEAST_MS = 500;
/** No provider numbers its tasks from zero. */
export const NO_SUCH_TASK = "0";
