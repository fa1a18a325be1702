import { DEFAULT_TASK_DEADLINE_MS } from "@hailuo-queue/contracts";

/** How the three stages pace themselves. All in milliseconds. */
export interface PipelineSettings {
  /** Shortest wait between two polls of one task; default 5,000. */
  readonly pollMinMs: number;
  /** Longest wait between two polls of one task; default 10,000. */
  readonly pollMaxMs: number;
  /** A task that runs longer is shown as overdue, and polled on; default 30 min. */
  readonly taskDeadlineMs: number;
  /** The longest that one create call may take; default 20,000. Its permit in the window is held that long. */
  readonly createTimeoutMs: number;
  /** How often a download is tried before the generation fails; default 60, which outlasts an hour without storage. */
  readonly downloadAttempts: number;
  /**
   * A create whose answer was lost may have been bought. `park` (default): a user decides. `resubmit`: it is sent once
   * more, and MAY BUY THE VIDEO TWICE; lost again, it is parked.
   */
  readonly ambiguousCreate: "park" | "resubmit";
  /**
   * A create that moderation refused for its picture, which costs nothing: `fail` (default), or `try_again`: once more,
   * as the same picture is sometimes taken the second time.
   */
  readonly flaggedPicture: "fail" | "try_again";
  /** How long the record of a succeeded generation is kept after its end; 0: for good. Default 30 days. */
  readonly keepSucceededMs: number;
  /** The same for failed and cancelled ones, which a user may come back to. Default 30 days. */
  readonly keepFailedMs: number;
  /** How long an input is kept that no unfinished generation needs; 0: for good. Default 3 days. */
  readonly keepInputsMs: number;
}

/** The defaults of {@link PipelineSettings}. The workers' settings (HAILUO_POLL_MIN_MS and others) override them. */
export const DEFAULT_SETTINGS: PipelineSettings = {
  pollMinMs: 5000,
  pollMaxMs: 10_000,
  taskDeadlineMs: DEFAULT_TASK_DEADLINE_MS,
  createTimeoutMs: 20_000,
  downloadAttempts: 60,
  ambiguousCreate: "park",
  flaggedPicture: "fail",
  keepSucceededMs: 30 * 24 * 60 * 60_000,
  keepFailedMs: 30 * 24 * 60 * 60_000,
  keepInputsMs: 3 * 24 * 60 * 60_000,
};
