import { chargeOf, toUsd } from "./bill.ts";
import type { RunningFigures } from "./running-account.ts";
import { SIDES, type Side } from "./sides.ts";
import type { Task } from "./tasks.ts";
import type { WindowStats } from "./windows.ts";
import type { LimitStep, World } from "./world.ts";

/** What the simulator saw, by its own books. Times are epoch ms; `null` is "not yet". */
export interface SimulatorStats {
  readonly now: number;
  /** Creates that became tasks. */
  readonly accepted: number;
  /** Tasks that are or will be paid for: all but those that ended in Fail or were cancelled. */
  readonly billed: number;
  /** The bill for these, at the provider's prices of October 2026. */
  readonly billedUsd: number;
  /** Of these, the ones without a known price; they add nothing to the bill. */
  readonly unpriced: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Cancelled by the client while they were queued. */
  readonly cancelled: number;
  readonly inFlight: number;
  readonly maxInFlightSeen: number;
  /**
   * Creates that would have gone over the limit on unfinished tasks of their side and moment; they were refused. Tasks
   * accepted before a limit fell are none.
   */
  readonly breachesInFlight: number;
  readonly lastBreachInFlightAt: number | null;
  /** Of the first generation; those of the others are in `surfaces`. */
  readonly windows: WindowsStats;
  readonly surfaces: Readonly<Record<Side, SideStats>>;
  /** Integral of `inFlight` over time, up to `now`. */
  readonly slotMsUsed: number;
  readonly firstAcceptAt: number | null;
  readonly lastEndAt: number | null;
  /**
   * Of the first generation: share of `maxInFlight`, as it was at each moment, that was in use from the first accept to
   * the last end, or to `now` while tasks run; null without a limit or tasks.
   */
  readonly utilisation: number | null;
  /** Refused creates by business code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Refused calls of other kinds by business code, and unknown ids. */
  readonly refusedReads: Readonly<Record<string, number>>;
  /** Calls that arrived, by kind: create, query, list, delete, file, content, download, unknownPath. */
  readonly requests: Readonly<Record<string, number>>;
  /** Queries that found their task. */
  readonly queriesPerTask: { readonly mean: number; readonly maximum: number };
  /** The shortest time between two queries for one task. */
  readonly shortestQueryGapMs: number | null;
  /** Downloads by how they went: complete, cutByClient, refused… */
  readonly downloads: Readonly<Record<string, number>>;
  /** What went to callback URLs: challenged, echoed, notEchoed, sent, answered. */
  readonly callbacks: Readonly<Record<string, number>>;
  /** Downloads that carried an Authorization header. */
  readonly keyLeaks: number;
  /** Faults that were carried out, by name. */
  readonly faults: Readonly<Record<string, number>>;
  /** Fields of create bodies that the dialect does not know, by name. */
  readonly ignoredFields: Readonly<Record<string, number>>;
  /** Tasks beyond the first of equal requests: what was bought twice, where no request is meant to be sent twice. */
  readonly duplicateAccepts: number;
  /** At most 100 of them. */
  readonly duplicates: readonly Duplicate[];
  /** Tasks whose create was not answered. */
  readonly unansweredAccepts: number;
}

export interface WindowsStats {
  readonly create: WindowStats;
  readonly query: WindowStats;
  readonly file: WindowStats;
}

/** One generation of the API, with limits of its own. */
export interface SideStats {
  readonly accepted: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly inFlight: number;
  readonly maxInFlightSeen: number;
  readonly breachesInFlight: number;
  readonly windows: WindowsStats;
  readonly slotMsUsed: number;
  readonly utilisation: number | null;
}

/** A request that became more than one task. */
export interface Duplicate {
  readonly fingerprint: string;
  readonly prompt: string;
  readonly taskIds: readonly string[];
}

const MAX_DUPLICATES = 100;

