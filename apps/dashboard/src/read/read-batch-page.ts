import {
  adviceFor,
  type BatchEnd,
  type BatchSummary,
  GENERATION_STATES,
  type GenerationState,
  InvalidInputError,
  optional,
  type RecordPage,
} from "@hailuo-queue/contracts";
import type { Hands } from "../act/hands.ts";
import { briefOf, type GenerationBrief } from "./generation-brief.ts";
import { type BatchProgress, progressOf } from "./read-overview.ts";

export interface BatchPageQuery {
  readonly batchId: string;
  readonly cursor?: string | undefined;
  /** Only generations in this state. */
  readonly state?: string | undefined;
}

/** Failures of a batch for the same reason. */
export interface FailureReason {
  readonly code: string;
  readonly count: number;
  readonly message: string;
  readonly advice: string;
  /** An example. */
  readonly id: string;
}

/** What `/api/batches/<id>` answers. */
export interface BatchPage {
  readonly at: number;
  readonly batch: BatchProgress;
  readonly tenant: string;
  /** What people call it. */
  readonly name?: string;
  readonly settings: Pick<BatchSummary, "priority" | "maxFailureRatio" | "phase" | "paused" | "stopped">;
  readonly items: readonly GenerationBrief[];
  readonly nextCursor?: string;
  /** By frequency, of the first that failed. */
  readonly failures: readonly FailureReason[];
  /** Undefined where nothing tells it. */
  readonly end?: BatchEnd;
  /** Where its results and its gallery are written at its end. */
  readonly place?: string;
}

const PAGE = 50;
/**
 * With a state wanted, batches are read through in larger steps, and a page ends after this many: it stays quick in a
 * batch of any size.
 */
const SCAN = { step: 500, most: 2500 };
/** Failures that are looked at for their reasons. */
const FAILURES = 500;

/** Undefined when there is no such batch; throws InvalidInputError for a state or cursor that does not exist. */
export async function readBatchPage(
  hands: Pick<Hands, "batch" | "batchEnd" | "list">,
  query: BatchPageQuery,
  at: number,
): Promise<BatchPage | undefined> {
  const state = query.state === undefined ? undefined : readState(query.state);
  const batch = await orNothing(hands.batch(query.batchId));
  if (batch === undefined) return undefined;
  const [page, failed, end] = await Promise.all([
    state === undefined
      ? hands.list({ batchId: query.batchId, limit: PAGE, ...cursorOf(query.cursor) })
      : listInState(hands, query.batchId, state, query.cursor),
    batch.counts.failed === 0 ? { items: [] } : listInState(hands, query.batchId, "failed", undefined, FAILURES),
    hands.batchEnd(batch),
  ]);
  return {
    at,
    batch: progressOf(batch),
    tenant: batch.tenant,
    settings: {
      phase: batch.phase,
      ...optional({
        priority: batch.priority,
        maxFailureRatio: batch.maxFailureRatio,
        paused: batch.paused,
        stopped: batch.stopped,
      }),
    },
    items: page.items.map(briefOf),
    failures: reasonsOf(failed),
    ...optional({
      nextCursor: page.nextCursor,
      end,
      place: batch.place?.location,
      name: batch.labels?.name,
    }),
  };
}

function reasonsOf({ items }: RecordPage): readonly FailureReason[] {
  const reasons = new Map<string, FailureReason>();
  for (const { id, state, error } of items) {
    const code = error?.code ?? "unknown";
    const before = reasons.get(code);
    reasons.set(code, {
      code,
      count: (before?.count ?? 0) + 1,
      message: before?.message ?? error?.message ?? "No reason was recorded.",
      advice: adviceFor(code, "en", { state }),
      id: before?.id ?? id,
    });
  }
  return [...reasons.values()].toSorted((one, other) => other.count - one.count);
}

/** A tenant's hands throw for what is not there. */
async function orNothing<Value>(found: Promise<Value>): Promise<Value | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof InvalidInputError && error.code === "unknown_batch") return undefined;
    throw error;
  }
}

/** Those of a batch that are in this state, from a cursor on; a page may be short, or empty, before the last. */
export async function listInState(
  hands: Pick<Hands, "list">,
  batchId: string,
  state: GenerationState,
  from: string | undefined,
  wanted = PAGE,
): Promise<RecordPage> {
  const items: RecordPage["items"][number][] = [];
  let cursor = from;
  for (let scanned = 0; scanned < SCAN.most; scanned += SCAN.step) {
    const page = await hands.list({ batchId, state, limit: SCAN.step, ...cursorOf(cursor) });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return { items };
    if (items.length >= wanted) break;
  }
  return cursor === undefined ? { items } : { items, nextCursor: cursor };
}

function readState(name: string): GenerationState {
  const state = GENERATION_STATES.find((known) => known === name);
  if (state === undefined)
    throw new InvalidInputError("bad_state", `"${name}" is not a state; states are ${GENERATION_STATES.join(", ")}.`);
  return state;
}

function cursorOf(cursor: string | undefined): { readonly cursor?: string } {
  return optional({ cursor });
}
