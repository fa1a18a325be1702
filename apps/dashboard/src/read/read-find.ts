import { optional } from "@hailuo-queue/contracts";
import { parseWhere } from "@hailuo-queue/producer";
import type { Hands } from "../act/hands.ts";
import { briefOf, type GenerationBrief } from "./generation-brief.ts";

/** What `/api/find` answers: a page may be short, or empty, before the last. */
export interface FindAnswer {
  readonly at: number;
  readonly items: readonly GenerationBrief[];
  readonly looked: number;
  readonly nextCursor?: string;
}

const PAGE = 200;

/** @throws InvalidInputError (`bad_where`, `bad_cursor`). */
export async function readFind(
  hands: Pick<Hands, "find">,
  { where, cursor }: { readonly where?: string | undefined; readonly cursor?: string | undefined },
  at: number,
): Promise<FindAnswer> {
  const page = await hands.find(parseWhere(where ?? "", { words: true }), { limit: PAGE, ...optional({ cursor }) });
  return { at, items: page.items.map(briefOf), looked: page.looked, ...optional({ nextCursor: page.nextCursor }) };
}