export function readStats(world: World): SimulatorStats {
  const now = world.now();
  const { tasks } = world;
  tasks.settle(now);
  const surfaces = {
    v1: readSide(world, "v1", now),
    v2: readSide(world, "v2", now),
    agent: readSide(world, "agent", now),
  };
  const sum = (name: "succeeded" | "failed" | "cancelled" | "breachesInFlight" | "slotMsUsed"): number =>
    SIDES.reduce((total, side) => total + surfaces[side][name], 0);
  const times = SIDES.map((side) => tasks.running[side].figures());
  return {
    now,
    accepted: tasks.accepted,
    billed: tasks.accepted - sum("failed") - sum("cancelled"),
    succeeded: sum("succeeded"),
    failed: sum("failed"),
    cancelled: sum("cancelled"),
    inFlight: tasks.inFlight,
    maxInFlightSeen: tasks.maxInFlight,
    breachesInFlight: sum("breachesInFlight"),
    lastBreachInFlightAt: latest(SIDES.map((side) => world.accounts[side].lastBreachInFlightAt)),
    windows: surfaces.v1.windows,
    surfaces,
    slotMsUsed: sum("slotMsUsed"),
    firstAcceptAt: earliest(times.map(({ firstAcceptAt }) => firstAcceptAt)),
    lastEndAt: latest(times.map(({ lastEndAt }) => lastEndAt)),
    utilisation: surfaces.v1.utilisation,
    refused: world.refused.all(),
    refusedReads: world.refusedReads.all(),
    requests: world.requests.all(),
    shortestQueryGapMs: world.shortestQueryGapMs ?? null,
    downloads: world.downloads.all(),
    callbacks: world.callbacks.all(),
    keyLeaks: world.keyLeaks,
    faults: world.faults.all(),
    ignoredFields: world.ignoredFields.all(),
    ...readTasks(tasks.all(), now),
    ...readDuplicates(tasks.duplicates()),
  };
}

function readSide(world: World, side: Side, now: number): SideStats {
  const { windows, breachesInFlight, limitSteps } = world.accounts[side];
  const figures = world.tasks.running[side].figures();
  const { accepted, succeeded, failed, cancelled, inFlight, maxInFlight, slotMs, lastEndAt } = figures;
  return {
    accepted,
    succeeded,
    failed,
    cancelled,
    inFlight,
    maxInFlightSeen: maxInFlight,
    breachesInFlight,
    windows: { create: windows.create.stats(), query: windows.query.stats(), file: windows.file.stats() },
    slotMsUsed: slotMs,
    utilisation: utilisation(figures, inFlight > 0 ? now : lastEndAt, limitSteps),
  };
}

function earliest(times: readonly (number | undefined)[]): number | null {
  const defined = times.filter((time) => time !== undefined);
  return defined.length === 0 ? null : Math.min(...defined);
}

function latest(times: readonly (number | undefined)[]): number | null {
  const defined = times.filter((time) => time !== undefined);
  return defined.length === 0 ? null : Math.max(...defined);
}

function utilisation(
  { firstAcceptAt, slotMs }: RunningFigures,
  until: number | undefined,
  limits: readonly LimitStep[],
): number | null {
  if (firstAcceptAt === undefined || until === undefined || until <= firstAcceptAt) return null;
  let allowedMs = 0;
  for (const [index, { at, limit }] of limits.entries()) {
    const heldMs = Math.min(limits[index + 1]?.at ?? until, until) - Math.max(at, firstAcceptAt);
    if (heldMs > 0) allowedMs += heldMs * limit;
  }
  return allowedMs > 0 && Number.isFinite(allowedMs) ? slotMs / allowedMs : null;
}

function readTasks(
  tasks: Iterable<Task>,
  now: number,
): Pick<SimulatorStats, "queriesPerTask" | "unansweredAccepts" | "billedUsd" | "unpriced"> {
  let count = 0;
  let queries = 0;
  let maximum = 0;
  let unansweredAccepts = 0;
  let microUsd = 0;
  let unpriced = 0;
  for (const task of tasks) {
    count += 1;
    queries += task.queries;
    maximum = Math.max(maximum, task.queries);
    if (!task.answered) unansweredAccepts += 1;
    const charge = chargeOf(task, now);
    microUsd += charge ?? 0;
    if (charge === undefined) unpriced += 1;
  }
  return {
    queriesPerTask: { mean: count === 0 ? 0 : queries / count, maximum },
    unansweredAccepts,
    billedUsd: toUsd(microUsd),
    unpriced,
  };
}

function readDuplicates(
  duplicates: Iterable<readonly Task[]>,
): Pick<SimulatorStats, "duplicateAccepts" | "duplicates"> {
  const listed: Duplicate[] = [];
  let duplicateAccepts = 0;
  for (const twins of duplicates) {
    duplicateAccepts += twins.length - 1;
    const first = twins[0];
    if (first === undefined || listed.length >= MAX_DUPLICATES) continue;
    listed.push({
      fingerprint: first.fingerprint,
      prompt: first.request.prompt,
      taskIds: twins.map((task) => task.id),
    });
  }
  return { duplicateAccepts, duplicates: listed };
}
