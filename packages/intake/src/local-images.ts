import {
  type ApiSurface,
  isFilePath,
  isStoredInput,
  type ModelName,
  MODELS,
  type RequestField,
  shorten,
  storedInput,
} from "@hailuo-queue/contracts";
import type { InputDefaults } from "./check-item.ts";
import type { InputFault } from "./input-fault.ts";

/** Image files that lines name by their path. */
export interface LocalImages {
  /** How a request names the image at this path from now on, or what is wrong with it: the end of a sentence that begins with the path. */
  judge(path: string, surface: ApiSurface): Promise<{ readonly reference: string } | { readonly fault: string }>;
  /** Of a reference that it gave. */
  bytesOf(reference: string): number;
}

const IMAGE_FIELDS: readonly RequestField[] = ["image_url", "last_frame_image", "subject_reference", "reference_images", "media_inputs"];
/** The longest way to a picture: `subject_reference.0.image.0`. */
const DEEPEST = 4;
/** Stands for a file that cannot be used, so that the rest of its line is judged all the same. */
const NO_IMAGE = storedInput("0".repeat(64), "png").reference;

const OWN_NAME = { fault: "is a name that hailuo itself gives to an image; give the image's path" } as const;

export interface Localized {
  readonly value: unknown;
  readonly faults: readonly InputFault[];
}

/** Puts names of stored inputs in place of the paths that a line has in its image fields. */
export async function localize(line: number, value: unknown, defaults: InputDefaults, images: LocalImages): Promise<Localized> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { value, faults: [] };
  const fields = value as Readonly<Record<string, unknown>>;
  const faults: InputFault[] = [];
  const changed: Record<string, unknown> = {};
  for (const field of IMAGE_FIELDS) {
    if (!Object.hasOwn(fields, field) || !holdsPath(fields[field], field, 1)) continue;
    changed[field] = await replacePaths(fields[field], [field]);
  }
  return Object.keys(changed).length === 0 ? { value, faults } : { value: { ...fields, ...changed }, faults };

  async function replacePaths(part: unknown, place: readonly string[]): Promise<unknown> {
    if (typeof part === "string") return isPath(part, place.at(-1) ?? "") ? await replace(part, place) : part;
    if (typeof part !== "object" || part === null || place.length >= DEEPEST + 1) return part;
    const replaced: [string, unknown][] = [];
    for (const [name, inner] of Object.entries(part)) replaced.push([name, await replacePaths(inner, [...place, name])]);
    return Array.isArray(part) ? replaced.map(([, inner]) => inner) : Object.fromEntries(replaced);
  }

  async function replace(path: string, place: readonly string[]): Promise<string> {
    const judged = isStoredInput(path) ? OWN_NAME : await images.judge(path, surfaceOf({ ...defaults, ...fields }));
    if ("reference" in judged) return judged.reference;
    faults.push({ line, field: place.join("."), message: `${shorten(path, 120)} ${judged.fault}` });
    return NO_IMAGE;
  }
}

function holdsPath(part: unknown, name: string, depth: number): boolean {
  if (typeof part === "string") return isPath(part, name);
  if (typeof part !== "object" || part === null || depth > DEEPEST) return false;
  return Object.entries(part).some(([inner, value]) => holdsPath(value, inner, depth + 1));
}

/** `type` is the one text there that is no picture. */
function isPath(text: string, name: string): boolean {
  return name !== "type" && (isFilePath(text) || isStoredInput(text));
}

function surfaceOf({ model, template_id }: Readonly<Record<string, unknown>>): ApiSurface {
  if (typeof model === "string" && Object.hasOwn(MODELS, model)) return MODELS[model as ModelName].surface;
  return model === undefined && template_id !== undefined ? "agent" : "v1";
}
