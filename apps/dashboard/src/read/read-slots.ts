import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { briefOf, type GenerationBrief } from "./generation-brief.ts";

/** Who holds the slots of an account, the longest first. */
export interface SlotHolders {
  readonly at: number;
  readonly account: string;
  readonly holders: readonly GenerationBrief[];
  /** How many slots are held: of more than 500 only so many are named. */
  readonly total: number;
}

const NAMED = 500;

export async function readSlots(
  producer: Pick<Producer, "slotHolders">,
  account: string,
  at: number,
): Promise<SlotHolders> {
  const { holders, total } = await producer.slotHolders(account, NAMED);
  return {
    at,
    account,
    total,
    holders: holders.toSorted((one, other) => heldSince(one) - heldSince(other)).map(briefOf),
  };
}

/** What is admitted and not sent yet has its slot since a moment ago, however long it waited before. */
function heldSince({ submittedAt }: GenerationRecord): number {
  return submittedAt ?? Number.POSITIVE_INFINITY;
}
