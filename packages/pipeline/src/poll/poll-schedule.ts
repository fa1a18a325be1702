import type { Random } from "@hailuo-queue/contracts";
import type { PipelineSettings } from "../settings.ts";
import type { ExpectedTime } from "./expected-time.ts";

/** The settings that polls follow, in milliseconds. */
export type PollSteps = Pick<PipelineSettings, "pollMinMs" | "pollMaxMs" | "taskDeadlineMs">;

/** What the time of the next poll depends on. */
export interface PollMoment {
  /** Since the provider accepted the task. */
  readonly ageMs: number;
  readonly expected: ExpectedTime;
  /** Past its deadline. */
  readonly overdue?: boolean;
  /** The account's callbacks tell of ends, so that polls only make sure. */
  readonly calledBack?: boolean;
  /** The last poll got no word of the task: the provider refused it, or was not reached. */
  readonly unanswered?: boolean;
}

/** Part of a step by which it is shortened at random, so that tasks created together are not polled together. */
const JITTER = 0.1;
/** Nothing is asked before this many sigmas: one task in 44 ends sooner, and waits a step or so. */
const QUIET_SIGMAS = -2;
/** From here on, one task in 160, steps grow. */
const LATE_SIGMAS = 2.5;
/** Part of the lateness that a step takes: 20 s late, 5 s more. */
const LATE_SHARE = 0.25;
/** A step past the deadline, in longest steps: a minute by default. */
const OVERDUE_STEPS = 6;
/** A wrong expectation must not hide a task until its deadline. */
const QUIET_SHARE_OF_DEADLINE = 0.5;

/**
 * With callbacks a poll is for the one that got lost: not before nearly all would have ended, in shortest steps after
 * the median at most.
 */
const CALLED_BACK_STEPS = 12;
/** Then a step in longest steps: half a minute by default. */
const CALLED_BACK_STEP = 3;

/**
 * The wait until the next poll: none until the task could be done, then shortest steps around its expected end, longer
 * and longer ones the later it is. From 90 % of pollMinMs; beyond pollMaxMs only in the quiet time, past the deadline
 * and where callbacks tell of ends.
 */
export function pollDelayMs(moment: PollMoment, steps: PollSteps, random: Random): number {
  const { ageMs, expected, calledBack = false } = moment;
  const step = stepMs(moment, steps) * (1 - JITTER * random());
  const quietMs =
    (calledBack ? toldUntilMs(expected, steps) : quietUntilMs(expected, steps)) - ageMs - steps.pollMinMs * random();
  return Math.max(step, quietMs);
}

/** The shortest time between two polls of a task. */
export function shortestStepMs({ pollMinMs }: PollSteps): number {
  return pollMinMs * (1 - JITTER);
}

/** The age before which a task is left alone. */
export function quietUntilMs(expected: ExpectedTime, steps: PollSteps): number {
  return Math.min(atSigmas(expected, QUIET_SIGMAS), steps.taskDeadlineMs * QUIET_SHARE_OF_DEADLINE);
}

/** The age before which a callback is waited for. */
function toldUntilMs(expected: ExpectedTime, steps: PollSteps): number {
  const latestMs = Math.min(atSigmas(expected, LATE_SIGMAS), expected.medianMs + steps.pollMinMs * CALLED_BACK_STEPS);
  return Math.min(latestMs, steps.taskDeadlineMs * QUIET_SHARE_OF_DEADLINE);
}

function stepMs(
  { ageMs, expected, overdue = false, unanswered = false, calledBack = false }: PollMoment,
  steps: PollSteps,
): number {
  const lateMs = Math.max(0, ageMs - atSigmas(expected, LATE_SIGMAS));
  const longest = overdue ? steps.pollMaxMs * OVERDUE_STEPS : steps.pollMaxMs;
  if (calledBack && !overdue) return longest * CALLED_BACK_STEP;
  return unanswered || overdue ? longest : Math.min(longest, steps.pollMinMs + lateMs * LATE_SHARE);
}

function atSigmas({ medianMs, sigma }: ExpectedTime, sigmas: number): number {
  return medianMs * Math.exp(sigmas * sigma);
}
