import { type History, HISTORY_SCOPES, type HistoryScope, InvalidInputError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { type Identity, seesDeployment } from "../guard/identity.ts";
import { Refusal } from "../guard/refusal.ts";

/** What `/api/history/<span>` answers. */
export interface HistoryPage {
  readonly at: number;
  readonly span: HistorySpan;
  readonly history: History;
}

const SPANS = { hour: 3_600_000, day: 86_400_000, month: 30 * 86_400_000 };
export type HistorySpan = keyof typeof SPANS;

/** What is asked for: at most one of these is named. */
export type HistoryQuestion = { readonly span: string | undefined } & {
  readonly [Kind in (typeof HISTORY_SCOPES)[number]]?: string | undefined;
};

/** What a series is of, and how far back, as whoever asks may see it. */
export interface HistoryWanted {
  readonly span: HistorySpan;
  readonly scope: HistoryScope;
  /** Of whose batches alone; undefined: of everybody's. */
  readonly tenant?: string;
}

/**
 * Of the deployment or of what is named; to a tenant's key of its own work, or of one of its batches. Throws
 * InvalidInputError (`bad_span`, `several_series`), and a Refusal (403) for what is another's.
 */
export function wantedHistory(identity: Identity, { span, ...named }: HistoryQuestion): HistoryWanted {
  if (span !== "hour" && span !== "day" && span !== "month")
    throw new InvalidInputError("bad_span", `History is told of the last ${Object.keys(SPANS).join(", ")}.`);
  const scope = scopeOf(named);
  const { tenant } = identity;
  if (tenant === undefined) return { span, scope };
  if (scope.kind === "all") return { span, scope: { kind: "tenant", name: tenant } };
  if (scope.kind === "batch") return { span, scope, tenant };
  if (!seesDeployment(identity) && !(scope.kind === "tenant" && scope.name === tenant))
    throw new Refusal(403, "This is about all tenants; an API key shows its own tenant.");
  return { span, scope };
}

/** Throws InvalidInputError (`unknown_batch`) for a batch that the tenant has not. */
export async function readHistory(
  producer: Producer,
  { span, scope, tenant }: HistoryWanted,
  at: number,
): Promise<HistoryPage> {
  const sinceMs = at - SPANS[span];
  const history =
    tenant === undefined || scope.kind !== "batch"
      ? await producer.history({ scope, sinceMs })
      : await producer.forTenant(tenant).history({ sinceMs, batchId: scope.name });
  return { at, span, history };
}

function scopeOf(named: Omit<HistoryQuestion, "span">): HistoryScope {
  const scopes = HISTORY_SCOPES.flatMap((kind) => {
    const name = named[kind];
    return name === undefined ? [] : [{ kind, name }];
  });
  if (scopes.length > 1)
    throw new InvalidInputError(
      "several_series",
      `Name one of ${HISTORY_SCOPES.join(", ")}: a series is of one thing.`,
    );
  return scopes[0] ?? { kind: "all" };
}
