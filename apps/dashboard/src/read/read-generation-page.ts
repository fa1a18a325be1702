import { attemptsOf, optional, type StageAttempt, type TaskLookup } from "@hailuo-queue/contracts";
import type { Explanation } from "@hailuo-queue/producer";
import { briefOf, type GenerationBrief } from "./generation-brief.ts";
import type { ReadingProducer } from "./producer-door.ts";

/** What `/api/generations/<id>` answers. */
export interface GenerationPage {
  readonly at: number;
  /** With the whole prompt. */
  readonly generation: GenerationBrief;
  /** What it waits for. */
  readonly explanation: Explanation;
  /** Its last tries that ended in an error, oldest first. */
  readonly attempts: readonly StageAttempt[];
  /** What the provider's list of tasks told of a create whose answer was lost. */
  readonly lookup?: TaskLookup;
}

/** Undefined when there is no such generation. */
export async function readGenerationPage(
  producer: ReadingProducer,
  id: string,
  at: number,
): Promise<GenerationPage | undefined> {
  const [record, explanation] = await Promise.all([producer.get(id), producer.explain(id)]);
  if (record === undefined || explanation === undefined) return undefined;
  const generation = { ...briefOf(record), prompt: record.request.prompt ?? "" };
  return { at, generation, explanation, attempts: attemptsOf(record), ...optional({ lookup: record.lookup }) };
}
