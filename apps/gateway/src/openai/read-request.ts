import {
  cutWithEllipsis,
  makesPrompt,
  mediaModeOf,
  MODEL_NAMES,
  type ModelName,
  MODELS,
  ownEntry,
  parseGenerationRequest,
  type RequestFault,
  spellRequest,
  optional,
} from "@hailuo-queue/contracts";
import { keepFieldMedia, type KeepMedia } from "@hailuo-queue/intake";
import { Problem } from "../http/problem.ts";
import { decideSize } from "./decide-size.ts";

type Body = Readonly<Record<string, unknown>>;

/** A create's body in our names, and what its caller should know of it. */
export interface ReadRequest {
  readonly request: Body;
  /** What was left out or is made a little differently; neither changes what is paid or seen. */
  readonly warnings: readonly string[];
}

export interface ReadRequestParts {
  readonly keepMedia: KeepMedia;
  /** Width by height of a picture that the tenant has as an input; undefined where it is not known. */
  readonly shapeOf: (url: string) => Promise<number | undefined>;
}

/** Sent to every provider alike, and of no effect on the video. */
const IGNORED: readonly string[] = ["user", "safety_identifier"];
/** Seconds that the first series makes; the models have no field for it. */
const ONLY_SECONDS = 6;

/**
 * Reads the body of a create.
 * @throws Problem (400), which names the field and what fits: no video is made that is not the one that was asked for.
 */
export async function readOpenaiRequest(body: Body, { keepMedia, shapeOf }: ReadRequestParts): Promise<ReadRequest> {
  const { size, ...given } = withPicture(body);
  const warnings: string[] = [];
  for (const name of IGNORED)
    if (given[name] !== undefined) {
      delete given[name];
      warnings.push(`${name} is left out: it changes no video`);
    }
  const { fields: spelled, faults } = spellRequest(given);
  if (faults.length > 0) throw refuseFields(faults);
  const model = modelOf(spelled["model"]);
  const media = await keepFieldMedia(onSubject(model, spelled), keepMedia);
  const sized = await withSize({ model, size, request: withoutOnlySeconds(model, media) }, shapeOf);
  if (sized.warning !== undefined) warnings.push(sized.warning);
  // Inputs are looked up by the submit itself.
  const parsed = parseGenerationRequest(sized.request, { lookUpInput: () => "later", isSpelled: true });
  if (!parsed.ok) throw refuseFields(parsed.faults);
  return { request: sized.request, warnings };
}

/** `input_reference` as a file, a URL or an object, in its own field. */
function withPicture(body: Body): Record<string, unknown> {
  const {
    input_reference: reference,
    "input_reference[image_url]": imageUrl,
    "input_reference[file_id]": fileId,
    ...rest
  } = body;
  const told =
    typeof reference === "object" && reference !== null && !Array.isArray(reference)
      ? (reference as Body)
      : { image_url: reference, ...optional({ image_url: imageUrl }) };
  const named = told["file_id"] ?? fileId;
  const picture = told["image_url"] ?? (named === undefined || named === null ? undefined : inputNamed(named));
  if (picture === undefined || picture === null || picture === "") return rest;
  if (rest["image_url"] !== undefined)
    throw refuse([{ field: "input_reference", message: "and image_url are both given; keep one of them" }]);
  return { ...rest, image_url: picture };
}

function inputNamed(id: unknown): string {
  const name =
    typeof id === "string" ? /^(?:input:\/\/)?(sha256-[0-9a-f]{64}\.[a-z0-9]{2,4})$/.exec(id)?.[1] : undefined;
  if (name === undefined)
    throw refuse([
      {
        field: "input_reference",
        message:
          "has a file_id that names no input; it is the id that POST /api/v1/inputs answers. A file can be sent with the request, too",
      },
    ]);
  return `input://${name}`;
}

function modelOf(given: unknown): ModelName {
  const model = MODEL_NAMES.find((name) => name === given);
  const named = MODEL_NAMES.filter(isMakingVideos).join(", ");
  if (model === undefined)
    throw refuse([
      {
        field: "model",
        message: `${given === undefined ? "is required" : `is ${cutWithEllipsis(JSON.stringify(given), 60)}, which is not served`}; there are ${named}`,
      },
    ]);
  if (!isMakingVideos(model))
    throw refuse([{ field: "model", message: `is ${model}, which is not served here; there are ${named}` }]);
  return model;
}

/** Models that make a video from a prompt, a picture, or both. */
export function isMakingVideos(model: ModelName): boolean {
  return !makesPrompt(model) && MODELS[model].side !== "agent" && MODELS[model].modes.regeneration === undefined;
}

/** The one picture of a model that takes a subject is its subject. */
function onSubject(model: ModelName, fields: Body): Body {
  const { image_url: picture, ...rest } = fields;
  return picture === undefined || MODELS[model].modes.subject === undefined || rest["subject_reference"] !== undefined
    ? fields
    : { ...rest, subject_reference: picture };
}

function withoutOnlySeconds(model: ModelName, fields: Body): Body {
  const { duration, ...rest } = fields;
  if (duration === undefined || MODELS[model].durations.length > 0) return fields;
  if (duration === ONLY_SECONDS) return rest;
  throw refuse([
    {
      field: "seconds",
      message: `is ${JSON.stringify(duration)?.slice(0, 40)}; ${model} makes videos of ${ONLY_SECONDS} s`,
    },
  ]);
}

async function withSize(
  { model, size, request }: { readonly model: ModelName; readonly size: unknown; readonly request: Body },
  shapeOf: ReadRequestParts["shapeOf"],
): Promise<{ readonly request: Body; readonly warning?: string }> {
  if (size === undefined || size === null || size === "") return { request };
  if (typeof size !== "string") throw refuse([{ field: "size", message: "must be a text, such as 1366x768" }]);
  if (request["resolution"] !== undefined || request["ratio"] !== undefined)
    throw refuse([{ field: "size", message: "says what resolution and ratio say; keep one of them" }]);
  const mode = mediaModeOf(request as Parameters<typeof mediaModeOf>[0]);
  const picture = request["image_url"] ?? request["last_frame_image"];
  const pictureShape = typeof picture === "string" ? await shapeOf(picture) : undefined;
  const decided = decideSize({ model, mode, size, pictureShape });
  if ("fault" in decided) throw refuse([{ field: "size", message: decided.fault }]);
  const { warning, ...named } = decided;
  return { request: { ...request, ...named }, ...optional({ warning }) };
}

/** By the names of this door. */
const NAME_HERE: Readonly<Record<string, string>> = { duration: "seconds", image_url: "input_reference" };

export function refuseFields(faults: readonly Pick<RequestFault, "field" | "message">[]): Problem {
  return refuse(faults.map(({ field, message }) => ({ field: ownEntry(NAME_HERE, field) ?? field, message })));
}

function refuse(errors: readonly { readonly field: string; readonly message: string }[]): Problem {
  return new Problem(400, "invalid_request", { detail: "The video cannot be made as it was asked for:", errors });
}
