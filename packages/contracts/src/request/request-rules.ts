import {
  countCharacters,
  type GenerationRequest,
  mediaModeOf,
  mediaOf,
  modeOf,
  type RequestFault,
} from "../generation-request.ts";
import { type GenerationMode, MODEL_NAMES, type ModelName, MODELS, REGENERATION_MODEL } from "../models.ts";
import type { RequestField } from "../request-fields.ts";
import { readRefusedMedia } from "../refused-media.ts";
import { isStoredInput } from "../stored-input.ts";
import { ownEntry } from "../own-entry.ts";
import { VIDEO_TEMPLATES } from "../video-templates.ts";

/** What of a request does not go together, or not with its model. */
export function findConflicts(
  request: GenerationRequest,
  storedBytes: (reference: string) => number = () => 0,
): RequestFault[] {
  return [
    ...halfCharacterFaults(request),
    ...promptFaults(request),
    ...fileAsTextFaults(request),
    ...matrixFaults(request),
    ...mediaFaults(request, storedBytes),
    ...ratioFaults(request),
    ...templateFaults(request),
    ...regenerationFaults(request),
  ];
}

/** For a field that the model has no use for. */
export function foreignField(model: ModelName, field: RequestField, value: unknown): RequestFault {
  const capable = MODEL_NAMES.filter((name) => MODELS[name].fields.includes(field)).join(", ");
  const instead =
    field === "enable_prompt_expansion" && MODELS[model].fields.includes("prompt_expansion_mode")
      ? "; use prompt_expansion_mode"
      : "";
  return { field, value, message: `${model} takes no ${field}; it works with ${capable}${instead}` };
}

/** Half of a surrogate pair is in no UTF-8 text, and Redis' own reader of JSON refuses it. */
const HALF_CHARACTER = /\p{Surrogate}/u;

function halfCharacterFaults(request: GenerationRequest): RequestFault[] {
  return Object.entries(request)
    .filter(([, value]) => holdsHalfCharacter(value))
    .map(([field, value]) => ({
      field,
      value,
      message: "has half of a character (an unpaired surrogate), as truncated text does",
    }));
}

function holdsHalfCharacter(value: unknown): boolean {
  if (typeof value === "string") return HALF_CHARACTER.test(value);
  return typeof value === "object" && value !== null && Object.values(value).some(holdsHalfCharacter);
}

function promptFaults(request: GenerationRequest): RequestFault[] {
  const { prompt } = request;
  const { maxPromptCharacters: most, promptAlways, fields } = MODELS[request.model];
  if (!fields.includes("prompt")) return [];
  if (prompt === undefined || prompt.trim() === "") {
    if (prompt === undefined && !promptAlways && (modeOf(request) !== "text" || request.model === REGENERATION_MODEL))
      return [];
    return [{ field: "prompt", value: prompt, message: `must have 1 to ${most} characters` }];
  }
  // There are never more code points than UTF-16 units.
  if (prompt.length <= most) return [];
  const characters = countCharacters(prompt);
  if (characters <= most) return [];
  return [{ field: "prompt", value: prompt, message: `has ${characters} characters, allowed are 1 to ${most}` }];
}

/** Of a file that came where a text belongs its name is left: nobody meant to buy a video of that name. */
function fileAsTextFaults({ prompt, text_inputs: texts = [] }: GenerationRequest): RequestFault[] {
  const message = "is a file, and must be a text";
  const isFile = (text: string): boolean => isStoredInput(text.trim()) || readRefusedMedia(text.trim()) !== undefined;
  return [
    ...(prompt !== undefined && isFile(prompt) ? [{ field: "prompt", value: prompt, message }] : []),
    ...(texts.some(({ value }) => isFile(value)) ? [{ field: "text_inputs", value: texts, message }] : []),
  ];
}

function matrixFaults(request: GenerationRequest): RequestFault[] {
  const { model, resolution, duration } = request;
  const mode = modeOf(request);
  const sizes = MODELS[model].modes[mode];
  if (sizes === undefined) return model === REGENERATION_MODEL ? [] : [textFault(model)];
  if (resolution === undefined || duration === undefined) return [];
  const durations = sizes[resolution];
  if (durations === undefined) {
    const allowed = Object.keys(sizes).join(", ");
    const message = `${model} makes ${modeWords[mode]} videos in ${allowed}, not ${resolution}`;
    return [{ field: "resolution", value: resolution, message }];
  }
  if (durations.includes(duration)) return [];
  const message = `${model} makes ${resolution} videos of ${durations.join(" or ")} s, not ${duration} s`;
  return [{ field: "duration", value: duration, message }];
}

const modeWords: Record<GenerationMode, string> = {
  text: "text-to-video",
  image: "image-to-video",
  "first-last-frame": "first-and-last-frame",
  subject: "subject-reference",
  reference: "reference-to-video",
  template: "template",
  regeneration: "regenerated",
};

