import { setTimeout as delay } from "node:timers/promises";
import type { QuestionDesk } from "@hailuo-queue/contracts";
import type { OpenedQuestionDesk, OpenedStageQueue } from "@hailuo-queue/queue";
import type { RedisKeys } from "@hailuo-queue/store";
import type { WakePoll } from "./cancel-generation.ts";

/** A poll under way takes a moment; should it take longer, the next one is in time for the task's end at the latest. */
const WAKE_AGAIN_MS = [100, 300, 900];

/** BullMQ's queues, opened when they are first needed: a submit leaves the jobs to the dispatcher. */
export interface QueueDoor {
  /** For replays and cancels. */
  withQueue<Value>(work: (queue: OpenedStageQueue) => Promise<Value>): Promise<Value>;
  readonly wakePoll: WakePoll;
  /** Asks the workers that have the provider's keys. */
  readonly desk: QuestionDesk;
  close(): Promise<void>;
}

/** Loaded with its first use: what only reads and submits needs none of it. */
const bullmq = (): Promise<typeof import("@hailuo-queue/queue")> => import("@hailuo-queue/queue");

/** The queues of a deployment; nothing is connected before it is used. */
export function createQueueDoor(options: { readonly redisUrl: string; readonly keys: RedisKeys }): QueueDoor {
  let queue: Promise<OpenedStageQueue> | undefined;
  let desk: Promise<OpenedQuestionDesk> | undefined;

  async function withQueue<Value>(work: (queue: OpenedStageQueue) => Promise<Value>): Promise<Value> {
    queue ??= bullmq().then(({ openStageQueue }) => openStageQueue(options));
    return work(await queue);
  }

  return {
    withQueue,
    /** A poll that runs in this moment may have read the record before its cancel. */
    wakePoll: ({ id, run }) =>
      withQueue(async (opened) => {
        for (const pauseMs of WAKE_AGAIN_MS) {
          if ((await opened.wake("poll", { generationId: id, run })) !== "running") return;
          await delay(pauseMs);
        }
      }),
    desk: {
      async ask(question) {
        desk ??= bullmq().then(({ openQuestionDesk }) => openQuestionDesk(options));
        // One that could not be opened is opened anew the next time.
        desk.catch(() => (desk = undefined));
        return (await desk).ask(question);
      },
    },
    async close() {
      await (await desk?.catch(() => undefined))?.close();
      await (await queue)?.close();
    },
  };
}
