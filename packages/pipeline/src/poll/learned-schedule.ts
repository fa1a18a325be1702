import {
  type CallbackTrust,
  type Clock,
  DEFAULT_ACCOUNT,
  type GenerationRecord,
  type GenerationRequest,
  type Random,
  type TaskTimes,
} from "@hailuo-queue/contracts";
import { type ExpectedTime, guessTime, learnTime, taskProfile } from "./expected-time.ts";
import { pollDelayMs, type PollMoment, type PollSteps, quietUntilMs, shortestStepMs } from "./poll-schedule.ts";

/** When tasks are polled. */
export interface PollSchedule {
  /** The wait between a task's acceptance and its first poll. */
  firstDelayMs(request: GenerationRequest, account: string): Promise<number>;
  /** The wait after a poll that found the task unfinished. */
  nextDelayMs(record: GenerationRecord, moment: Omit<PollMoment, "expected" | "calledBack">): Promise<number>;
  /** The task was found finished just now; `record` is as the poll before left it. */
  noteFinished(record: GenerationRecord, nowMs: number): Promise<void>;
}

/** What the schedule of polls needs. */
export interface LearnedScheduleParts {
  readonly taskTimes: TaskTimes;
  /** For deployments that the provider can call. */
  readonly callbacks?: CallbackTrust | undefined;
  readonly settings: PollSteps;
  readonly random: Random;
  /** For accounts whose polls share a request when they are due at once. Default: none. */
  readonly together?: { readonly clock: Clock; shares(account: string): boolean };
}

/**
 * Learns from finished tasks when the next ones could be done, and asks less where callbacks are seen to tell of it.
 */
export function createPollSchedule(parts: LearnedScheduleParts): PollSchedule {
  const { taskTimes, callbacks, settings, random, together } = parts;

  /**
   * Polls that share a request fall on the same instants, a shortest step apart: so the requests of an account are as
   * many for a thousand tasks as for one. Each is moved by half a step at most, to and fro.
   */
  function aligned(account: string, fromMs: number, delayMs: number): number {
    if (together?.shares(account) !== true) return delayMs;
    const step = settings.pollMinMs;
    const instant = Math.max(Math.round((fromMs + delayMs) / step), Math.floor(fromMs / step) + 1) * step;
    return instant - fromMs;
  }

  async function expect(request: GenerationRequest): Promise<ExpectedTime> {
    return learnTime(guessTime(request, settings.pollMinMs), await taskTimes.recent(taskProfile(request)));
  }

  return {
    async firstDelayMs(request, account) {
      const calledBack = (await callbacks?.arrive(account)) ?? false;
      const delayMs = pollDelayMs({ ageMs: 0, expected: await expect(request), calledBack }, settings, random);
      return aligned(account, together?.clock.now() ?? 0, delayMs);
    },

    async nextDelayMs(record, moment) {
      const account = record.account ?? DEFAULT_ACCOUNT;
      const woken = (await callbacks?.woke(record.id, record.run)) ?? false;
      if (woken) callbacks?.note(account, "false_alarm");
      // The provider may have called a moment before its own answers say so: another call will not come.
      const calledBack = !woken && ((await callbacks?.arrive(account)) ?? false);
      const delayMs = pollDelayMs({ ...moment, expected: await expect(record.request), calledBack }, settings, random);
      return aligned(account, (record.acceptedAt ?? record.createdAt) + moment.ageMs, delayMs);
    },

    async noteFinished(record, nowMs) {
      if (record.acceptedAt === undefined) return;
      const lifetimeMs = nowMs - record.acceptedAt;
      const account = record.account ?? DEFAULT_ACCOUNT;
      const woken = (await callbacks?.woke(record.id, record.run)) ?? false;
      callbacks?.note(account, woken ? "told" : "untold");
      // Sooner than any schedule looks: a replay, which counts from itself and not from the task's beginning.
      if (lifetimeMs < shortestStepMs(settings)) return;
      // The callback came with the end.
      if (woken) return taskTimes.note(taskProfile(record.request), lifetimeMs);
      // Polls that wait for callbacks look too seldom to learn from.
      if ((await callbacks?.arrive(account)) === true) return;
      // It ended at some time since the last look. A look that came late (no worker, no answers) says little of when.
      const lookedAt = Math.max(record.acceptedAt, record.updatedAt);
      const widestMs = quietUntilMs(await expect(record.request), settings) + 2 * settings.pollMaxMs;
      if (lookedAt > nowMs || nowMs - lookedAt > widestMs || record.pollError !== undefined) return;
      taskTimes.note(taskProfile(record.request), (lookedAt + nowMs) / 2 - record.acceptedAt);
    },
  };
}
