import { type GenerationRecord, SLOT_STATES } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { briefOf, type GenerationBrief } from "./generation-brief.ts";

/** Who holds the slots of an account, the longest first. */
export interface SlotHolders {
  readonly at: number;
  readonly account: string;
  readonly holders: readonly GenerationBrief[];
}

const LOOKED_AT = 200;

export async function readSlots(producer: Pick<Producer, "list">, account: string, at: number): Promise<SlotHolders> {
  const pages = await Promise.all(SLOT_STATES.map((state) => producer.list({ state, limit: LOOKED_AT })));
  const holders = pages
    .flatMap(({ items }) => items)
    .filter((record) => record.account === account)
    .toSorted((one, other) => heldSince(one) - heldSince(other));
  return { at, account, holders: holders.map(briefOf) };
}

function heldSince({ submittedAt, createdAt }: GenerationRecord): number {
  return submittedAt ?? createdAt;
}
