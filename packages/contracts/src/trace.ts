import { AsyncLocalStorage } from "node:async_hooks";

/** Version 00 of W3C Trace Context: neither the trace's id nor the span's may be all zeros. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const current = new AsyncLocalStorage<string>();

/**
 * The `traceparent` of a caller, as W3C Trace Context writes it; undefined for what is none. A later version is read as
 * far as version 00 goes.
 */
export function readTraceparent(header: unknown): string | undefined {
  if (typeof header !== "string" || header.length > 200) return undefined;
  if (TRACEPARENT.test(header)) return header;
  const later = /^(?!00|ff)[0-9a-f]{2}(-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})-/.exec(header);
  const known = later === null ? "" : `00${later[1]}`;
  return TRACEPARENT.test(known) ? known : undefined;
}

/** The id of the trace that a traceparent belongs to: 32 hexadecimal digits. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35);
}

/** Whether somebody keeps what is told of this trace: the flag that whoever began it has set. */
export function isSampled(traceparent: string): boolean {
  return (Number.parseInt(traceparent.slice(53), 16) & 1) === 1;
}

/**
 * Whatever is submitted within `work` belongs to this trace: its generations keep it, their steps and webhooks name it.
 * Undefined: to none.
 */
export function withTrace<Result>(traceparent: string | undefined, work: () => Result): Result {
  return traceparent === undefined ? work() : current.run(traceparent, work);
}

/** That of the `withTrace` around this call. */
export function currentTrace(): string | undefined {
  return current.getStore();
}
