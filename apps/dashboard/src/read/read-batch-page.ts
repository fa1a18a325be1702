import {
  GENERATION_STATES,
  type GenerationState,
  InvalidInputError,
  optional,
  type RecordPage,
} from "@hailuo-queue/contracts";
import { briefOf, type GenerationBrief } from "./generation-brief.ts";
import type { ReadingProducer } from "./producer-door.ts";
import { type BatchProgress, progressOf } from "./read-overview.ts";

export interface BatchPageQuery {
  readonly batchId: string;
  readonly cursor?: string | undefined;
  /** Only generations in this state. */
  readonly state?: string | undefined;
}

/** What `/api/batches/<id>` answers. */
export interface BatchPage {
  readonly at: number;
  readonly batch: BatchProgress;
  readonly items: readonly GenerationBrief[];
  readonly nextCursor?: string;
}

const PAGE = 50;
/**
 * With a state wanted, batches are read through in larger steps, and a page ends after this many: it stays quick in a
 * batch of any size.
 */
const SCAN = { step: 500, most: 2500 };

/** Undefined when there is no such batch; throws InvalidInputError for a state or cursor that does not exist. */
export async function readBatchPage(
  producer: ReadingProducer,
  query: BatchPageQuery,
  at: number,
): Promise<BatchPage | undefined> {
  const state = query.state === undefined ? undefined : readState(query.state);
  const [batch, page] = await Promise.all([
    producer.batch(query.batchId),
    state === undefined
      ? producer.list({ batchId: query.batchId, limit: PAGE, ...cursorOf(query.cursor) })
      : listInState(producer, query.batchId, state, query.cursor),
  ]);
  if (batch === undefined) return undefined;
  return {
    at,
    batch: progressOf(batch),
    items: page.items.map(briefOf),
    ...optional({ nextCursor: page.nextCursor }),
  };
}

async function listInState(
  producer: ReadingProducer,
  batchId: string,
  state: GenerationState,
  from: string | undefined,
): Promise<RecordPage> {
  const items: RecordPage["items"][number][] = [];
  let cursor = from;
  for (let scanned = 0; scanned < SCAN.most; scanned += SCAN.step) {
    const page = await producer.list({ batchId, state, limit: SCAN.step, ...cursorOf(cursor) });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return { items };
    if (items.length >= PAGE) break;
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
