import { randomBytes, randomInt } from "node:crypto";
import { microUsdOf } from "./price-list.ts";
import { RunningAccount } from "./running-account.ts";
import { fingerprintOf, shortened } from "./shorten-request.ts";
import { SIDES, type Side } from "./sides.ts";
import type { IdStyle, NewTask, Task } from "./tasks.ts";

/** All tasks of all sides, by every name that they have. */
export class TaskBook {
  readonly running: Readonly<Record<Side, RunningAccount>> = {
    v1: new RunningAccount(),
    v2: new RunningAccount(),
    agent: new RunningAccount(),
  };
  readonly #byId = new Map<string, Task>();
  readonly #byFileId = new Map<string, Task>();
  readonly #byFingerprint = new Map<string, Task[]>();
  #maxInFlight = 0;

  /** Brings all accounts up to `now`; call it before every look at their figures. */
  settle(now: number): void {
    for (const side of SIDES) this.running[side].settle(now);
  }

  accept(now: number, wanted: NewTask): Task {
    this.settle(now);
    const { idStyle, ...rest } = wanted;
    const task: Task = {
      ...rest,
      id: this.#freeId(idStyle, this.#byId),
      fileId: this.#freeId(idStyle, this.#byFileId),
      fingerprint: fingerprintOf(wanted.request),
      request: shortened(wanted.request),
      microUsd: microUsdOf(wanted.request),
      acceptedAt: now,
      cancelled: false,
      deleted: false,
      answered: true,
      queries: 0,
      lastQueryAt: undefined,
      endReportedAt: undefined,
      fileCalls: 0,
      downloads: 0,
      completedDownloads: 0,
    };
    this.#byId.set(task.id, task);
    this.#byFileId.set(task.fileId, task);
    const twins = this.#byFingerprint.get(task.fingerprint);
    if (twins === undefined) this.#byFingerprint.set(task.fingerprint, [task]);
    else twins.push(task);
    this.running[task.side].start(task, now);
    this.#maxInFlight = Math.max(this.#maxInFlight, this.inFlight);
    return task;
  }

  /** Of a task that still waits. */
  cancel(task: Task, now: number): void {
    this.running[task.side].cancel(task, now);
    task.cancelled = true;
    task.walk.endsAt = now;
  }

  byId(id: string): Task | undefined {
    return this.#byId.get(id);
  }

  byFileId(fileId: string): Task | undefined {
    return this.#byFileId.get(fileId);
  }

  /** In order of acceptance. */
  all(): IterableIterator<Task> {
    return this.#byId.values();
  }

  /** Tasks whose request was accepted more than once, one list per request. */
  *duplicates(): Generator<readonly Task[]> {
    for (const twins of this.#byFingerprint.values()) if (twins.length > 1) yield twins;
  }

  /** What is left of every running task takes `factor` times as long. */
  stretchRunning(now: number, factor: number): void {
    for (const side of SIDES) this.running[side].stretch(now, factor);
  }

  get accepted(): number {
    return this.#byId.size;
  }

  get inFlight(): number {
    return SIDES.reduce((sum, side) => sum + this.running[side].inFlight, 0);
  }

  /** The most tasks at once, of all sides together. */
  get maxInFlight(): number {
    return this.#maxInFlight;
  }

  #freeId(style: IdStyle, taken: ReadonlyMap<string, Task>): string {
    for (;;) {
      const id = drawId(style);
      if (!taken.has(id)) return id;
    }
  }
}

function drawId(style: IdStyle): string {
  if (style === "hex") return randomBytes(8).toString("hex");
  // 2^48 - 1 is the most that randomInt takes: 15 digits, and below 2^53 as real ids are.
  const digits = String(randomInt(100_000_000_000_000, 281_474_976_710_655));
  return style === "digits" ? digits : `${digits}${String(randomInt(1000)).padStart(3, "0")}`;
}
