import { randomUUID } from "node:crypto";
import {
  JOB_VERSION,
  jobVersionSchema,
  type ProviderQuestion,
  QUESTION_LIMITS,
  type QuestionAnswer,
  type QuestionDesk,
  UnavailableError,
} from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient, unavailable } from "@hailuo-queue/redis";
import { type Job, Queue } from "bullmq";
import { z } from "zod";
import { JOB_OPTIONS, STREAMS } from "./queue-settings.ts";
import type { OpenStageQueueOptions } from "./stage-queue.ts";
import { type RunningStageWorker, runQueueWorker, type RunStageWorkerOptions } from "./stage-worker.ts";
import type { QueueKeys } from "./queue-keys.ts";

/** Stable: jobs stand under them. */
const QUESTION_QUEUE = "questions";
const QUESTION_JOB = "provider.question";

const taskIdField = z.string().min(1).max(QUESTION_LIMITS.maxTaskIdLength);
const questionJobSchema = z.object({
  version: jobVersionSchema,
  questionId: z.string().min(1),
  /** Unix ms, by the asker's clock. */
  untilMs: z.number(),
  question: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("task"), generationId: z.string().min(1), taskId: taskIdField }),
    z.object({ kind: z.literal("look"), account: z.string().min(1) }),
  ]),
});
type QuestionJob = z.infer<typeof questionJobSchema>;

/** An answer that nobody fetches goes by itself. */
const ANSWER_KEPT_MS = 60_000;
/** A question of a later version goes back at once to those who know it: its asker waits. */
const LATER_VERSION_PAUSE_MS = 200;
/** Clocks differ: a question that is only a little late may still be waited for. */
const LATE_MS = 30_000;
/** How long the asker waits for Redis beyond the time that it waits for an answer. */
const REDIS_SLACK_MS = 3000;

/** A desk for questions that its owner must close. */
export interface OpenedQuestionDesk extends QuestionDesk {
  close(): Promise<void>;
}

/** Where questions are asked, and how long an asker waits. Times are in ms. */
export interface QuestionDeskOptions extends OpenStageQueueOptions {
  readonly keys: QueueKeys;
  /** Default as in QUESTION_LIMITS. */
  readonly takenWithinMs?: number;
  readonly answeredWithinMs?: number;
}

/**
 * Asks workers that have the provider's keys. A question that nobody takes is taken back, so that none is answered to
 * nobody.
 */
export async function openQuestionDesk(options: QuestionDeskOptions): Promise<OpenedQuestionDesk> {
  const {
    redisUrl,
    keys,
    takenWithinMs = QUESTION_LIMITS.takenWithinMs,
    answeredWithinMs = QUESTION_LIMITS.answeredWithinMs,
  } = options;
  const onError = options.onError ?? ((): void => undefined);
  const redis = await openRedis(redisUrl, { role: "client", onError });
  const queue = new Queue(QUESTION_QUEUE, {
    connection: redis,
    prefix: keys.bull,
    streams: STREAMS,
    defaultJobOptions: JOB_OPTIONS,
  });
  queue.on("error", onError);

  async function ask(question: ProviderQuestion): Promise<QuestionAnswer> {
    if ((await queue.getWaitingCount()) >= QUESTION_LIMITS.maxWaiting) throw tooMany();
    const questionId = randomUUID();
    const listener = await openRedis(redisUrl, { role: "blocking", onError });
    try {
      const startedAt = performance.now();
      const data: QuestionJob = { version: JOB_VERSION, questionId, untilMs: Date.now() + answeredWithinMs, question };
      const job = await queue.add(QUESTION_JOB, data, {
        jobId: `question.${questionId}`,
        removeOnComplete: true,
        removeOnFail: true,
      });
      const early = await waitForAnswer(listener, questionId, takenWithinMs);
      if (early !== undefined) return early;
      if (await takeBack(job)) throw nobody(takenWithinMs);
      const late = await waitForAnswer(listener, questionId, answeredWithinMs - (performance.now() - startedAt));
      if (late !== undefined) return late;
      await takeBack(job);
      throw silent(answeredWithinMs);
    } finally {
      listener.disconnect();
    }
  }

  /** Undefined when there is none in time. */
  async function waitForAnswer(
    listener: RedisClient,
    questionId: string,
    timeoutMs: number,
  ): Promise<QuestionAnswer | undefined> {
    const waitMs = Math.max(10, timeoutMs);
    let gone = false;
    // A connection of this kind waits for a Redis that is away for as long as it takes.
    const late = setTimeout(() => {
      gone = true;
      listener.disconnect();
    }, waitMs + REDIS_SLACK_MS);
    try {
      const reply = await listener.blpop(keys.questionAnswer(questionId), waitMs / 1000);
      return reply === null ? undefined : (JSON.parse(reply[1]) as QuestionAnswer);
    } catch (error) {
      throw gone ? unavailable(redisUrl, error) : error;
    } finally {
      clearTimeout(late);
    }
  }

  return {
    ask,
    close: async () => {
      await queue.close();
      await closeRedis(redis);
    },
  };
}

