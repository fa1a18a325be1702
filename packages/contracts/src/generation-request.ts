import { z } from "zod";
import {
  DEFAULT_DURATION,
  DEFAULT_RESOLUTION,
  type DurationSeconds,
  type GenerationMode,
  IMAGE_BYTES_LIMIT,
  MAX_PROMPT_CHARACTERS,
  type ModelName,
  type ModelRule,
  MODEL_NAMES,
  MODELS,
  type Resolution,
  RESOLUTIONS,
} from "./models.ts";
import { nearestName } from "./nearest-name.ts";

/** One wanted video, in the field names of the provider's documented API; complete: every default is filled in. */
export interface GenerationRequest {
  readonly model: ModelName;
  readonly prompt?: string;
  /** First frame: an http(s) URL or a data URL. */
  readonly image_url?: string;
  /** Last frame, MiniMax-Hailuo-02 only. */
  readonly last_frame_image?: string;
  /** Seconds; default 6. */
  readonly duration: DurationSeconds;
  /** Default 768P, which is also what the provider takes when none is sent. */
  readonly resolution: Resolution;
  /** Whether the provider may rewrite the prompt; default true. */
  readonly enable_prompt_expansion: boolean;
}

export const REQUEST_FIELDS = [
  "model",
  "prompt",
  "image_url",
  "last_frame_image",
  "duration",
  "resolution",
  "enable_prompt_expansion",
] as const satisfies readonly (keyof GenerationRequest)[];

/** One reason why a request was refused: which field, what it was, what is allowed. */
export interface RequestFault {
  readonly field: string;
  readonly value: unknown;
  readonly message: string;
}

/**
 * Length as the provider counts it: Unicode code points. The documented limit is "2000 characters"; the provider's own
 * over-length refusals count one per code point (an emoji outside the basic plane is one, not the two UTF-16 units of
 * JavaScript's `length`), which is also how its Python and Go tools count.
 */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

const DATA_URL_HEAD = /^data:image\/[a-z+]+;base64,/i;
const imageReference = z
  .string()
  .refine((value) => /^https?:\/\/\S+$/i.test(value) || DATA_URL_HEAD.test(value), {
    abort: true,
    error: "must be an http(s) URL or a data:image/…;base64 URL",
  })
  .refine((value) => imageBytes(value) < IMAGE_BYTES_LIMIT, {
    error: ({ input }) =>
      `holds an image of ${inMegabytes(imageBytes(String(input)))} MB; it must have less than ${inMegabytes(IMAGE_BYTES_LIMIT)} MB: make it smaller, or give its http(s) URL`,
  });

/** What the base64 text of a data URL stands for; 0 for other URLs. */
function imageBytes(reference: string): number {
  const head = DATA_URL_HEAD.exec(reference)?.[0];
  if (head === undefined) return 0;
  const padding = reference.endsWith("==") ? 2 : Number(reference.endsWith("="));
  return Math.floor(((reference.length - head.length) * 3) / 4) - padding;
}

/** Rounded up, so that an image that is refused never seems to be small enough. */
function inMegabytes(bytes: number): number {
  return Math.ceil((bytes / 1024 / 1024) * 10) / 10;
}

/** Shape only; what goes together is judged by {@link parseGenerationRequest}. */
export const generationRequestShape = z.strictObject({
  model: z.enum(MODEL_NAMES as [ModelName, ...ModelName[]]),
  prompt: z.string().optional(),
  image_url: imageReference.optional(),
  last_frame_image: imageReference.optional(),
  duration: z.union([z.literal(6), z.literal(10)]).default(DEFAULT_DURATION),
  resolution: z.enum(RESOLUTIONS).default(DEFAULT_RESOLUTION),
  enable_prompt_expansion: z.boolean().default(true),
});

export type ParsedRequest =
  | { readonly ok: true; readonly request: GenerationRequest }
  | { readonly ok: false; readonly faults: readonly RequestFault[] };

/** Validates a request against the model matrix and fills the defaults. Reports every fault, never throws. */
export function parseGenerationRequest(input: unknown): ParsedRequest {
  const parsed = generationRequestShape.safeParse(input);
  if (!parsed.success) return { ok: false, faults: parsed.error.issues.flatMap((issue) => describeIssue(issue, input)) };
  const request = withoutUndefined(parsed.data);
  const faults = [...promptFaults(request), ...matrixFaults(request)];
  return faults.length > 0 ? { ok: false, faults } : { ok: true, request };
}

