import type { Grant } from "@hailuo-queue/contracts";
import { createInstantWorld } from "./instant-provider.ts";
import { openOurPipeline, type OurPipeline } from "./our-pipeline.ts";

export interface OurChainOptions {
  readonly redisUrl: string;
  readonly generations: number;
  readonly prompt: string;
  readonly concurrency: number;
  readonly maxInFlight: number;
  /** Adds a create job for each generation as it is submitted, without asking whether it may start; default false. */
  readonly withoutAdmission?: boolean;
}

const BATCH = "bench";

/** The whole chain of the product in one process, over an instant provider and storage. Enqueueing included. */
export async function runOurChain(
  options: OurChainOptions,
): Promise<{ readonly seconds: number; readonly sold: number; readonly stored: number }> {
  const world = createInstantWorld();
  let finished = 0;
  let allFinished: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    allFinished = resolve;
  });
  const onEnded = (): void => {
    finished += 1;
    if (finished === options.generations) allFinished();
  };
  const { redisUrl, concurrency, maxInFlight } = options;
  const pipeline = await openOurPipeline({ redisUrl, concurrency, maxInFlight, world, onEnded });
  const { producer } = pipeline;
  if (options.withoutAdmission !== true) pipeline.startDispatcher();

  const startedAt = performance.now();
  const items = Array.from({ length: options.generations }, (_, number) => ({
    request: { model: "MiniMax-Hailuo-2.3", prompt: options.prompt },
    customId: `item-${number}`,
  }));
  if (options.withoutAdmission === true) {
    const granter = createGranter(pipeline);
    await producer.submitBatch(items, { batchId: BATCH, onProgress: granter.grantUpTo });
    await granter.granted();
  } else {
    await producer.submitBatch(items, { batchId: BATCH });
  }
  await done;
  const seconds = (performance.now() - startedAt) / 1000;

  await pipeline.close();
  return { seconds, sold: world.sold(), stored: world.stored() };
}

/** In place of admission: every generation is granted as soon as it is submitted, and nothing is counted. */
function createGranter({ redis, keys, queue }: OurPipeline): {
  grantUpTo(submitted: number): void;
  granted(): Promise<void>;
} {
  const account = "default";
  const run = 1;
  const granting: Promise<void>[] = [];
  let before = 0;

  async function grant(first: number, last: number): Promise<void> {
    const ids = await redis.lrange(keys.batchMembers(BATCH), first, last);
    // The grant under which a create job begins.
    await redis.hset(
      keys.admitted,
      Object.fromEntries(ids.map((id) => [`${id}|${BATCH}`, `${run}:${Date.now()}:${account}`])),
    );
    await redis.del(keys.backlog);
    await queue.add(
      "create",
      ids.map((generationId): Grant => ({ generationId, batchId: BATCH, run, account })),
    );
  }

  return {
    grantUpTo: (submitted) => {
      granting.push(grant(before, submitted - 1));
      before = submitted;
    },
    granted: async () => void (await Promise.all(granting)),
  };
}
