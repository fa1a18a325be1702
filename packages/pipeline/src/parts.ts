import type {
  Admission,
  CallBudget,
  Clock,
  InputReader,
  Ledger,
  PipelineReporter,
  PriceTable,
  Random,
  StageQueue,
  TaskApi,
  VideoArchive,
  VideoProvider,
} from "@hailuo-queue/contracts";
import type { CallbackParts } from "./create/callback-addresses.ts";
import type { PollSchedule } from "./poll/learned-schedule.ts";
import type { PipelineSettings } from "./settings.ts";

/** Whether an intent that was recorded a moment ago, under this token, outlives the loss of the Redis that took it. */
export interface IntentGuard {
  isSafe(generationId: string, token: string): Promise<boolean>;
}

/** What the create stage works with. */
export interface CreateParts {
  readonly ledger: Pick<Ledger, "get" | "transition" | "noteAttempt">;
  readonly queue: Pick<StageQueue, "add">;
  readonly provider: Pick<VideoProvider, "createTask">;
  readonly admission: Pick<Admission, "refused">;
  /** Asked after the intent is recorded and before money is spent. */
  readonly guard: IntentGuard;
  readonly callbacks?: CallbackParts | undefined;
  /** Read just before money is spent. */
  readonly inputs: InputReader;
  readonly schedule: Pick<PollSchedule, "firstDelayMs">;
  /** Where a process works on one batch alone: it buys nothing of any other. */
  readonly onlyBatch?: string | undefined;
  readonly settings: Pick<
    PipelineSettings,
    "createTimeoutMs" | "taskDeadlineMs" | "ambiguousCreate" | "flaggedPicture"
  >;
  readonly clock: Clock;
  /** For the token that tells a repeated intent from another's. */
  readonly random: Random;
  readonly reporter: Pick<
    PipelineReporter,
    "accountRefused" | "callbackRefused" | "ended" | "anomaly" | "providerRefused" | "taskAccepted"
  >;
}

/** What the poll stage works with. */
export interface PollParts {
  readonly ledger: Pick<Ledger, "get" | "transition" | "notePoll" | "noteAttempt">;
  readonly queue: Pick<StageQueue, "add">;
  readonly provider: Pick<VideoProvider, "getTask">;
  readonly budget: CallBudget;
  /** For accounts whose API lists and cancels tasks. Default: each task is asked for by itself. */
  readonly taskApi?: Pick<TaskApi, "hasTaskApi" | "listTasks" | "cancelTask"> | undefined;
  /** For settling what a task cost, where the provider tells what was used. Default: what was reserved is charged. */
  readonly prices?: PriceTable;
  readonly schedule: Pick<PollSchedule, "nextDelayMs" | "noteFinished">;
  readonly settings: Pick<PipelineSettings, "pollMinMs" | "taskDeadlineMs">;
  readonly clock: Clock;
  /** For the instants at which a shared list is asked for again. */
  readonly random: Random;
  readonly reporter: Pick<PipelineReporter, "callRefused" | "ended" | "anomaly">;
}

/** The archive of a batch's place; undefined where this process cannot store anything there. */
export type ArchiveOf = (batchId: string) => Promise<VideoArchive | undefined>;

/** What the download stage works with. */
export interface DownloadParts {
  readonly ledger: Pick<Ledger, "get" | "transition" | "noteAttempt">;
  readonly provider: Pick<VideoProvider, "getFile">;
  readonly archive: VideoArchive;
  /** Where batches have places of their own. Default: `archive` for all. */
  readonly archiveOf?: ArchiveOf;
  readonly admission: Pick<Admission, "refused">;
  readonly budget: CallBudget;
  readonly settings: Pick<PipelineSettings, "downloadAttempts">;
  readonly clock: Clock;
  readonly reporter: Pick<PipelineReporter, "accountRefused" | "callRefused" | "ended" | "anomaly" | "videoDoubted">;
}