/** Every other mode shows in a field that is refused before. */
function textFault(model: ModelName): RequestFault {
  const capable = MODEL_NAMES.filter((name) => MODELS[name].modes.text !== undefined).join(", ");
  const bySubject = MODELS[model].modes.subject !== undefined;
  const [field, needed] = bySubject ? ["subject_reference", "a subject_reference"] : ["image_url", "an image"];
  return { field, value: undefined, message: `${model} needs ${needed}; text alone works with ${capable}` };
}

function mediaFaults(request: GenerationRequest, storedBytes: (reference: string) => number): RequestFault[] {
  const { reference_images, reference_videos, reference_audio, fast_pretreatment } = request;
  const mode = mediaModeOf(request);
  const faults: RequestFault[] = [];
  for (const [field, value] of Object.entries({ reference_images, reference_videos, reference_audio })) {
    if (value !== undefined && mode !== "reference")
      faults.push({
        field,
        value,
        message: "cannot be combined with image_url or last_frame_image; give frames or references",
      });
  }
  if (mode === "reference" && reference_images === undefined && reference_videos === undefined)
    faults.push({
      field: "reference_audio",
      value: reference_audio,
      message: "cannot be used alone; add an image or a video",
    });
  if (fast_pretreatment === true && mode === "first-last-frame")
    faults.push({
      field: "fast_pretreatment",
      value: true,
      message: "works with text and with a first frame, not with last_frame_image",
    });
  return MODELS[request.model].side === "v2" ? [...faults, ...bodyFaults(request, storedBytes)] : faults;
}

/** Of one request to v2. */
const MOST_FILES = 12;
const MOST_BODY_MB = 64;

function bodyFaults(request: GenerationRequest, storedBytes: (reference: string) => number): RequestFault[] {
  const files = mediaOf(request);
  const field = request.reference_images === undefined ? "image_url" : "reference_images";
  if (files.length > MOST_FILES)
    return [
      {
        field,
        value: request[field],
        message: `makes ${files.length} files with the other references, allowed are ${MOST_FILES}`,
      },
    ];
  // What is stored is sent as base64.
  const lengthOf = (file: string): number => (isStoredInput(file) ? Math.ceil(storedBytes(file) / 3) * 4 : file.length);
  const megabytes = Math.ceil(files.reduce((sum, file) => sum + lengthOf(file), 0) / 1024 / 1024);
  if (megabytes <= MOST_BODY_MB) return [];
  const message =
    `makes a request of ${megabytes} MB with the other files, allowed ` + `are ${MOST_BODY_MB}; give http(s) URLs`;
  return [{ field, value: request[field], message }];
}

function ratioFaults(request: GenerationRequest): RequestFault[] {
  const { ratio } = request;
  const mode = mediaModeOf(request);
  if (ratio === undefined || mode === "reference") return [];
  if (mode === "text" && ratio === "adaptive")
    return [
      {
        field: "ratio",
        value: ratio,
        message: "is adaptive, and there is no picture to adapt to; give one such as 16:9",
      },
    ];
  if (mode === "text" || ratio === "adaptive") return [];
  return [
    {
      field: "ratio",
      value: ratio,
      message: `is ${ratio}, but the video takes the shape of its picture; leave it out`,
    },
  ];
}

/** A video is made again from its task alone, or from itself with all that it was made from. */
function regenerationFaults(request: GenerationRequest): RequestFault[] {
  if (request.model !== REGENERATION_MODEL) return [];
  const { source_task_id, base_video, prompt } = request;
  if (source_task_id === undefined && base_video === undefined) {
    const message =
      "is missing, and so is base_video; give the id of a finished task, or " +
      "its video with the prompt that it was made from";
    return [{ field: "source_task_id", value: undefined, message }];
  }
  if (source_task_id === undefined) {
    const wanted = "is required with base_video: the same one that the video was made from";
    return (prompt ?? "").trim() === "" ? [{ field: "prompt", value: prompt, message: wanted }] : [];
  }
  const beside = [
    "base_video",
    "prompt",
    "image_url",
    "last_frame_image",
    "reference_images",
    "reference_videos",
    "reference_audio",
  ] as const;
  return beside
    .filter((field) => request[field] !== undefined)
    .map((field) => ({
      field,
      value: request[field],
      message: "cannot be combined with source_task_id, whose task has it already; leave it out",
    }));
}

function templateFaults({ template_id, media_inputs = [], text_inputs = [] }: GenerationRequest): RequestFault[] {
  if (template_id === undefined) return [];
  if (media_inputs.length + text_inputs.length === 0)
    return [
      {
        field: "media_inputs",
        value: undefined,
        message: "is missing, and so is text_inputs; a template needs one of them",
      },
    ];
  const template = ownEntry(VIDEO_TEMPLATES, template_id);
  if (template === undefined) return [];
  const needs = (
    field: "media_inputs" | "text_inputs",
    given: readonly unknown[],
    wanted: number,
    what: string,
  ): RequestFault[] =>
    given.length >= wanted
      ? []
      : [
          {
            field,
            value: given,
            message: `has ${given.length}, but the template ${template_id} (${template.name}) needs ${wanted} ${what}`,
          },
        ];
  return [
    ...needs("media_inputs", media_inputs, template.images, "image"),
    ...needs("text_inputs", text_inputs, template.texts, "text"),
  ];
}
