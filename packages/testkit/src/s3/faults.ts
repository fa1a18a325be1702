/** What the stand-in does wrong on purpose. */
export interface S3Faults {
  /** The next requests are answered like this; default 503 SlowDown. `operation` narrows it, e.g. `UploadPart`. */
  failNext(
    count: number,
    answer?: { readonly status?: number; readonly code?: string; readonly operation?: string },
  ): void;
  /** The next requests' sockets are cut without an answer. */
  cutNext(count: number, options?: { readonly operation?: string }): void;
  /** Every request is refused with this until it is called with undefined; `operations` narrows it. */
  refuseAll(
    answer: { readonly status: number; readonly code: string; readonly operations?: readonly string[] } | undefined,
  ): void;
  /** Requests of this operation (all, when none is named) are held back until the returned function is called. */
  hold(operation?: string): () => void;
  /** Each request is answered this much later. */
  slowBy(delayMs: number): void;
}

export interface PlannedFault {
  readonly cut: boolean;
  readonly status: number;
  readonly code: string;
  readonly operation: string | undefined;
}

/** The hooks together with what the server asks of them. */
export interface FaultBook {
  readonly hooks: S3Faults;
  take(operation: string): PlannedFault | undefined;
  wait(operation: string): Promise<void>;
}

export function createFaultBook(): FaultBook {
  const planned: { fault: PlannedFault; left: number }[] = [];
  const holds = new Set<{ operation: string | undefined; released: Promise<void> }>();
  let always: { readonly fault: PlannedFault; readonly operations: readonly string[] | undefined } | undefined;
  let delayMs = 0;
  const hooks: S3Faults = {
    failNext(count, answer = {}) {
      const { status = 503, code = "SlowDown", operation } = answer;
      planned.push({ fault: { cut: false, status, code, operation }, left: count });
    },
    cutNext(count, options = {}) {
      planned.push({ fault: { cut: true, status: 0, code: "", operation: options.operation }, left: count });
    },
    refuseAll(answer) {
      if (answer === undefined) {
        always = undefined;
        return;
      }
      const { status, code, operations } = answer;
      always = { fault: { cut: false, status, code, operation: undefined }, operations };
    },
    hold(operation) {
      let release = (): void => undefined;
      const entry = { operation, released: new Promise<void>((resolve) => (release = resolve)) };
      holds.add(entry);
      return () => {
        holds.delete(entry);
        release();
      };
    },
    slowBy(newDelayMs) {
      delayMs = newDelayMs;
    },
  };
  return {
    hooks,
    take(operation) {
      if (always?.operations?.includes(operation) ?? always !== undefined) return always?.fault;
      const entry = planned.find(
        ({ fault, left }) => left > 0 && (fault.operation === undefined || fault.operation === operation),
      );
      if (entry === undefined) return undefined;
      entry.left -= 1;
      return entry.fault;
    },
    async wait(operation) {
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      for (const hold of holds) if (hold.operation === undefined || hold.operation === operation) await hold.released;
    },
  };
}
