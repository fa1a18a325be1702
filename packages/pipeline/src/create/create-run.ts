import { DEFAULT_ACCOUNT, optional, type RunOf, type StageJob } from "@hailuo-queue/contracts";

/** The run of a create job, which names the account of its grant. */
export type CreateRun = RunOf & { readonly account: string };

/** The run that a create job works for. */
export function runOfJob({ run, account = DEFAULT_ACCOUNT, batchId }: StageJob): CreateRun {
  return { run, account, ...optional({ batchId }) };
}
