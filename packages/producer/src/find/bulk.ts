import {
  GENERATION_STATES,
  type GenerationRecord,
  InvalidInputError,
  isEndState,
  optional,
} from "@hailuo-queue/contracts";
import { needsRebuy } from "../resolve-generation.ts";
import type { ReplayReceipt } from "../resolution.ts";
import { findGenerations, type FindSource } from "./find-generations.ts";
import { statesOf, type Where, whereStates } from "./where.ts";

/** What is done to all generations that a filter lets pass. */
export type BulkAction =
  | { readonly action: "cancel" }
  /** As `retry` does for one: buys nothing, unless `rebuy` is said, and nothing that failed after `failedBefore`. */
  | { readonly action: "retry"; readonly rebuy?: boolean; readonly failedBefore?: number };

/** What a bulk action would do, found without changing anything. */
export interface BulkPreview {
  /** Generations that the filter lets pass and that the action is for. */
  readonly matched: number;
  /** There were more than are looked through, or done, at once: the same again goes on. */
  readonly cut?: true;
  /** Of a retry: those that have no video. They are bought again with `rebuy`, and refused without it. */
  readonly needRebuy: number;
  /** What a retry may buy, in millionths of a US dollar, as far as prices are known. 0 without `rebuy`. */
  readonly priceMicroUsd: number;
  /** Those bought again that have no known price. */
  readonly unpriced: number;
  /** Of a cancel: those whose task may run at the provider. They are paid for, and end without a video. */
  readonly underWay: number;
  /** The first that it found. */
  readonly first: readonly GenerationRecord[];
}

/** What was done so far, in numbers of generations. */
interface BulkTally {
  readonly matched: number;
  readonly changed: number;
  /** By the code of the refusal. */
  readonly refused: Readonly<Record<string, number>>;
  /** What was bought again, in millionths of a US dollar, as far as prices are known. */
  readonly priceMicroUsd: number;
  /** Those bought again that have no known price. */
  readonly unpriced: number;
}

/** What a bulk action did, in numbers of generations. */
export interface BulkReceipt extends Omit<BulkTally, "unpriced"> {
  /** It ended before all were done: there are more, or the next was more than was agreed to. */
  readonly cut?: "more" | "agreed";
}

/** What its caller agreed to, from a preview: no more is changed or bought, whatever has come since. */
export interface BulkAgreement {
  readonly most?: number;
  readonly mostMicroUsd?: number;
  /** Bought again without a known price; default none where `mostMicroUsd` is given. Those beyond it are refused. */
  readonly mostUnpriced?: number;
  /** The last note of a try that broke off. This one goes on behind it, and both together do no more than was agreed. */
  readonly from?: BulkNote | undefined;
  /**
   * Keeps a note, before anything is done that it tells of. Where it throws, nothing more is done.
   */
  readonly note?: ((note: BulkNote) => Promise<void>) | undefined;
}

/** How far a bulk action is. Plain JSON. */
export interface BulkNote extends BulkTally {
  /** What is being changed just now: which of these were changed is not known. Counted in `matched` and the price. */
  readonly pending: readonly BulkStep[];
}

/** One generation that is to be changed. */
export interface BulkStep {
  readonly id: string;
  /** Whether it is bought again. */
  readonly buys: boolean;
  /** Undefined: not known. */
  readonly priceMicroUsd?: number;
}

/** What a bulk action is carried out with. */
export interface BulkParts {
  readonly source: FindSource;
  cancel(id: string): Promise<{ readonly result: string }>;
  retry(id: string, how: { readonly rebuy: boolean; readonly failedBefore?: number }): Promise<ReplayReceipt>;
  /** Unix ms. */
  readonly now: () => number;
}

const LIMITS = { most: 10_000, pages: 100, atOnce: 25, first: 10 };
const CANCELLABLE = GENERATION_STATES.filter((state) => !isEndState(state) && state !== "cancelling");

/** How many generations one bulk action changes at most; more are done by the same again. */
export const BULK_MOST = LIMITS.most;

/**
 * Counts what {@link runBulk} would do.
 * @throws InvalidInputError (`bad_where`) for a filter without conditions.
 */
export async function previewBulk(parts: BulkParts, where: Where, what: BulkAction): Promise<BulkPreview> {
  const tally = { matched: 0, needRebuy: 0, priceMicroUsd: 0, unpriced: 0, underWay: 0 };
  const first: GenerationRecord[] = [];
  const isWhole = await eachMatch(parts, where, what, async (records) => {
    for (const record of records) {
      tally.matched += 1;
      if (first.length < LIMITS.first) first.push(record);
      if (what.action === "cancel") {
        if (record.state !== "queued" && record.state !== "downloading") tally.underWay += 1;
        continue;
      }
      if (!needsRebuy(record)) continue;
      tally.needRebuy += 1;
      if (what.rebuy !== true) continue;
      if (record.priceMicroUsd === undefined) tally.unpriced += 1;
      else tally.priceMicroUsd += record.priceMicroUsd;
    }
    return true;
  });
  return { ...tally, first, ...(isWhole ? {} : { cut: true }) };
}

/**
 * Cancels or retries all generations that a filter lets pass and that the action is for, at most {@link BULK_MOST}, some
 * at a time. MAY BUY with `rebuy`, at most what was agreed to. Doing it twice changes what is left; going on from a note
 * buys nothing that the earlier try bought.
 */
