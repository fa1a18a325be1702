import { createHash, randomBytes, randomInt } from "node:crypto";
import { EndTimes } from "./end-times.ts";
import { stretchWalk, type Walk } from "./lifetimes.ts";
import type { VideoRequest } from "./matrix.ts";

export type Stage = "preparing" | "queueing" | "processing" | "success" | "fail";

export interface TaskFailure {
  readonly code: number;
  readonly message: string;
}

/** Which kind of ids a task gets: 15 digits, or 16 hex characters. */
export type IdStyle = "digits" | "hex";

/** One accepted create: one video that the account pays for unless it fails. */
export interface Task {
  readonly id: string;
  readonly fileId: string;
  /** The dialect of its create call; "undecided" when the fields did not tell. */
  readonly dialect: string;
  readonly request: VideoRequest;
  readonly fingerprint: string;
  readonly acceptedAt: number;
  readonly walk: Walk;
  /** Undefined: it ends in success. */
  readonly failure: TaskFailure | undefined;
  readonly videoBytes: number;
  /** False when the client never got the answer to its create, by a fault or because it hung up. */
  answered: boolean;
  queries: number;
  lastQueryAt: number | undefined;
  /** The first query whose answer told the end. */
  endReportedAt: number | undefined;
  fileCalls: number;
  downloads: number;
  completedDownloads: number;
}

export interface NewTask {
  readonly dialect: string;
  readonly idStyle: IdStyle;
  readonly request: VideoRequest;
  readonly walk: Walk;
  readonly failure: TaskFailure | undefined;
  readonly videoBytes: number;
}

export function stageOf(task: Task, now: number): Stage {
  if (now >= task.walk.endsAt) return task.failure === undefined ? "success" : "fail";
  if (now >= task.walk.processingAt) return "processing";
  return now >= task.walk.queueingAt ? "queueing" : "preparing";
}

/** All tasks, and the exact account of how many ran at which time. Ends are found when somebody looks, at the time they happened. */
export class TaskBook {
  readonly #byId = new Map<string, Task>();
  readonly #byFileId = new Map<string, Task>();
  readonly #byFingerprint = new Map<string, Task[]>();
  readonly #running = new EndTimes<Task>();
  #settledAt = 0;
  #slotMs = 0;
  #maxInFlight = 0;
  #succeeded = 0;
  #failed = 0;
  #firstAcceptAt: number | undefined;
  #lastEndAt: number | undefined;

  /** Brings the account up to `now`; call it before every look at the figures below. */
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

  accept(now: number, wanted: NewTask): Task {
    this.settle(now);
    const { idStyle, ...rest } = wanted;
    const task: Task = {
      ...rest,
      id: this.#freeId(idStyle, this.#byId),
      fileId: this.#freeId(idStyle, this.#byFileId),
      fingerprint: fingerprintOf(wanted.request),
      request: shortened(wanted.request),
      acceptedAt: now,
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
    this.#running.push(task);
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#running.size);
    this.#firstAcceptAt ??= now;
    return task;
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

  /** What is left of every running task takes `factor` times as long. The order of the ends stays. */
  stretchRunning(now: number, factor: number): void {
    this.settle(now);
    for (const task of this.#running.all()) stretchWalk(task.walk, now, factor);
  }

  get accepted(): number {
    return this.#byId.size;
  }

  get inFlight(): number {
    return this.#running.size;
  }

  figures(): {
    succeeded: number;
    failed: number;
    maxInFlight: number;
    slotMs: number;
    firstAcceptAt: number | undefined;
    lastEndAt: number | undefined;
  } {
    return {
      succeeded: this.#succeeded,
      failed: this.#failed,
      maxInFlight: this.#maxInFlight,
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

  #freeId(style: IdStyle, taken: ReadonlyMap<string, Task>): string {
    for (;;) {
      // 2^48 - 1 is the most that randomInt takes: 15 digits, and below 2^53 as real ids are.
      const id = style === "digits" ? String(randomInt(100_000_000_000_000, 281_474_976_710_655)) : randomBytes(8).toString("hex");
      if (!taken.has(id)) return id;
    }
  }
}

function fingerprintOf(request: VideoRequest): string {
  const { model, prompt, firstFrame, lastFrame, subject, duration, resolution } = request;
  const fields = [model, prompt, firstFrame, lastFrame, subject, duration ?? 6, resolution ?? "768P"];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex").slice(0, 16);
}

/** The books keep no images. */
function shortened(request: VideoRequest): VideoRequest {
  const short = (image: string): string => (image.length > 500 ? `${copyOf(image.slice(0, 60))}… (${image.length} characters)` : image);
  return {
    ...request,
    ...(request.firstFrame !== undefined && { firstFrame: short(request.firstFrame) }),
    ...(request.lastFrame !== undefined && { lastFrame: short(request.lastFrame) }),
    ...(request.subject !== undefined && { subject: short(request.subject) }),
  };
}

/** A part of a text keeps the whole text in memory, which here may have megabytes. */
function copyOf(part: string): string {
  return Buffer.from(part).toString();
}
