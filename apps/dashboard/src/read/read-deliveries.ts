import type { Delivery, DeliveryLog } from "@hailuo-queue/store";
import type { Hands } from "../act/hands.ts";

/** What `/api/batches/<id>/deliveries` and `/api/generations/<id>/deliveries` answer. */
export interface DeliveriesPage {
  readonly at: number;
  readonly tenant: string;
  /** Newest first. */
  readonly deliveries: readonly Delivery[];
}

const SHOWN = 50;

export interface DeliveryParts {
  readonly hands: Pick<Hands, "get" | "batch">;
  readonly log: Pick<DeliveryLog, "list">;
}

/** The webhooks of one generation. Throws InvalidInputError (`unknown_generation`). */
export async function readGenerationDeliveries(
  { hands, log }: DeliveryParts,
  id: string,
  at: number,
): Promise<DeliveriesPage> {
  const { tenant } = await hands.get(id);
  const isWanted = async ({ about }: Delivery): Promise<boolean> => about?.kind === "generation" && about.id === id;
  return { at, tenant, deliveries: await log.list(tenant, { limit: SHOWN, isWanted }) };
}

/** The webhooks of a batch and of all that is in it. Throws InvalidInputError (`unknown_batch`). */
export async function readBatchDeliveries(
  { hands, log }: DeliveryParts,
  batchId: string,
  at: number,
): Promise<DeliveriesPage> {
  const { tenant } = await hands.batch(batchId);
  const batchOf = async (id: string): Promise<string | undefined> =>
    hands.get(id).then(
      (record) => record.batchId,
      // Its record is gone, and with it what it belonged to.
      () => undefined,
    );
  const isWanted = async ({ about }: Delivery): Promise<boolean> =>
    about !== undefined && (about.kind === "batch" ? about.id : await batchOf(about.id)) === batchId;
  return { at, tenant, deliveries: await log.list(tenant, { limit: SHOWN, isWanted }) };
}
