import { EndTimes } from "./end-times.ts";
import { stretchWalk } from "./lifetimes.ts";
import type { Task } from "./tasks.ts";

/**
 * The unfinished tasks of one side, and the exact account of how many ran at which time. Ends are found when somebody
 * looks, at the time they happened.
 */
export class RunningAccount {
  readonly #running = new EndTimes<Task>();
  #settledAt = 0;
  #slotMs = 0;
  #maximum = 0;
  #accepted = 0;
  #succeeded = 0;
  #failed = 0;
  #cancelled = 0;
  #firstAcceptAt: number | undefined;
  #lastEndAt: number | undefined;

  /** Brings the account up to `now`; call it before every look at the figures. */
  settle(now: number): void {
    for (let ended = this.#running.popDue(now); ended !== undefined; ended = this.#running.popDue(now)) {
      // Popped already: it still counted until its end.
      this.#advance(ended.walk.endsAt, this.#running.size + 1);
      if (ended.failure === undefined) this.#succeeded += 1;
      else this.#failed += 1;
      this.#lastEndAt = ended.walk.endsAt;
    }
    this.#advance(now, this.#running.size);
  }

  start(task: Task, now: number): void {
    this.settle(now);
    this.#accepted += 1;
    this.#running.push(task);
    this.#maximum = Math.max(this.#maximum, this.#running.size);
    this.#firstAcceptAt ??= now;
  }

  /** Of a task that runs. */
  cancel(task: Task, now: number): void {
    this.settle(now);
    this.#running.remove(task);
    this.#cancelled += 1;
    this.#lastEndAt = now;
  }

  /** What is left of every running task takes `factor` times as long. The order of the ends stays. */
  stretch(now: number, factor: number): void {
    this.settle(now);
    for (const task of this.#running.all()) stretchWalk(task.walk, now, factor);
  }

  get inFlight(): number {
    return this.#running.size;
  }

  figures(): RunningFigures {
    return {
      accepted: this.#accepted,
      inFlight: this.#running.size,
      succeeded: this.#succeeded,
      failed: this.#failed,
      cancelled: this.#cancelled,
      maxInFlight: this.#maximum,
      slotMs: this.#slotMs,
      firstAcceptAt: this.#firstAcceptAt,
      lastEndAt: this.#lastEndAt,
    };
  }

  #advance(to: number, running: number): void {
    if (to <= this.#settledAt) return;
    this.#slotMs += (to - this.#settledAt) * running;
    this.#settledAt = to;
  }
}

export interface RunningFigures {
  readonly accepted: number;
  readonly inFlight: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  /** The most at once. */
  readonly maxInFlight: number;
  /** Integral of `inFlight` over time. */
  readonly slotMs: number;
  readonly firstAcceptAt: number | undefined;
  readonly lastEndAt: number | undefined;
}
