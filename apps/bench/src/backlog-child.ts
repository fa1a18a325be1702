import { createInstantWorld } from "./instant-provider.ts";
import { openRedisMeter, type RedisLoad } from "./measure/redis-meter.ts";
import { openOurPipeline } from "./our-pipeline.ts";
import { serveParent } from "./processes/serve-parent.ts";

export interface BacklogInput {
  readonly redisUrl: string;
  /** Generations that wait all the while: as many are submitted as finish. */
  readonly backlog: number;
  readonly warmUp: number;
  /** Over so many finished generations the commands are counted. */
  readonly measured: number;
  readonly maxInFlight: number;
}

export interface BacklogRun {
  readonly finished: number;
  readonly seconds: number;
  readonly redis: RedisLoad;
}

/** New ones come in so many at a time, the same for every backlog: what a submit costs depends on it. */
const SUBMITTED_AT_ONCE = 50;

await serveParent(async ({ redisUrl, backlog, warmUp, measured, maxInFlight }: BacklogInput) => {
  const meter = openRedisMeter(redisUrl);
  let finished = 0;
  let onEnded: () => void = () => undefined;
  const ended = (): void => {
    finished += 1;
    onEnded();
  };
  const pipeline = await openOurPipeline({
    redisUrl,
    concurrency: maxInFlight,
    maxInFlight,
    world: createInstantWorld(),
    onEnded: ended,
  });
  let submitted = 0;

  async function submit(count: number): Promise<void> {
    const first = submitted;
    submitted += count;
    const items = Array.from({ length: count }, (_, at) => ({
      request: { model: "MiniMax-Hailuo-2.3", prompt: `A paper boat, number ${first + at}, in the rain` },
      customId: `item-${first + at}`,
    }));
    await pipeline.producer.submitBatch(items, { batchId: "bench" });
  }

  /** Keeps the backlog as long as it is. */
  async function untilFinished(count: number): Promise<void> {
    while (finished < count) {
      if (submitted - finished < backlog) await submit(SUBMITTED_AT_ONCE);
      else {
        await new Promise<void>((resolve) => {
          onEnded = resolve;
        });
      }
    }
  }

  return {
    ready: true,
    answers: {
      run: async (): Promise<BacklogRun> => {
        await submit(backlog);
        pipeline.startDispatcher();
        await untilFinished(warmUp);
        await meter.begin();
        const from = finished;
        const startedAt = performance.now();
        await untilFinished(from + measured);
        const redis = await meter.read();
        return { finished: finished - from, seconds: (performance.now() - startedAt) / 1000, redis };
      },
    },
    close: async () => {
      await pipeline.close();
      await meter[Symbol.asyncDispose]();
    },
  };
});
