import type { Logger } from "./create-logger.ts";

/** How a worker logs what it lives with: Redis' troubles in one line without a stack, other faults with theirs. */
export function logTroubles(logger: Logger): {
  tell(trouble: { readonly reason: string; readonly times: number }): void;
  onOther(error: unknown): void;
} {
  return {
    tell: ({ reason, times }) =>
      logger.error({ times }, `${reason} It is tried again; the next report follows in a minute.`),
    onOther: (error) => logger.error({ err: error }, "work failed, and goes on"),
  };
}
