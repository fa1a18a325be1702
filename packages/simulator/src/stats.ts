import type { Task } from "./tasks.ts";
import type { WindowStats } from "./windows.ts";
import type { CapStep, World } from "./world.ts";

/** What the simulator saw, by its own books. Times are epoch ms; `null` is "not yet". */
export interface SimulatorStats {
  readonly now: number;
  /** Creates that became tasks. */
  readonly accepted: number;
  /** Tasks that are or will be paid for: all but those that ended in Fail. */
  readonly billed: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly inFlight: number;
  readonly maxInFlightSeen: number;
  /** Creates that would have gone over the `maxInFlight` of their moment; they were refused. Tasks accepted before a cap fell are none. */
  readonly breachesInFlight: number;
  readonly lastBreachInFlightAt: number | null;
  readonly windows: { readonly create: WindowStats; readonly query: WindowStats; readonly file: WindowStats };
  /** Integral of `inFlight` over time, up to `now`. */
  readonly slotMsUsed: number;
  readonly firstAcceptAt: number | null;
  readonly lastEndAt: number | null;
  /**
   * Share of `maxInFlight`, as it was at each moment, that was in use from the first accept to the last end, or to `now` while tasks
   * run; null without a cap or tasks.
   */
  readonly utilisation: number | null;
  /** Refused creates by business code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Refused query and file calls by business code, and unknown ids. */
  readonly refusedReads: Readonly<Record<string, number>>;
  /** Calls that arrived, by kind: create, query, file, content, download, unknownPath. */
  readonly requests: Readonly<Record<string, number>>;
  /** Queries that found their task. */
  readonly queriesPerTask: { readonly mean: number; readonly maximum: number };
  /** The shortest time between two queries for one task. */
  readonly shortestQueryGapMs: number | null;
  /** Downloads by how they went: complete, cutByClient, refused… */
  readonly downloads: Readonly<Record<string, number>>;
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

export interface Duplicate {
  readonly fingerprint: string;
  readonly prompt: string;
  readonly taskIds: readonly string[];
}

const MAX_DUPLICATES = 100;

export function readStats(world: World): SimulatorStats {
  const now = world.now();
  const { tasks, windows } = world;
  tasks.settle(now);
  const figures = tasks.figures();
  return {
    now,
    accepted: tasks.accepted,
    billed: tasks.accepted - figures.failed,
    succeeded: figures.succeeded,
    failed: figures.failed,
    inFlight: tasks.inFlight,
    maxInFlightSeen: figures.maxInFlight,
    breachesInFlight: world.breachesInFlight,
    lastBreachInFlightAt: world.lastBreachInFlightAt ?? null,
    windows: { create: windows.create.stats(), query: windows.query.stats(), file: windows.file.stats() },
    slotMsUsed: figures.slotMs,
    firstAcceptAt: figures.firstAcceptAt ?? null,
    lastEndAt: figures.lastEndAt ?? null,
    utilisation: utilisation(figures, tasks.inFlight > 0 ? now : figures.lastEndAt, world.capSteps),
    refused: world.refused.all(),
    refusedReads: world.refusedReads.all(),
    requests: world.requests.all(),
    shortestQueryGapMs: world.shortestQueryGapMs ?? null,
    downloads: world.downloads.all(),
    keyLeaks: world.keyLeaks,
    faults: world.faults.all(),
    ignoredFields: world.ignoredFields.all(),
    ...readTasks(tasks.all()),
    ...readDuplicates(tasks.duplicates()),
  };
}

function utilisation(
  { firstAcceptAt, slotMs }: { firstAcceptAt: number | undefined; slotMs: number },
  until: number | undefined,
  caps: readonly CapStep[],
): number | null {
  if (firstAcceptAt === undefined || until === undefined || until <= firstAcceptAt) return null;
  let allowedMs = 0;
  for (const [place, { at, cap }] of caps.entries()) {
    const heldMs = Math.min(caps[place + 1]?.at ?? until, until) - Math.max(at, firstAcceptAt);
    if (heldMs > 0) allowedMs += heldMs * cap;
  }
  return allowedMs > 0 && Number.isFinite(allowedMs) ? slotMs / allowedMs : null;
}

function readTasks(tasks: Iterable<Task>): Pick<SimulatorStats, "queriesPerTask" | "unansweredAccepts"> {
  let count = 0;
  let queries = 0;
  let maximum = 0;
  let unansweredAccepts = 0;
  for (const task of tasks) {
    count += 1;
    queries += task.queries;
    maximum = Math.max(maximum, task.queries);
    if (!task.answered) unansweredAccepts += 1;
  }
  return { queriesPerTask: { mean: count === 0 ? 0 : queries / count, maximum }, unansweredAccepts };
}

function readDuplicates(duplicates: Iterable<readonly Task[]>): Pick<SimulatorStats, "duplicateAccepts" | "duplicates"> {
  const listed: Duplicate[] = [];
  let duplicateAccepts = 0;
  for (const twins of duplicates) {
    duplicateAccepts += twins.length - 1;
    const first = twins[0];
    if (first === undefined || listed.length >= MAX_DUPLICATES) continue;
    listed.push({ fingerprint: first.fingerprint, prompt: first.request.prompt, taskIds: twins.map((task) => task.id) });
  }
  return { duplicateAccepts, duplicates: listed };
}
