import { hostname } from "node:os";
import { type GenerationRecord, InvalidInputError, type ObjectStore } from "@hailuo-queue/contracts";
import type { Producer, ReplayReceipt } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatCount } from "../progress/display-text.ts";
import { createMissingVideos } from "../results/missing-videos.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import type { ChangeParts } from "../stand/with-change.ts";
import { printReplay } from "./print-replay.ts";
import { requireBatch } from "./status.ts";
import { say } from "../words/say.ts";

export interface RetryMissingOptions {
  readonly id?: string;
  readonly batch?: string;
  readonly json: boolean;
}

type RetryMissingParts = { readonly producer: Pick<Producer, "retry" | "batch" | "listBatch" | "get"> } & Pick<
  ChangeParts,
  "tell" | "refuse"
> & {
    readonly open: (target: string) => ObjectStore;
  };

/**
 * Fetches videos again that are not where they were stored. They are paid for: nothing is bought, whatever the provider
 * answers.
 */
export async function retryMissing(
  parts: RetryMissingParts,
  options: RetryMissingOptions,
  shell: Shell,
): Promise<ExitCode> {
  const { producer, tell, open } = parts;
  const { id, batch, json } = options;
  const receipts: ReplayReceipt[] = [];
  const missing = createMissingVideos({
    open,
    onMissing: async (record) => void receipts.push(await producer.retry(record.id, { missing: true })),
  });
  try {
    const alone = batch === undefined ? await requireGeneration(producer, id ?? "") : undefined;
    await requireHere(producer, alone?.batchId ?? batch ?? "");
    if (alone !== undefined) await missing.visit(alone);
    else for await (const record of producer.listBatch(batch ?? "")) await missing.visit(record);
    await missing.found();
  } finally {
    await missing.close();
  }
  const refused = receipts.filter(({ result }) => result === "refused");
  tell({ details: { missing: String(receipts.length), refused: String(refused.length) } });
  const [first] = refused;
  if (id !== undefined && first?.result === "refused") parts.refuse(first.code);
  if (json) {
    for (const receipt of receipts) printReplay(receipt, true, shell);
    printJson(shell.stdout, {
      type: "summary",
      batch: batch ?? null,
      missing: receipts.length,
      retried: receipts.length - refused.length,
      refused: refused.length,
    });
  } else {
    const whose = batch === undefined ? (id ?? "") : say`batch ${batch}`;
    if (receipts.length === 0) printLine(shell.stdout, say`nothing of ${whose} is missing`);
    else printLine(shell.stdout, fetchedSentence(receipts.length - refused.length, whose, batch));
    if (first?.result === "refused") printLine(shell.stderr, say`for instance: ${first.message}`);
  }
  return refused.length > 0 ? EXIT.someFailed : EXIT.allSucceeded;
}

function fetchedSentence(count: number, whose: string, batch: string | undefined): string {
  const goOn = batch === undefined ? "" : say`\`hailuo run --batch ${batch}\` or `;
  return say`${formatCount(count)} of ${whose} ${count === 1 ? "is" : "are"} fetched again; it needs ${goOn}running workers (\`hailuo worker all\`)`;
}

async function requireGeneration(producer: Pick<Producer, "get">, id: string): Promise<GenerationRecord> {
  const record = await producer.get(id);
  if (record !== undefined) return record;
  throw new InvalidInputError(
    "unknown_generation",
    say`There is no generation "${id}". \`hailuo list\` shows the ids.`,
  );
}

/** A folder of another machine cannot be seen from here, and all of it would look missing. */
async function requireHere(producer: Pick<Producer, "batch">, batchId: string): Promise<void> {
  const { place } = await requireBatch(producer, batchId);
  if (place?.host === undefined || place.host === hostname()) return;
  throw new InvalidInputError(
    "batch_elsewhere",
    say`Batch ${batchId} has its videos in ${place.location} on ${place.host}, which cannot be read from here. Run this command there.`,
  );
}
