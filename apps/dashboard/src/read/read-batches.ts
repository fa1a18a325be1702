import { optional } from "@hailuo-queue/contracts";
import type { Hands } from "../act/hands.ts";
import { type BatchProgress, progressOf } from "./read-overview.ts";

/** What `/api/batches` answers: newest first. */
export interface BatchesPage {
  readonly at: number;
  readonly items: readonly (BatchProgress & { readonly tenant: string; readonly name?: string })[];
  /** Undefined on the last page. */
  readonly nextCursor?: string;
}

const PAGE = 50;

export async function readBatches(
  hands: Pick<Hands, "batches">,
  { cursor }: { readonly cursor?: string | undefined },
  at: number,
): Promise<BatchesPage> {
  const { items, nextCursor } = await hands.batches({ limit: PAGE, ...optional({ cursor }) });
  return {
    at,
    items: items.map((batch) => ({
      ...progressOf(batch),
      tenant: batch.tenant,
      ...optional({ name: batch.labels?.name }),
    })),
    ...optional({ nextCursor }),
  };
}
