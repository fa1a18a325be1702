import type {
  Admission,
  CallBudget,
  Clock,
  Ledger,
  PipelineReporter,
  Random,
  StageQueue,
  VideoArchive,
  VideoProvider,
} from "@hailuo-queue/contracts";
import type { PollSchedule } from "./poll/learned-schedule.ts";
import type { PipelineSettings } from "./settings.ts";

/** What create and poll work with. */
export interface PipelineParts {
  readonly ledger: Ledger;
  readonly queue: StageQueue;
  readonly provider: VideoProvider;
  readonly admission: Pick<Admission, "refused">;
  readonly schedule: PollSchedule;
  readonly settings: PipelineSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly reporter: PipelineReporter;
}

export type PollParts = Omit<PipelineParts, "admission"> & { readonly budget: CallBudget };

export type DownloadParts = Omit<PipelineParts, "admission" | "queue" | "schedule"> & {
  readonly archive: VideoArchive;
  readonly budget: CallBudget;
};
