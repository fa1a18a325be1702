import { type GenerationRecord, type Ledger, optional, type RecordPage } from "@hailuo-queue/contracts";
import type { ProducerListFilter } from "./types.ts";

/** What one call looks at, at most: what is rare in much history must not hold the caller up. */
const MOST_LOOKED_AT = 5000;
const PAGE = 500;

/** Whether its video is not what was bought. */
export function hasWarnings({ video }: GenerationRecord): boolean {
  return (video?.warnings?.length ?? 0) > 0;
}

/** A page of generations with warnings. Only what has succeeded has a video. */
export async function listWarnings(
  ledger: Pick<Ledger, "list">,
  { limit: wanted = 50, cursor, batchId, state }: ProducerListFilter,
): Promise<RecordPage> {
  if (state !== undefined && state !== "succeeded") return { items: [] };
  const limit = Math.min(Math.max(wanted, 1), 1000);
  const items: GenerationRecord[] = [];
  let next = cursor;
  for (let looked = 0; items.length < limit && looked < MOST_LOOKED_AT;) {
    const size = Math.min(PAGE, limit - items.length);
    const page = await ledger.list({
      state: "succeeded",
      limit: size,
      ...optional({ batchId, cursor: next }),
    });
    items.push(...page.items.filter(hasWarnings));
    looked += size;
    next = page.nextCursor;
    if (next === undefined || page.isCut === true) break;
  }
  return next === undefined ? { items } : { items, nextCursor: next };
}
