import { InvalidInputError } from "@hailuo-queue/contracts";
import type { TwinReport } from "@hailuo-queue/producer";
import { formatMoney, inUsd } from "../money.ts";
import { formatCount } from "../progress/display-text.ts";
import { say } from "../words/say.ts";

const SHOWN_BATCHES = 3;

/** The file asks for what other batches have: nothing of it was enqueued. */
export class MadeBeforeError extends InvalidInputError {
  readonly report: TwinReport;

  constructor(report: TwinReport) {
    super(
      "made_before",
      say`${twinSentence(report)} Nothing was enqueued: --only-new leaves them out, --again buys them again.`,
    );
    this.report = report;
  }
}

/** How many, of which batches, and what leaving them out saves. */
export function twinSentence({ wanted, twins, microUsd, unpriced, batches }: TwinReport): string {
  const named = batches
    .slice(0, SHOWN_BATCHES)
    .map(({ batchId, count }) => say`${formatCount(count)} in batch ${batchId}`);
  const more = batches.length > SHOWN_BATCHES ? [say`and more in others`] : [];
  const saves =
    microUsd === 0
      ? ""
      : say` Leaving them out saves ${unpriced > 0 ? say`at least` : say`up to`} ${formatMoney(microUsd)}.`;
  return say`${formatCount(twins)} of ${formatCount(wanted)} ${wanted === 1 ? "request" : "requests"} ${twins === 1 ? "is" : "are"} made or under way already: ${[...named, ...more].join(", ")}.${saves}`;
}

/** For machines. */
export function twinFields({ wanted, twins, microUsd, unpriced, batches }: TwinReport): object {
  return {
    wanted,
    twins,
    twins_usd: inUsd(microUsd),
    twins_unpriced: unpriced,
    twin_batches: batches.map(({ batchId, count }) => ({ batch: batchId, count })),
  };
}
