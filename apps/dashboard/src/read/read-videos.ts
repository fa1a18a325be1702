import { optional } from "@hailuo-queue/contracts";
import type { Hands } from "../act/hands.ts";
import { briefOf, type GenerationBrief } from "./generation-brief.ts";
import { listInState } from "./read-batch-page.ts";

/** What `/api/batches/<id>/videos` answers: the finished videos of a batch, in its order. */
export interface VideosPage {
  readonly at: number;
  readonly items: readonly Pick<GenerationBrief, "id" | "index" | "customId" | "prompt" | "bytes" | "facts">[];
  /** A page may be short, or empty, before the last. */
  readonly nextCursor?: string;
}

/** Throws InvalidInputError (`unknown_batch`, `bad_cursor`). */
export async function readVideos(
  hands: Pick<Hands, "batch" | "list">,
  { batchId, cursor }: { readonly batchId: string; readonly cursor?: string | undefined },
  at: number,
): Promise<VideosPage> {
  await hands.batch(batchId);
  const page = await listInState(hands, batchId, "succeeded", cursor);
  const items = page.items
    .filter(({ video }) => video !== undefined)
    .map(briefOf)
    .map(({ id, index, customId, prompt, bytes, facts }) => ({
      id,
      index,
      prompt,
      ...optional({ customId, bytes, facts }),
    }));
  return { at, items, ...optional({ nextCursor: page.nextCursor }) };
}
