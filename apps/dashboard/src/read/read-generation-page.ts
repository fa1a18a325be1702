import {
  adviceFor,
  attemptsOf,
  type EarlierTake,
  type GenerationRecord,
  InvalidInputError,
  optional,
  type StageAttempt,
  type TaskLookup,
  traceIdOf,
} from "@hailuo-queue/contracts";
import type { Explanation } from "@hailuo-queue/producer";
import type { Hands } from "../act/hands.ts";
import { briefOf, type GenerationBrief } from "./generation-brief.ts";

/** What `/api/generations/<id>` answers. */
export interface GenerationPage {
  readonly at: number;
  /** With the whole prompt. */
  readonly generation: GenerationBrief;
  readonly tenant: string;
  /** What it waits for. */
  readonly explanation: Explanation;
  /** Its last tries that ended in an error, oldest first. */
  readonly attempts: readonly StageAttempt[];
  /** What the provider's list of tasks told of a create whose answer was lost. */
  readonly lookup?: TaskLookup;
  /** As it is sent to the provider; media that stand in it are shortened. */
  readonly request: object;
  readonly takes: readonly EarlierTake[];
  readonly take: number;
  /** What a person can do about its failure; `ID` in it stands for its id, as in all that is told of several. */
  readonly advice?: string;
  readonly nextPollAt?: number;
  readonly deadlineAt?: number;
  readonly hasVideo: boolean;
  /** The trace that its submit belongs to; `url`: where it is shown. */
  readonly trace?: { readonly id: string; readonly url?: string };
}

export interface GenerationPageParts {
  readonly hands: Pick<Hands, "get" | "explain">;
  /** Where the trace of this id is shown; undefined where nobody said so. */
  readonly traceUrl: (traceId: string) => string | undefined;
  /** As whoever asked may read it. */
  readonly showExplanation: (explanation: Explanation, record: GenerationRecord) => Explanation;
}

/** Undefined when there is no such generation. */
export async function readGenerationPage(
  { hands, traceUrl, showExplanation }: GenerationPageParts,
  id: string,
  at: number,
): Promise<GenerationPage | undefined> {
  let record: GenerationRecord;
  let explanation: Explanation;
  try {
    [record, explanation] = await Promise.all([hands.get(id), hands.explain(id)]);
  } catch (error) {
    if (error instanceof InvalidInputError && error.code === "unknown_generation") return undefined;
    throw error;
  }
  const generation = { ...briefOf(record), prompt: record.request.prompt ?? "" };
  const needsAdvice = record.state === "failed" || record.state === "submission_unknown";
  return {
    at,
    generation,
    tenant: record.tenant,
    explanation: showExplanation(explanation, record),
    attempts: attemptsOf(record),
    request: shortMedia(record.request),
    takes: record.takes ?? [],
    take: record.take ?? 1,
    hasVideo: record.state === "succeeded" && record.video !== undefined,
    ...(record.trace === undefined ? {} : { trace: traceOf(traceIdOf(record.trace), traceUrl) }),
    ...optional({ lookup: record.lookup, nextPollAt: record.nextPollAt, deadlineAt: record.deadlineAt }),
    ...(needsAdvice ? { advice: adviceFor(record.error?.code, "en", { state: record.state }) } : {}),
  };
}

function traceOf(id: string, urlOf: GenerationPageParts["traceUrl"]): NonNullable<GenerationPage["trace"]> {
  return { id, ...optional({ url: urlOf(id) }) };
}

const LONGEST_MEDIA = 200;

/** A data URL may have megabytes; the prompt is shown whole. */
function shortMedia(request: object): object {
  return JSON.parse(
    JSON.stringify(request, (key, value: unknown) =>
      typeof value === "string" && key !== "prompt" && value.length > LONGEST_MEDIA
        ? `${value.slice(0, LONGEST_MEDIA)}…`
        : value,
    ),
  ) as object;
}
