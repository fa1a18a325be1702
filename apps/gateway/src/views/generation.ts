import {
  attemptFields,
  attemptsOf,
  END_STATES,
  GENERATION_STATES,
  type GenerationRecord,
  locationForTenants,
  messageForTenants,
  optional,
  PRIORITIES,
  providerWords,
  resultLine,
  type ResultLine,
  type StageAttempt,
  STAGES,
  VIDEO_WARNINGS,
} from "@hailuo-queue/contracts";
import { z } from "zod";
import { requestFields } from "./request-fields.ts";

const time = z.iso.datetime().nullable();

export const attemptSchema = z
  .object({
    stage: z.enum(STAGES),
    code: z.string(),
    message: z.string(),
    times: z.number().int().describe("how many ended this way in a row"),
    first_at: z.iso.datetime(),
    last_at: z.iso.datetime(),
    next_at: time.describe("when the next attempt was due, if known"),
  })
  .meta({ id: "Attempt", description: "An attempt of a stage that ended in an error." });

/** What storage said is for whoever runs it. */
export function showAttempt(attempt: StageAttempt): z.output<typeof attemptSchema> {
  return { ...attemptFields(attempt), message: messageForTenants(attempt) };
}

const earlierTakeSchema = z
  .object({
    take: z.number().int(),
    state: z.enum(END_STATES),
    request: z.object(requestFields),
    task_id: z.string().nullable(),
    cost_usd: z.number().nullable().describe("what was charged for this take alone"),
    location: z.string().nullable().describe("where its video is kept, as `location` of the generation has it"),
    bytes: z.number().int().nullable(),
    sha256: z.string().nullable(),
    submitted_at: time,
    ended_at: time,
    error: z.object({ code: z.string(), stage: z.string(), message: z.string() }).optional(),
  })
  .meta({ id: "EarlierTake", description: "What became of a generation before its request was changed." });

export const generationSchema = z
  .object({
    object: z.literal("generation"),
    id: z.string(),
    state: z.enum(GENERATION_STATES),
    take: z
      .number()
      .int()
      .describe("which take of it this is, from 1: each change of its request after its end makes the next"),
    batch: z.string(),
    custom_id: z.string().nullable(),
    request: z
      .object(requestFields)
      .describe("with all defaults filled in; images sent as data are named, not repeated"),
    priority: z.enum(PRIORITIES),
    account: z.string().nullable(),
    task_id: z.string().nullable().describe("the provider's"),
    provider_status: z.string().nullable(),
    object_key: z.string().describe("where the video goes in storage"),
    location: z
      .string()
      .nullable()
      .describe("s3://bucket/key; null before it is stored, and for videos in a directory of the server"),
    bytes: z.number().int().nullable(),
    sha256: z.string().nullable(),
    width: z.number().int().nullable().describe("in pixels, read from the stored file"),
    height: z.number().int().nullable(),
    duration: z.number().nullable().describe("in seconds, read from the stored file"),
    video_codec: z.string().nullable().describe("as in a MIME type's codecs, e.g. avc1.640032"),
    audio_codec: z.string().nullable().describe("null: it has no sound"),
    warnings: z.array(z.enum(VIDEO_WARNINGS)).describe("how the stored video differs from what was bought"),
    price_usd: z
      .number()
      .nullable()
      .describe("its price if it succeeds, from the price table of the day it was submitted"),
    cost_usd: z.number().nullable().describe("what was charged"),
    created_at: time,
    submitted_at: time,
    accepted_at: time,
    generated_at: time,
    ended_at: time,
    attempts: z
      .array(attemptSchema)
      .describe("the last attempts that ended in an error, oldest first; at most five entries for each stage"),
    earlier_takes: z.array(earlierTakeSchema).describe("the takes before this one, oldest first"),
    error: z.object({ code: z.string(), stage: z.string(), message: z.string() }).optional(),
    traceparent: z
      .string()
      .optional()
      .describe("the W3C trace that it was submitted in; its webhooks are sent under it"),
  })
  .meta({ id: "Generation" });
export type GenerationView = z.output<typeof generationSchema>;

export const generationPageSchema = z
  .object({
    object: z.literal("list"),
    data: z.array(generationSchema),
    next_cursor: z.string().nullable().describe("pass it as `cursor`; null on the last page"),
  })
  .meta({
    id: "GenerationPage",
    description: "A page may be short or empty although more pages follow: continue while there is a next_cursor.",
  });

/** A line of results.jsonl as its tenant reads it. */
export function lineForTenants({ earlier_takes, ...line }: ResultLine): ResultLine {
  return { ...forTenants(line), earlier_takes: earlier_takes.map(forTenants) };
}

function forTenants<Line extends Pick<ResultLine, "error" | "location">>({ error, location, ...line }: Line) {
  return {
    ...line,
    location: locationForTenants(location),
    ...(error === undefined ? {} : { error: { ...error, message: messageForTenants(error) } }),
  };
}

export function showGeneration(record: GenerationRecord): GenerationView {
  const { error, ...line } = lineForTenants(resultLine(record));
  return {
    object: "generation",
    ...line,
    request: line.request,
    warnings: [...line.warnings],
    earlier_takes: line.earlier_takes.map(({ error: why, ...take }) => ({
      ...take,
      ...(why === undefined ? {} : { error: { ...why } }),
    })),
    ...optional({ traceparent: record.trace }),
    priority: record.priority ?? "normal",
    provider_status: providerWords(record) ?? null,
    attempts: attemptsOf(record).map(showAttempt),
    price_usd: record.priceMicroUsd === undefined ? null : record.priceMicroUsd / 1_000_000,
    ...(error === undefined ? {} : { error: { code: error.code, stage: error.stage, message: error.message } }),
  };
}
