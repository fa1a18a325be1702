import type { IncomingMessage } from "node:http";

/** Ends a response whose server falls silent. Time that the consumer takes does not count. */
export interface IdleGuard {
  /** The next byte is awaited from now on. */
  waiting(): void;
  /** A chunk came; the consumer has it. */
  busy(): void;
  stop(): void;
}

export function guardIdle(response: IncomingMessage, idleTimeoutMs: number): IdleGuard {
  let awaiting = true;
  const timer = setTimeout(() => {
    if (awaiting) response.destroy(new Error(`no byte came for ${idleTimeoutMs} ms`));
  }, idleTimeoutMs);
  return {
    waiting() {
      awaiting = true;
      timer.refresh();
    },
    busy() {
      awaiting = false;
    },
    stop: () => clearTimeout(timer),
  };
}
