import type { Outcome } from "@hailuo-queue/contracts";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { Queue } from "bullmq";
import { z } from "zod";
import { JOB_OPTIONS, STREAMS } from "./queue-settings.ts";
import type { OpenStageQueueOptions } from "./stage-queue.ts";
import { type RunningStageWorker, runQueueWorker, type RunStageWorkerOptions } from "./stage-worker.ts";

/** Stable: jobs stand under them. */
const WEBHOOK_QUEUE = "webhooks";
const WEBHOOK_JOB = "webhook.deliver";

const webhookJobSchema = z.object({
  version: z.literal(1),
  eventId: z.string().min(1),
  /** Each replay is a run of its own. */
  run: z.int().min(0),
});
type WebhookJob = z.infer<typeof webhookJobSchema>;

export interface WebhookQueue {
  /** Adding one that is there already adds nothing. */
  add(jobs: readonly Pick<WebhookJob, "eventId" | "run">[]): Promise<void>;
  close(): Promise<void>;
}

/** The queue of webhooks' deliveries, for adding. */
export async function openWebhookQueue(options: OpenStageQueueOptions): Promise<WebhookQueue> {
  const onError = options.onError ?? ((): void => undefined);
  const redis = await openRedis(options.redisUrl, { role: "worker", onError });
  const queue = new Queue(WEBHOOK_QUEUE, {
    connection: redis,
    prefix: options.keys.bull,
    streams: STREAMS,
    defaultJobOptions: JOB_OPTIONS,
  });
  queue.on("error", onError);

  async function add(jobs: readonly Pick<WebhookJob, "eventId" | "run">[]): Promise<void> {
    await queue.addBulk(
      jobs.map(({ eventId, run }) => ({
        name: WEBHOOK_JOB,
        data: { version: 1, eventId, run } satisfies WebhookJob,
        opts: { jobId: `webhook.${eventId}.${run}` },
      })),
    );
  }

  return {
    add,
    close: async () => {
      await queue.close();
      await closeRedis(redis);
    },
  };
}

export type WebhookHandler = (run: {
  readonly job: WebhookJob;
  readonly attemptsMade: number;
  readonly signal: AbortSignal;
}) => Promise<Outcome>;

/** Runs deliveries; the handler's `fail` is tried again after the wait it names. */
export async function runWebhookWorker(handler: WebhookHandler, options: RunStageWorkerOptions): Promise<RunningStageWorker> {
  return runQueueWorker({ queueName: WEBHOOK_QUEUE, jobSchema: webhookJobSchema, handler }, options);
}
