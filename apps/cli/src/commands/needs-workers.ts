import { missingWorkers, type Stage } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { say } from "../words/say.ts";

/** Whether what was just enqueued will be worked: a sentence. */
export async function workersWords(producer: Pick<Producer, "fleet">, batchId: string): Promise<string> {
  const missing = missingWorkers(await producer.fleet(), batchId).map(({ stage }) => stage);
  if (missing.length === 0) return say`Workers are running.`;
  if (missing.length === 3) return say`It needs workers, and none runs: start them with \`hailuo worker all\`.`;
  return say`It needs workers of every stage, and none runs for ${missing.join(" and ")}: start ${commandsOf(missing)}.`;
}

function commandsOf(stages: readonly Stage[]): string {
  return stages.map((stage) => say`\`hailuo worker ${stage}\``).join(" and ");
}
