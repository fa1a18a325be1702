import { optional } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { itemsOf, type LoadedPrompts } from "../commands/load-prompts.ts";
import type { TwinOptions } from "./check-twin-options.ts";
import { MadeBeforeError } from "./made-before-error.ts";

/**
 * @throws MadeBeforeError where a file would buy again, under another name, what another batch has: unless that is
 * meant.
 */
export async function refuseTwins(
  producer: Pick<Producer, "findTwins">,
  prompts: Pick<LoadedPrompts, "read" | "batchId">,
  options: TwinOptions & { readonly tenant?: string },
): Promise<void> {
  if (options.again === true || options.onlyNew === true) return;
  const tenant = optional({ tenant: options.tenant });
  const report = await producer.findTwins(itemsOf(prompts), { batchId: prompts.batchId, ...tenant });
  if (report.twins > 0) throw new MadeBeforeError(report);
}
