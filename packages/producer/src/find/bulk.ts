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

/** What a bulk action did, in numbers of generations. */
export interface BulkReceipt {
  readonly matched: number;
  readonly changed: number;
  /** By the code of the refusal. */
  readonly refused: Readonly<Record<string, number>>;
  /** What was bought again, in millionths of a US dollar, as far as prices are known. */
  readonly priceMicroUsd: number;
  /** It ended before all were done: there are more, or the next was more than was agreed to. */
  readonly cut?: "more" | "agreed";
}

/** What its caller agreed to, from a preview: no more is changed or bought, whatever has come since. */
export interface BulkAgreement {
  readonly most?: number;
  readonly mostMicroUsd?: number;
  /** Bought again without a known price; default none where `mostMicroUsd` is given. Those beyond it are refused. */
  readonly mostUnpriced?: number;
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
 * at a time. MAY BUY with `rebuy`, at most what was agreed to. Doing it twice changes what is left.
 */
export async function runBulk(
  parts: BulkParts,
  where: Where,
  what: BulkAction,
  {
    most = LIMITS.most,
    mostMicroUsd = Infinity,
    mostUnpriced = mostMicroUsd === Infinity ? Infinity : 0,
  }: BulkAgreement = {},
): Promise<BulkReceipt> {
  const tally = { matched: 0, changed: 0, priceMicroUsd: 0 };
  /** What could be fetched again, since it was paid for, is not bought. */
  const buys = (record: GenerationRecord): boolean =>
    what.action === "retry" && what.rebuy === true && needsRebuy(record);
  const refused: Record<string, number> = {};
  let isAgreed = true;
  let unpriced = 0;
  const isWhole = await eachMatch(parts, where, what, async (records) => {
    for (let at = 0; at < records.length; at += LIMITS.atOnce) {
      const group: GenerationRecord[] = [];
      for (const record of records.slice(at, at + LIMITS.atOnce)) {
        const price = buys(record) ? (record.priceMicroUsd ?? 0) : 0;
        if (tally.matched >= most || tally.priceMicroUsd + price > mostMicroUsd) {
          isAgreed = false;
          break;
        }
        tally.matched += 1;
        if (buys(record) && record.priceMicroUsd === undefined) {
          // An amount of money bounds nothing that has no price.
          if (unpriced >= mostUnpriced) {
            refused["no_price"] = (refused["no_price"] ?? 0) + 1;
            continue;
          }
          unpriced += 1;
        }
        tally.priceMicroUsd += price;
        group.push(record);
      }
      for (const [record, code] of await Promise.all(group.map(async (each) => [each, await act(each)] as const))) {
        if (code === undefined) tally.changed += 1;
        else {
          refused[code] = (refused[code] ?? 0) + 1;
          if (buys(record)) tally.priceMicroUsd -= record.priceMicroUsd ?? 0;
        }
      }
      if (!isAgreed) return false;
    }
    return true;
  });
  const cut = isAgreed ? (isWhole ? undefined : "more") : "agreed";
  return { ...tally, refused, ...(cut === undefined ? {} : { cut }) };

  async function act(record: GenerationRecord): Promise<string | undefined> {
    const { id } = record;
    if (what.action === "cancel") {
      const { result } = await parts.cancel(id);
      return result === "cancelled" || result === "cancelling" ? undefined : result;
    }
    // BUYS what has no video, where its caller said so.
    const receipt = await parts.retry(id, { rebuy: buys(record), ...optional({ failedBefore: what.failedBefore }) });
    return receipt.result === "refused" ? receipt.code : undefined;
  }
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
        ...(cursor === undefined ? {} : { cursor }),
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
