import {
  countCharacters,
  type GenerationMode,
  type GenerationRecord,
  type GenerationState,
  modeOf,
  optional,
  providerWords,
  type VideoFacts,
  type VideoWarning,
} from "@hailuo-queue/contracts";

/** What the pages show of a generation. Its images are left out: a data URL may have megabytes. Times are Unix ms. */
export interface GenerationBrief {
  readonly id: string;
  readonly batchId: string;
  /** Place in the batch, from 0. */
  readonly index: number;
  readonly customId?: string;
  readonly state: GenerationState;
  /** At most {@link SHOWN_CHARACTERS} characters; those left out are marked by "…". */
  readonly prompt: string;
  readonly model: string;
  readonly mode: GenerationMode;
  /** Seconds. Not there, nor the resolution, where the model has one size only. */
  readonly duration?: number;
  readonly resolution?: string;
  readonly objectKey: string;
  readonly account?: string;
  readonly taskId?: string;
  readonly providerStatus?: string;
  readonly pollCount: number;
  /** What it costs when it succeeds, and what was charged, in millionths of a US dollar. */
  readonly priceMicroUsd?: number;
  readonly costMicroUsd?: number;
  readonly bytes?: number;
  readonly location?: string;
  readonly facts?: VideoFacts;
  readonly warnings?: readonly VideoWarning[];
  readonly error?: { readonly code: string; readonly stage: string; readonly message: string };
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly submittedAt?: number;
  readonly acceptedAt?: number;
  readonly generatedAt?: number;
  readonly endedAt?: number;
}

export const SHOWN_CHARACTERS = 160;

export function briefOf(record: GenerationRecord): GenerationBrief {
  const { request, video } = record;
  return {
    id: record.id,
    batchId: record.batchId,
    index: record.index,
    ...optional({ customId: record.customId }),
    state: record.state,
    prompt: shortened(request.prompt ?? ""),
    model: request.model,
    mode: modeOf(request),
    ...optional({ duration: request.duration, resolution: request.resolution }),
    objectKey: record.objectKey,
    ...optional({ account: record.account, taskId: record.taskId, providerStatus: providerWords(record) }),
    pollCount: record.pollCount,
    ...optional({
      priceMicroUsd: record.priceMicroUsd,
      costMicroUsd: record.costMicroUsd,
      bytes: video?.bytes,
      location: video?.location,
      facts: video?.facts,
      warnings: video?.warnings,
      error: record.error,
    }),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    ...optional({
      submittedAt: record.submittedAt,
      acceptedAt: record.acceptedAt,
      generatedAt: record.generatedAt,
      endedAt: record.endedAt,
    }),
  };
}

function shortened(prompt: string): string {
  if (countCharacters(prompt) <= SHOWN_CHARACTERS) return prompt;
  return `${Array.from(prompt)
    .slice(0, SHOWN_CHARACTERS - 1)
    .join("")}…`;
}
