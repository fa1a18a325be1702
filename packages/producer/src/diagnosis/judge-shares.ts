import type { BatchSummary, TenantStanding } from "@hailuo-queue/contracts";
import type { DiagnosisFacts } from "./facts.ts";
import { isFull } from "./judge-accounts.ts";
import { type Trouble, waitWords } from "./trouble.ts";

/** A flood is so large a part of all that wait, and so many times what the accounts hold at once. */
const FLOOD = { part: 0.8, timesSlots: 10 } as const;
/** Tenants that are told, those with the most waiting first. */
const TOLD = 5;

/** A tenant that waits for nothing but its turn. */
interface Waiting {
  readonly tenant: string;
  readonly weight: number;
  readonly waiting: number;
  /** At most so many slots are its own. */
  readonly underWay: number;
}

/**
 * Where the accounts are used to the full, who fills them and who waits for its share. Tenants share by weight whatever
 * they submit, so a flood needs nobody; whoever wants another order is told of it.
 */
export function judgeShares({
  accounts,
  tenants,
  batches,
}: Pick<DiagnosisFacts, "accounts" | "tenants" | "batches">): readonly Trouble[] {
  const serving = accounts.filter(({ slotsAllowed }) => slotsAllowed > 0);
  if (serving.length === 0 || !serving.every(isFull)) return [];
  const slots = serving.reduce((sum, { slotsAllowed, slotsTaken = slotsAllowed }) => sum + slotsTaken, 0);
  const used = serving.reduce((sum, { slotsUsed }) => sum + slotsUsed, 0);
  const waiting = tenants
    .map((tenant) => waitingOf(tenant, batches))
    .filter((one) => one.waiting > 0)
    .toSorted((one, other) => other.waiting - one.waiting);
  const all = waiting.reduce((sum, one) => sum + one.waiting, 0);
  const weights = waiting.reduce((sum, { weight }) => sum + weight, 0);
  const flood = waiting.find((one) => one.waiting >= FLOOD.part * all && one.waiting >= FLOOD.timesSlots * slots);
  return [
    ...(flood === undefined || flood.waiting === all ? [] : [floodTrouble(flood, all, weights)]),
    ...waiting.flatMap((one) => shareTrouble(one, { slots, used, weights })).slice(0, TOLD),
  ];
}

function waitingOf(
  { tenant, weight, paused, unfinished, ...money }: TenantStanding,
  batches: DiagnosisFacts["batches"],
) {
  const own = batches.filter((batch) => batch.tenant === tenant);
  const { budgetMicroUsd = Infinity, reservedMicroUsd, spentMicroUsd } = money;
  const stopped = paused || money.stopped === true || reservedMicroUsd + spentMicroUsd >= budgetMicroUsd;
  const waiting = stopped ? 0 : sum(own.filter(moves), ({ queued }) => queued);
  // What older batches have may be under way.
  const known = sum(own, ({ queued, downloading }) => queued + downloading);
  return { tenant, weight, waiting, underWay: Math.max(0, unfinished - known) } satisfies Waiting;
}

function moves({ paused, cancelling, phase, stopped }: BatchSummary): boolean {
  return paused !== true && cancelling !== true && phase !== "open" && stopped === undefined;
}

function sum(batches: readonly BatchSummary[], count: (counts: BatchSummary["counts"]) => number): number {
  return batches.reduce((all, { counts }) => all + count(counts), 0);
}

function floodTrouble({ tenant, weight, waiting }: Waiting, all: number, weights: number): Trouble {
  const others = all - waiting;
  return {
    cause: "tenant_flood",
    severity: "warns",
    tenant,
    generations: others,
    what:
      `Tenant ${tenant} has ${waiting.toLocaleString("en-US")} of the ${all.toLocaleString("en-US")} generations ` +
      `that wait. Tenants share by weight: while others wait, it gets ${percent(weight / weights)} of the starts.`,
    remedy:
      `Nothing needs to be done. \`hailuo tenants set ${tenant} --weight N\` changes ` +
      `its share, \`hailuo tenants pause ${tenant}\` stops it.`,
  };
}

function shareTrouble(
  { tenant, weight, waiting, underWay }: Waiting,
  { slots, used, weights }: { readonly slots: number; readonly used: number; readonly weights: number },
): readonly Trouble[] {
  const share = (weight / weights) * slots;
  // The others hold what it has not.
  if (underWay >= Math.floor(share) || underWay >= used) return [];
  return [
    {
      cause: "tenant_share",
      severity: "limit",
      tenant,
      generations: waiting,
      what:
        `Tenant ${tenant} has ${underWay} of the ${used} slots in use, less than its ` +
        `share of ${Math.floor(share)}: ${waitWords(waiting)}.`,
      remedy: "Slots that become free go to it by its weight, until it has its share.",
    },
  ];
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
