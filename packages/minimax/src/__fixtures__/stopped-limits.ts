import { jest } from "@jest/globals";

const GO_ON = [
  "Date",
  "hrtime",
  "nextTick",
  "performance",
  "queueMicrotask",
  "setImmediate",
  "clearImmediate",
  "setInterval",
  "clearInterval",
] as const;

/** Time limits pass when a test says so, in the process and on the sockets all goes on. */
export interface StoppedLimits extends Disposable {
  pass(ms: number): void;
}

export function stopLimits(): StoppedLimits {
  jest.useFakeTimers({ doNotFake: [...GO_ON] });
  return {
    pass: (ms) => jest.advanceTimersByTime(ms),
    [Symbol.dispose]: () => {
      jest.useRealTimers();
    },
  };
}
