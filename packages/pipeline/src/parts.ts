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
  TaskOffice,
  VideoArchive,
  VideoProvider,
} from "@hailuo-queue/contracts";
import type { CallbackParts } from "./create/callback-addresses.ts";
import type { Successor } from "./create/dispatcher.ts";
import type { PollSchedule } from "./poll/learned-schedule.ts";
import type { PipelineSettings } from "./settings.ts";

/** Whether an intent that was recorded a moment ago, under this token, outlives the loss of the Redis that took it. */
export interface IntentGuard {
  isSafe(generationId: string, token: string): Promise<boolean>;
}

/** What create and poll work with. */
export interface PipelineParts {
  readonly ledger: Ledger;
  readonly queue: StageQueue;
  readonly provider: VideoProvider;
  readonly admission: Pick<Admission, "refused">;
  /** Asked after the intent is recorded and before money is spent. */
  readonly guard: IntentGuard;
  readonly callbacks?: CallbackParts | undefined;
  /** Read just before money is spent. */
  readonly inputs: InputReader;
  readonly schedule: PollSchedule;
  readonly settings: PipelineSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly reporter: PipelineReporter;
}

export type PollParts = Omit<PipelineParts, "admission" | "guard" | "inputs" | "callbacks"> & {
  /** Of a dispatcher in this process, whose connection is the ledger's, too. Default: some dispatcher is woken for each freed slot. */
  readonly successor?: Successor | undefined;
  readonly budget: CallBudget;
  /** For accounts whose API lists and cancels tasks. */
  readonly office?: TaskOffice;
  /** For settling what a task cost, where the provider tells what was used. Default: what was reserved is charged. */
  readonly prices?: PriceTable;
};

export type DownloadParts = Omit<PipelineParts, "guard" | "inputs" | "callbacks" | "queue" | "schedule"> & {
  readonly archive: VideoArchive;
  readonly budget: CallBudget;
};
