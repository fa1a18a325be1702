import { InvalidInputError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { itemsOf, type LoadedPrompts } from "../commands/load-prompts.ts";
import { MadeBeforeError } from "./made-before-error.ts";

/** What is to become of requests that another batch has made or has under way. Default: they keep the whole file back. */
export interface TwinOptions {
  /** They are bought again. */
  readonly again?: boolean;
  /** They are left out. */
  readonly onlyNew?: boolean;
}

/** Throws InvalidInputError (`bad_usage`) for both at once. */
export function checkTwinOptions({ again, onlyNew }: TwinOptions): void {
  if (again !== true || onlyNew !== true) return;
  throw new InvalidInputError(
    "bad_usage",
    "--again buys requests again that other batches have, --only-new leaves them out: use one of them.",
  );
}

/** Throws MadeBeforeError where a file would buy again, under another name, what another batch has: unless that is meant. */
export async function refuseTwins(
  producer: Pick<Producer, "findTwins">,
  prompts: Pick<LoadedPrompts, "read" | "batchId">,
  options: TwinOptions & { readonly tenant?: string },
): Promise<void> {
  if (options.again === true || options.onlyNew === true) return;
  const tenant = options.tenant === undefined ? {} : { tenant: options.tenant };
  const report = await producer.findTwins(itemsOf(prompts), { batchId: prompts.batchId, ...tenant });
  if (report.twins > 0) throw new MadeBeforeError(report);
}
