import { type History, InvalidInputError } from "@hailuo-queue/contracts";
import type { Producer, TenantProducer } from "@hailuo-queue/producer";

/** What `/api/history/<span>` answers. */
export interface HistoryPage {
  readonly at: number;
  readonly span: HistorySpan;
  readonly history: History;
}

const SPANS = { hour: 3_600_000, day: 86_400_000, month: 30 * 86_400_000 };
export type HistorySpan = keyof typeof SPANS;

/**
 * Of the deployment, or of one tenant.
 * @throws InvalidInputError (`bad_span`).
 */
export async function readHistory(
  from: Pick<Producer, "history"> | Pick<TenantProducer, "history">,
  span: string | undefined,
  at: number,
): Promise<HistoryPage> {
  if (span !== "hour" && span !== "day" && span !== "month")
    throw new InvalidInputError("bad_span", `History is told of the last ${Object.keys(SPANS).join(", ")}.`);
  return { at, span, history: await from.history({ sinceMs: at - SPANS[span] }) };
}