export async function runBulk(
  parts: BulkParts,
  where: Where,
  what: BulkAction,
  {
    most = LIMITS.most,
    mostMicroUsd = Infinity,
    mostUnpriced = mostMicroUsd === Infinity ? Infinity : 0,
    from,
    note,
  }: BulkAgreement = {},
): Promise<BulkReceipt> {
  const refused: Record<string, number> = { ...from?.refused };
  const tally = {
    matched: from?.matched ?? 0,
    changed: from?.changed ?? 0,
    priceMicroUsd: from?.priceMicroUsd ?? 0,
    unpriced: from?.unpriced ?? 0,
  };
  const refuse = (code: string): void => void (refused[code] = (refused[code] ?? 0) + 1);
  let isAgreed = true;

  async function carryOut(steps: readonly BulkStep[], isKnown: (code: string) => boolean = () => false): Promise<void> {
    if (steps.length === 0) return;
    await note?.({ ...tally, refused: { ...refused }, pending: steps });
    for (const [step, code] of await Promise.all(steps.map(async (each) => [each, await act(each)] as const))) {
      if (code === undefined || isKnown(code)) {
        tally.changed += 1;
        continue;
      }
      refuse(code);
      if (!step.buys) continue;
      tally.priceMicroUsd -= step.priceMicroUsd ?? 0;
      if (step.priceMicroUsd === undefined) tally.unpriced -= 1;
    }
  }

  // Those that have moved on since count as changed by the earlier try: what is not known is not bought.
  if (from !== undefined) await carryOut(from.pending, (code) => HAS_MOVED_ON.includes(code));
  const isWhole = await eachMatch(parts, where, what, async (records) => {
    for (let at = 0; at < records.length; at += LIMITS.atOnce) {
      const group: BulkStep[] = [];
      for (const record of records.slice(at, at + LIMITS.atOnce)) {
        const step = stepOf(what, record);
        if (step.buys && hasFailedSince(what, record)) {
          refuse("changed");
          continue;
        }
        if (tally.matched >= most || tally.priceMicroUsd + (step.priceMicroUsd ?? 0) > mostMicroUsd) {
          isAgreed = false;
          break;
        }
        tally.matched += 1;
        if (step.buys && step.priceMicroUsd === undefined) {
          // An amount of money bounds nothing that has no price.
          if (tally.unpriced >= mostUnpriced) {
            refuse("no_price");
            continue;
          }
          tally.unpriced += 1;
        }
        tally.priceMicroUsd += step.priceMicroUsd ?? 0;
        group.push(step);
      }
      await carryOut(group);
      if (!isAgreed) return false;
    }
    return true;
  });
  const { matched, changed, priceMicroUsd } = tally;
  const cut = isAgreed ? (isWhole ? undefined : "more") : "agreed";
  return { matched, changed, priceMicroUsd, refused, ...optional({ cut }) };

  async function act({ id, buys }: BulkStep): Promise<string | undefined> {
    if (what.action === "cancel") {
      const { result } = await parts.cancel(id);
      return result === "cancelled" || result === "cancelling" ? undefined : result;
    }
    try {
      // BUYS what has no video, where its caller said so.
      const receipt = await parts.retry(id, { rebuy: buys, ...optional({ failedBefore: what.failedBefore }) });
      return receipt.result === "refused" ? receipt.code : undefined;
    } catch (error) {
      // Deleted since it was found.
      if (error instanceof InvalidInputError && error.code === "unknown_generation") return error.code;
      throw error;
    }
  }
}

/** Answers of a retry for what an earlier try may have changed. */
const HAS_MOVED_ON: readonly string[] = ["not_waiting", "changed", "unknown_generation"];

/** What could be fetched again, since it was paid for, is not bought. */
function stepOf(what: BulkAction, record: GenerationRecord): BulkStep {
  const { id, priceMicroUsd } = record;
  const buys = what.action === "retry" && what.rebuy === true && needsRebuy(record);
  return { id, buys, ...(buys ? optional({ priceMicroUsd }) : {}) };
}

/** It would be refused, and takes no place of those that were meant. */
function hasFailedSince(what: BulkAction, { endedAt = 0 }: GenerationRecord): boolean {
  return what.action === "retry" && endedAt > (what.failedBefore ?? Infinity);
}

/**
 * Page by page, state after state in the order of a generation's life: what moves on meanwhile is met again. Ends when
 * `visit` says false. True when all were visited.
 */
async function eachMatch(
  { source, now }: BulkParts,
  where: Where,
  { action }: BulkAction,
  visit: (records: readonly GenerationRecord[]) => Promise<boolean>,
): Promise<boolean> {
  if (where.terms.length === 0)
    throw new InvalidInputError("bad_where", "The filter has no conditions; to mean all, name a state or a time.");
  const possible = action === "retry" ? (["failed"] as const) : CANCELLABLE;
  const states = statesOf(where).filter((state) => (possible as readonly string[]).includes(state));
  const seen = new Set<string>();
  let pages = 0;
  for (const state of states) {
    const inState = whereStates(
      { terms: where.terms.filter((term) => !(term.kind === "is" && term.field === "state")) },
      [state],
    );
    let cursor: string | undefined;
    do {
      if (pages === LIMITS.pages) return false;
      pages += 1;
      const page = await findGenerations(source, inState, {
        limit: 500,
        now: now(),
        ...optional({ cursor }),
      });
      const fresh = page.items.filter(({ id }) => !seen.has(id));
      const room = LIMITS.most - seen.size;
      for (const { id } of fresh.slice(0, room)) seen.add(id);
      if (!(await visit(fresh.slice(0, room)))) return false;
      if (fresh.length > room) return false;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
  return true;
}
