import type { Walk } from "./lifetimes.ts";
import type { Side } from "./sides.ts";
import type { VideoRequest } from "./video-request.ts";

export type Stage = "preparing" | "queueing" | "processing" | "success" | "fail" | "cancelled";

export interface TaskFailure {
  readonly code: number;
  readonly message: string;
}

/** Which kind of ids a task gets: 15 digits, 18 digits, or 16 hex characters. */
export type IdStyle = "digits" | "long-digits" | "hex";

/** One accepted create: one video that the account pays for unless it fails or is cancelled in time. */
export interface Task {
  readonly id: string;
  readonly fileId: string;
  readonly side: Side;
  /** The dialect of its create call; "undecided" when the fields did not tell. */
  readonly dialect: string;
  readonly request: VideoRequest;
  readonly fingerprint: string;
  readonly acceptedAt: number;
  readonly walk: Walk;
  /** Undefined: it ends in success. */
  readonly failure: TaskFailure | undefined;
  /** What its video costs; undefined where no price is known. */
  readonly microUsd: number | undefined;
  readonly videoBytes: number;
  /** Cancelled while it was queued: its walk ended then. */
  cancelled: boolean;
  /** The client had its record deleted: the provider no longer knows it. */
  deleted: boolean;
  /** False when the client never got the answer to its create, by a fault or because it hung up. */
  answered: boolean;
  queries: number;
  lastQueryAt: number | undefined;
  /** The first query or list whose answer told the end. */
  endReportedAt: number | undefined;
  fileCalls: number;
  downloads: number;
  completedDownloads: number;
}

export interface NewTask {
  readonly side: Side;
  readonly dialect: string;
  readonly idStyle: IdStyle;
  readonly request: VideoRequest;
  readonly walk: Walk;
  readonly failure: TaskFailure | undefined;
  readonly videoBytes: number;
}

export function stageOf(task: Task, now: number): Stage {
  if (task.cancelled) return "cancelled";
  if (now >= task.walk.endsAt) return task.failure === undefined ? "success" : "fail";
  if (now >= task.walk.processingAt) return "processing";
  return now >= task.walk.queueingAt ? "queueing" : "preparing";
}

/** Tasks of v2 are known for so long after their create. Of the others no limit is documented. */
const V2_KNOWN_MS = 7 * 24 * 3_600_000;

/** Whether the provider still answers for a task. */
export function isKnown({ side, acceptedAt, deleted }: Task, now: number): boolean {
  return side !== "v2" || (!deleted && now - acceptedAt <= V2_KNOWN_MS);
}

export function isOver(stage: Stage): boolean {
  return stage === "success" || stage === "fail" || stage === "cancelled";
}
