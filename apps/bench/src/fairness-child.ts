import type { Service, TenantLoad } from "./admission/fair-service.ts";
import { createInstantWorld } from "./instant-provider.ts";
import { openOurPipeline } from "./our-pipeline.ts";
import { serveParent } from "./processes/serve-parent.ts";

export interface FairnessInput {
  readonly redisUrl: string;
  readonly maxInFlight: number;
  readonly tenants: readonly (TenantLoad & { readonly duration: number })[];
}

/** All tenants' prompts wait before the first is admitted. Tells the creates in the provider's order. */
await serveParent(async ({ redisUrl, maxInFlight, tenants }: FairnessInput) => {
  const served: Service[] = [];
  const total = tenants.reduce((sum, { generations }) => sum + generations, 0);
  let finished = 0;
  let allFinished: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    allFinished = resolve;
  });
  const world = createInstantWorld(({ prompt, duration }) =>
    served.push({ tenant: prompt ?? "", cost: duration === 10 ? 2 : 1 }),
  );
  const onEnded = (): void => {
    finished += 1;
    if (finished === total) allFinished();
  };
  const pipeline = await openOurPipeline({ redisUrl, concurrency: maxInFlight, maxInFlight, world, onEnded });
  return {
    ready: true,
    answers: {
      run: async (): Promise<readonly Service[]> => {
        for (const { tenant, weight, generations, duration } of tenants) {
          await pipeline.producer.backlog.setTenantWeight(tenant, weight);
          const items = Array.from({ length: generations }, (_, at) => ({
            request: { model: "MiniMax-Hailuo-2.3", prompt: tenant, duration },
            customId: `item-${at}`,
          }));
          await pipeline.producer.submitBatch(items, { batchId: `of-${tenant}`, tenant });
        }
        pipeline.startDispatcher();
        await done;
        return served;
      },
    },
    close: () => pipeline.close(),
  };
});
