import {
  isoTime,
  type ListedTask,
  type LostCreate,
  type TaskCandidate,
  type TaskLookup,
  wireOf,
} from "@hailuo-queue/contracts";

/**
 * By how much the provider's clock may be off from ours, and a request may stand before its gate longer than we wait
 * for the answer. Wide, since it costs little: only tasks that no generation has are looked at, and a match needs that
 * there is one only.
 */
export const LOST_SKEW_MS = 2 * 60_000;
/** What a user is shown. */
export const MOST_CANDIDATES = 20;

/** All that the match of lost creates with listed tasks depends on. */
export interface LostCreateFacts {
  /** Those that wait for a decision. */
  readonly waiting: readonly LostCreate[];
  /**
   * All that may have made a task that no generation has: the waiting ones, those given up or sent again, and creates
   * under way.
   */
  readonly rivals: readonly LostCreate[];
  /** Tasks that no generation has, as the provider lists them. */
  readonly tasks: readonly ListedTask[];
  /** Whether the list was seen as far back as this (Unix ms); undefined: to its end. */
  readonly seenBackTo?: number;
  /** The longest that a create call may take. */
  readonly timeoutMs: number;
  readonly nowMs: number;
}

/** What was found for a create; `adopt`: it is the only task that can be its, and can be nobody else's. */
export type LostCreateDecision = { readonly create: LostCreate; readonly lookup: TaskLookup } & (
  | { readonly type: "adopt"; readonly taskId: string }
  | { readonly type: "wait" }
);

/** The time in which the task of a create can have been made, by the provider's clock. */
export function timeOfTask(
  { submittedAt }: LostCreate,
  timeoutMs: number,
): { readonly from: number; readonly until: number } {
  return { from: submittedAt - LOST_SKEW_MS, until: submittedAt + timeoutMs + LOST_SKEW_MS };
}

/**
 * Which tasks of the provider's list are those of creates whose answers were lost. The list tells no prompt, so two
 * creates that asked for the same within a few minutes cannot be told apart: a task is taken only when it is the one
 * candidate of one create. A task of somebody else who uses the account is not ours to know: a second candidate stops
 * the match, and so does anything that is not told. Decides on none whose time is not over: its task could still
 * appear.
 */
export function matchLostCreates(facts: LostCreateFacts): readonly LostCreateDecision[] {
  const { waiting, rivals, tasks, timeoutMs, nowMs } = facts;
  return waiting
    .filter((create) => nowMs > timeOfTask(create, timeoutMs).until)
    .map((create): LostCreateDecision => {
      const { from, until } = timeOfTask(create, timeoutMs);
      const complete = facts.seenBackTo === undefined || facts.seenBackTo <= from;
      const candidates = tasks.filter((task) => couldBe(task, create, timeoutMs));
      const others = new Set(
        rivals
          .filter(
            (rival) =>
              rival.generationId !== create.generationId && candidates.some((task) => couldBe(task, rival, timeoutMs)),
          )
          .map(({ generationId }) => generationId),
      );
      const shown = candidates.map(present).toSorted((one, other) => one.createdAt - other.createdAt);
      const lookup = {
        at: nowMs,
        from,
        until,
        complete,
        candidates: shown.slice(0, MOST_CANDIDATES),
        rivals: others.size,
      };
      const [only] = candidates;
      const certain =
        only !== undefined && candidates.length === 1 && others.size === 0 && complete && isTold(only, create);
      return certain ? { type: "adopt", create, lookup, taskId: only.taskId } : { type: "wait", create, lookup };
    });
}

function couldBe(task: ListedTask, create: LostCreate, timeoutMs: number): boolean {
  return differencesOf(task, create, timeoutMs).length === 0;
}

/**
 * What speaks against the task being that of the create, in words; what the provider leaves out speaks neither for nor
 * against it.
 */
export function differencesOf(task: ListedTask, create: LostCreate, timeoutMs: number): readonly string[] {
  const { from, until } = timeOfTask(create, timeoutMs);
  const { taskType, createdAt, model, duration, resolution, ratio } = task;
  const found: string[] = [];
  const wanted = wireOf(create.model);
  if (taskType !== undefined && taskType !== wanted.taskType)
    found.push(`it is a ${taskType}, not a ${wanted.taskType}`);
  if (model !== undefined && model !== wanted.model) found.push(`its model is ${model}, not ${wanted.model}`);
  // Of a video that is made again the length is the source's, which is not always known.
  if (
    wanted.taskType !== "regeneration" &&
    duration !== undefined &&
    create.duration !== undefined &&
    duration !== create.duration
  )
    found.push(`its duration is ${duration} s, not ${create.duration} s`);
  if (resolution !== undefined && create.resolution !== undefined && !sameWord(resolution, create.resolution))
    found.push(`its resolution is ${resolution}, not ${create.resolution}`);
  if (!isOpenRatio(ratio) && !isOpenRatio(create.ratio) && ratio !== create.ratio)
    found.push(`its ratio is ${ratio}, not ${create.ratio}`);
  // Seconds, cut off.
  if (createdAt !== undefined && (createdAt + 1000 <= from || createdAt > until))
    found.push(`it was made at ${isoTime(createdAt)}, not between ${isoTime(from)} and ${isoTime(until)}`);
  return found;
}

/** The provider may tell an adaptive ratio as it was asked for, or as it came out. */
function isOpenRatio(ratio: string | undefined): boolean {
  return ratio === undefined || ratio === "adaptive";
}

function isTold({ createdAt, model, duration, resolution, taskType }: ListedTask, create: LostCreate): boolean {
  // A video that is made again shares its model with those that are made anew.
  if (taskType === undefined && wireOf(create.model).taskType !== "generation") return false;
  return createdAt !== undefined && model !== undefined && duration !== undefined && resolution !== undefined;
}

function sameWord(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function present({ taskId, createdAt = 0, task }: ListedTask): TaskCandidate {
  return { taskId, createdAt, status: task.rawStatus };
}
