import { type GenerationRecord, type ListFilter, optional, type RecordPage } from "@hailuo-queue/contracts";
import { giveWay } from "@hailuo-queue/turns";
import { matchesWhere } from "./match-where.ts";
import { onlyValue, scopeOf, type Where } from "./where.ts";

/** What a filter looks through: all generations, or those of one tenant. */
export interface FindSource {
  /** Whether its lists over all batches go back in time, so that one may end where all that follows is too old. */
  readonly isByTime: boolean;
  get(id: string): Promise<GenerationRecord | undefined>;
  list(filter: ListFilter): Promise<RecordPage>;
}

/** A page of what a filter lets pass. */
export interface FindPage extends RecordPage {
  /** How many were looked at for this page. */
  readonly looked: number;
}

/** What one page looks at, at most: what is rare in much history must not hold the caller up. */
const MOST_LOOKED_AT = 5000;
const PAGE = { least: 100, most: 500 };

/**
 * A page of the generations that a filter lets pass, in the order of the list that it needs: newest first, those of one
 * batch in its order. It may be short, or empty, before the last, and longer than asked for by what was looked at with
 * its last one.
 * @throws InvalidInputError (`bad_cursor`).
 */
export async function findGenerations(
  source: FindSource,
  where: Where,
  { limit: wanted = 50, cursor, now }: { readonly limit?: number; readonly cursor?: string; readonly now: number },
): Promise<FindPage> {
  const limit = Math.min(Math.max(wanted, 1), 1000);
  const id = onlyValue(where, "id");
  if (id !== undefined) {
    const record = await source.get(id);
    return { items: record !== undefined && matchesWhere(record, where, now) ? [record] : [], looked: 1 };
  }
  const scope = scopeOf(where);
  const isPlain = where.terms.every(({ kind }) => kind === "is") && where.terms.length === Object.keys(scope).length;
  const items: GenerationRecord[] = [];
  let next = cursor;
  let looked = 0;
  while (items.length < limit && looked < MOST_LOOKED_AT) {
    // A page is taken whole, so that its cursor skips nothing.
    const size = isPlain ? limit - items.length : Math.min(PAGE.most, Math.max(PAGE.least, limit));
    const page = await source.list({ ...scope, limit: size, ...optional({ cursor: next }) });
    for (const record of page.items) {
      if (matchesWhere(record, where, now)) items.push(record);
      const rest = giveWay();
      if (rest !== undefined) await rest;
    }
    looked += size;
    next = page.nextCursor;
    if (next === undefined || page.isCut === true) break;
    if (source.isByTime && scope.batchId === undefined && isOlder(page.items.at(-1), where, now))
      return { items, looked };
  }
  return { items, looked, ...optional({ nextCursor: next }) };
}

/** Lists of all batches go back in time: behind this one there is nothing young enough. */
function isOlder(last: GenerationRecord | undefined, { terms }: Where, now: number): boolean {
  if (last === undefined) return false;
  return terms.some(
    (term) =>
      term.kind === "age" && term.time === "created" && term.than === "younger" && now - last.createdAt >= term.ms,
  );
}
