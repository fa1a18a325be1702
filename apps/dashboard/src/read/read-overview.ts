import {
  type AccountUsage,
  type BatchOutcome,
  type BatchStop,
  type BatchSummary,
  type Fleet,
  GENERATION_STATES,
  type GenerationState,
  optional,
  summarizeOutcome,
} from "@hailuo-queue/contracts";
import { briefOf, type GenerationBrief } from "./generation-brief.ts";
import type { Diagnosis, Producer, TenantProducer } from "@hailuo-queue/producer";
import { type Needs, readNeeds } from "./read-needs.ts";

export interface StateCount {
  readonly state: GenerationState;
  readonly count: number;
}

export interface BatchProgress {
  readonly batchId: string;
  readonly createdAt: number;
  /** In the flow's order; states without a generation are left out. */
  readonly states: readonly StateCount[];
  readonly outcome: BatchOutcome;
  /** Why nothing more of it is started: a user, or what the batch itself says. */
  readonly held?: "paused" | "open" | BatchStop;
  readonly spentMicroUsd: number;
  readonly budgetMicroUsd?: number;
}

/** What `/api/overview.json` answers: all that the home page shows. */
export interface OverviewPage {
  /** Unix ms of this process's clock. */
  readonly at: number;
  readonly accounts: readonly AccountUsage[];
  /** Why nothing moves, or that all moves. */
  readonly diagnosis: Diagnosis;
  /** Every state, in the flow's order. */
  readonly states: readonly StateCount[];
  /** The newest, newest first. */
  readonly batches: readonly BatchProgress[];
  /** The newest generations that failed. */
  readonly failures: readonly GenerationBrief[];
  /** The newest that wait for a decision of a user; their number is the count of `submission_unknown`. */
  readonly attention: readonly GenerationBrief[];
  /** What needs a person, by reason. */
  readonly needs: Needs;
  /** Workers of the last day. */
  readonly fleet: Fleet;
}

/** What a tenant's key sees of it: its own batches and generations. */
export type TenantOverviewPage = Pick<OverviewPage, "at" | "batches" | "failures" | "attention" | "needs">;

const SHOWN = { batches: 20, failures: 10, attention: 50, troubles: 10 };

export async function readOverview(producer: Producer, at: number): Promise<OverviewPage> {
  // One look for all: the page is read every few seconds for as long as anybody has it open.
  const [{ counts, accounts, batches, diagnosis, fleet }, { needs, lost, failed }] = await Promise.all([
    producer.survey(),
    readNeeds(producer),
  ]);
  return {
    at,
    needs,
    fleet,
    accounts,
    diagnosis: { ...diagnosis, troubles: diagnosis.troubles.slice(0, SHOWN.troubles) },
    states: GENERATION_STATES.map((state) => ({ state, count: counts[state] })),
    batches: batches.slice(0, SHOWN.batches).map(progressOf),
    failures: failed.slice(0, SHOWN.failures).map(briefOf),
    attention: lost.slice(0, SHOWN.attention).map(briefOf),
  };
}

export async function readTenantOverview(
  own: Pick<TenantProducer, "batches" | "list">,
  at: number,
): Promise<TenantOverviewPage> {
  const [batches, { needs, lost, failed }] = await Promise.all([own.batches({ limit: SHOWN.batches }), readNeeds(own)]);
  return {
    at,
    batches: batches.items.map(progressOf),
    failures: failed.slice(0, SHOWN.failures).map(briefOf),
    attention: lost.slice(0, SHOWN.attention).map(briefOf),
    needs,
  };
}

export function progressOf(batch: BatchSummary): BatchProgress {
  const states = GENERATION_STATES.map((state) => ({ state, count: batch.counts[state] })).filter(
    ({ count }) => count > 0,
  );
  const held = batch.paused === true ? "paused" : batch.phase === "open" ? "open" : batch.stopped;
  return {
    batchId: batch.batchId,
    createdAt: batch.createdAt,
    states,
    outcome: summarizeOutcome(batch.counts),
    ...optional({ held }),
    spentMicroUsd: batch.spentMicroUsd,
    ...optional({ budgetMicroUsd: batch.budgetMicroUsd }),
  };
}