export function modeOf(request: Pick<GenerationRequest, "image_url" | "last_frame_image">): GenerationMode {
  if (request.last_frame_image !== undefined) return "first-last-frame";
  return request.image_url === undefined ? "text" : "image";
}

function promptFaults(request: GenerationRequest): RequestFault[] {
  const { prompt } = request;
  if (prompt === undefined || prompt.trim() === "") {
    if (prompt === undefined && modeOf(request) !== "text") return [];
    return [{ field: "prompt", value: prompt, message: `must have 1 to ${MAX_PROMPT_CHARACTERS} characters` }];
  }
  // There are never more code points than UTF-16 units.
  if (prompt.length <= MAX_PROMPT_CHARACTERS) return [];
  const characters = countCharacters(prompt);
  if (characters <= MAX_PROMPT_CHARACTERS) return [];
  return [{ field: "prompt", value: prompt, message: `has ${characters} characters, allowed are 1 to ${MAX_PROMPT_CHARACTERS}` }];
}

function matrixFaults(request: GenerationRequest): RequestFault[] {
  const rule: ModelRule = MODELS[request.model];
  const mode = modeOf(request);
  const sizes = rule.modes[mode];
  if (sizes === undefined) return [modeFault(request, mode)];
  const durations = sizes[request.resolution];
  if (durations === undefined) {
    const allowed = Object.keys(sizes).join(", ");
    return [
      {
        field: "resolution",
        value: request.resolution,
        message: `${request.model} makes ${modeWords[mode]} videos in ${allowed}, not ${request.resolution}`,
      },
    ];
  }
  if (durations.includes(request.duration)) return [];
  return [
    {
      field: "duration",
      value: request.duration,
      message: `${request.model} makes ${request.resolution} videos of ${durations.join(" or ")} s, not ${request.duration} s`,
    },
  ];
}

const modeWords: Record<GenerationMode, string> = {
  text: "text-to-video",
  image: "image-to-video",
  "first-last-frame": "first-and-last-frame",
};

function modeFault(request: GenerationRequest, mode: GenerationMode): RequestFault {
  const capable = MODEL_NAMES.filter((name) => (MODELS[name] as ModelRule).modes[mode] !== undefined).join(", ");
  if (mode === "text") {
    return { field: "image_url", value: undefined, message: `${request.model} needs an image; text alone works with ${capable}` };
  }
  const field = mode === "image" ? "image_url" : "last_frame_image";
  return { field, value: request[field], message: `${request.model} takes no ${field}; it works with ${capable}` };
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown): RequestFault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ field: key, value: valueAt(input, key), message: `is not a known field${didYouMean(key)}` }));
  }
  const field = issue.path.join(".");
  const value = field === "" ? input : valueAt(input, field);
  if (field === "") return [{ field: "(line)", value, message: "must be an object with the fields of a generation" }];
  return [{ field, value, message: expectation(field, value, issue) }];
}

function expectation(field: string, value: unknown, issue: z.core.$ZodIssue): string {
  const got = value === undefined ? "is missing" : `is ${shorten(value)}`;
  switch (field) {
    case "model":
      return `${got}, allowed are ${MODEL_NAMES.join(", ")}${typeof value === "string" ? didYouMean(value, MODEL_NAMES) : ""}`;
    case "resolution":
      return `${got}, allowed are ${RESOLUTIONS.join(", ")}`;
    case "duration":
      return `${got}, allowed are the numbers 6 and 10 (seconds)`;
    case "enable_prompt_expansion":
      return `${got}, allowed are true and false`;
    case "prompt":
      return `${got}, must be a text of 1 to ${MAX_PROMPT_CHARACTERS} characters`;
    default:
      return `${got}, ${issue.message}`;
  }
}

function didYouMean(name: string, known: readonly string[] = REQUEST_FIELDS): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? "" : `; did you mean ${nearest}?`;
}

function valueAt(input: unknown, field: string): unknown {
  return typeof input === "object" && input !== null ? (input as Record<string, unknown>)[field] : undefined;
}

/** A value as one short line for an error message. */
export function shorten(value: unknown, limit = 60): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

function withoutUndefined(data: z.output<typeof generationRequestShape>): GenerationRequest {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as unknown as GenerationRequest;
}