/** False for one that a worker has taken, if only to find that it has to wait for its turn at the provider. */
async function takeBack(job: Job): Promise<boolean> {
  if ((await job.getState()) !== "waiting") return false;
  return job.remove().then(
    () => true,
    () => false,
  );
}

function nobody(takenWithinMs: number): UnavailableError {
  return new UnavailableError(
    "nobody_to_ask",
    `No worker took the question to the provider within ${takenWithinMs / 1000} s, and nothing was changed. Start ` +
      "one that has the account's key (`hailuo worker poll` or `hailuo worker all`), and try again.",
  );
}

function silent(answeredWithinMs: number): UnavailableError {
  return new UnavailableError(
    "provider_silent",
    `The provider gave no answer within ${answeredWithinMs / 1000} s, and nothing was changed. Try again.`,
  );
}

function tooMany(): UnavailableError {
  return new UnavailableError(
    "too_many_questions",
    `${QUESTION_LIMITS.maxWaiting} questions to the provider wait for a worker already, ` +
      "which is the limit; nothing was changed. Try again in a minute.",
  );
}

/** Answers a question. `later` puts it back for that many ms without an answer. */
export type QuestionHandler = (
  asked: { readonly question: ProviderQuestion; readonly questionId: string; readonly untilMs: number },
  signal: AbortSignal,
) => Promise<QuestionAnswer | { readonly type: "later"; readonly inMs: number }>;

/** Where questions come from, and where their answers go. */
export interface RunQuestionWorkerOptions extends Omit<RunStageWorkerOptions, "concurrency" | "redis"> {
  readonly keys: QueueKeys;
  /** For the answers. */
  readonly redis: RedisClient;
  /**
   * Whether questions are fetched over it, too: it outlives the worker and waits for a Redis that is away. Default:
   * over one of their own.
   */
  readonly fetchesOverIt?: boolean;
}

/** Answers questions in a process that has the accounts' keys. */
export async function runQuestionWorker(
  answer: QuestionHandler,
  { redis, fetchesOverIt = false, ...options }: RunQuestionWorkerOptions,
): Promise<RunningStageWorker> {
  return runQueueWorker<QuestionJob>(
    {
      queueName: QUESTION_QUEUE,
      jobSchema: questionJobSchema,
      laterVersionPauseMs: LATER_VERSION_PAUSE_MS,
      handler: async ({ job: { question, questionId, untilMs }, signal }) => {
        if (Date.now() > untilMs + LATE_MS) return { type: "done" };
        const late = AbortSignal.timeout(Math.max(1, untilMs - Date.now()));
        const reply = await answer({ question, questionId, untilMs }, AbortSignal.any([signal, late])).catch(
          (error: unknown) => {
            if (late.aborted && !signal.aborted) return undefined;
            throw error;
          },
        );
        // Nobody waits for it any more.
        if (reply === undefined) return { type: "done" };
        if (reply.type === "later") return { type: "snooze", untilMs: Date.now() + reply.inMs, reason: "query window" };
        await tell(redis, options.keys, questionId, reply);
        return { type: "done" };
      },
    },
    { ...options, ...(fetchesOverIt ? { redis } : {}), concurrency: QUESTION_LIMITS.maxAtOnce },
  );
}

async function tell(redis: RedisClient, keys: QueueKeys, questionId: string, answer: QuestionAnswer): Promise<void> {
  const writes = redis.multi();
  writes.rpush(keys.questionAnswer(questionId), JSON.stringify(answer));
  writes.pexpire(keys.questionAnswer(questionId), ANSWER_KEPT_MS);
  await writes.exec();
}
