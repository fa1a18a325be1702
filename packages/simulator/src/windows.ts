/** An exact log of calls: how many of them lie less than one window back. */
export class SlidingLog {
  readonly #times: number[] = [];
  #head = 0;
  #windowMs: number;
  #maximum = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** The most calls that any window held so far. */
  get maximum(): number {
    return this.#maximum;
  }

  set windowMs(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** A call exactly one window ago no longer counts. */
  count(now: number): number {
    while (this.#head < this.#times.length && (this.#times[this.#head] ?? 0) <= now - this.#windowMs) this.#head += 1;
    if (this.#head > 4096 && this.#head * 2 > this.#times.length) {
      this.#times.splice(0, this.#head);
      this.#head = 0;
    }
    return this.#times.length - this.#head;
  }

  add(now: number): void {
    this.#times.push(now);
    this.#maximum = Math.max(this.#maximum, this.count(now));
  }

  /** When the oldest call that counts leaves the window; undefined when there is none. */
  freesAt(): number | undefined {
    const oldest = this.#times[this.#head];
    return oldest === undefined ? undefined : oldest + this.#windowMs;
  }
}

/** Calls in a sliding window: the most at once, and how often the limit would have been exceeded. */
export interface WindowStats {
  /** The most calls let through in any window. */
  readonly maximumAdmitted: number;
  /** The most calls that arrived in any window, the refused ones included. */
  readonly maximumOffered: number;
  /** Calls that came over the limit. */
  readonly breaches: number;
}

/** One limit on calls per sliding window. Refused calls do not count towards the limit. */
export class CallWindow {
  readonly #admitted: SlidingLog;
  readonly #offered: SlidingLog;
  #breaches = 0;

  constructor(windowMs: number) {
    this.#admitted = new SlidingLog(windowMs);
    this.#offered = new SlidingLog(windowMs);
  }

  set windowMs(windowMs: number) {
    this.#admitted.windowMs = windowMs;
    this.#offered.windowMs = windowMs;
  }

  admit(now: number, limit: number): boolean {
    this.#offered.add(now);
    if (this.#admitted.count(now) >= limit) {
      this.#breaches += 1;
      return false;
    }
    this.#admitted.add(now);
    return true;
  }

  /** Whole seconds until one more call would be let through, at least 1. */
  retryAfterSeconds(now: number): number {
    return Math.max(1, Math.ceil(((this.#admitted.freesAt() ?? now) - now) / 1000));
  }

  stats(): WindowStats {
    return { maximumAdmitted: this.#admitted.maximum, maximumOffered: this.#offered.maximum, breaches: this.#breaches };
  }
}
