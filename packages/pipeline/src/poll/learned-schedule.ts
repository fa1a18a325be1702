import {
  type CallbackTrust,
  DEFAULT_ACCOUNT,
  type GenerationRecord,
  type GenerationRequest,
  type Random,
  type TaskTimes,
} from "@hailuo-queue/contracts";
import { type ExpectedTime, guessTime, learnTime, taskKind } from "./expected-time.ts";
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

export interface LearnedScheduleParts {
  readonly taskTimes: TaskTimes;
  /** For deployments that the provider can call. */
  readonly callbacks?: CallbackTrust | undefined;
  readonly settings: PollSteps;
  readonly random: Random;
}

/** Learns from finished tasks when the next ones could be done, and asks less where callbacks are seen to tell of it. */
export function createPollSchedule({ taskTimes, callbacks, settings, random }: LearnedScheduleParts): PollSchedule {
  async function expect(request: GenerationRequest): Promise<ExpectedTime> {
    return learnTime(guessTime(request, settings.pollMinMs), await taskTimes.recent(taskKind(request)));
  }

  return {
    async firstDelayMs(request, account) {
      const calledBack = (await callbacks?.arrive(account)) ?? false;
      return pollDelayMs({ ageMs: 0, expected: await expect(request), calledBack }, settings, random);
    },

    async nextDelayMs(record, moment) {
      const account = record.account ?? DEFAULT_ACCOUNT;
      const woken = (await callbacks?.woke(record.id, record.run)) ?? false;
      if (woken) callbacks?.note(account, "false_alarm");
      // The provider may have called a moment before its own answers say so: another call will not come.
      const calledBack = !woken && ((await callbacks?.arrive(account)) ?? false);
      return pollDelayMs({ ...moment, expected: await expect(record.request), calledBack }, settings, random);
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
      if (woken) return taskTimes.note(taskKind(record.request), lifetimeMs);
      // Polls that wait for callbacks look too seldom to learn from.
      if ((await callbacks?.arrive(account)) === true) return;
      // It ended at some time since the last look. A look that came late (no worker, no answers) says little of when.
      const lookedAt = Math.max(record.acceptedAt, record.updatedAt);
      const widestMs = quietUntilMs(await expect(record.request), settings) + 2 * settings.pollMaxMs;
      if (lookedAt > nowMs || nowMs - lookedAt > widestMs || wasUnanswered(record)) return;
      taskTimes.note(taskKind(record.request), (lookedAt + nowMs) / 2 - record.acceptedAt);
    },
  };
}

/** What stands in brackets is no word of the provider's. */
function wasUnanswered(record: GenerationRecord): boolean {
  return record.providerStatus?.startsWith("(") ?? false;
}
