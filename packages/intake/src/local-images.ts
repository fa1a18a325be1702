import {
  type ApiSide,
  type InputFacts,
  isFilePath,
  isStoredInput,
  mediaTexts,
  type ModelName,
  MODELS,
  replaceMediaTexts,
  shorten,
  storedInput,
} from "@hailuo-queue/contracts";
import type { InputFault } from "./input-fault.ts";

/** Image files that lines name by their path. */
export interface LocalImages {
  /**
   * How a request names the image at this path from now on, or what is wrong with it: the end of a sentence that begins
   * with the path.
   */
  judge(path: string, side: ApiSide): Promise<{ readonly reference: string } | { readonly fault: string }>;
  /** Of a reference that it gave, or that stands for media of the input itself. */
  factsOf(reference: string): InputFacts | undefined;
}

/** Stands for a file that cannot be used, so that the rest of its line is judged all the same. */
const NO_IMAGE = storedInput("0".repeat(64), "png").reference;

const OWN_NAME = { fault: "is a name that hailuo itself gives to an image; give the image's path" } as const;

export interface Localized {
  readonly value: Readonly<Record<string, unknown>>;
  readonly faults: readonly InputFault[];
}

/** Puts names of stored inputs in place of the paths that a line has in its image fields. */
export async function localize(
  line: number,
  value: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
  images: LocalImages,
): Promise<Localized> {
  const faults: InputFault[] = [];
  const names = new Map<string, string>();
  for (const { field, text } of mediaTexts(value)) {
    if (!isPath(field, text) || images.factsOf(text) !== undefined) continue;
    const judged = isStoredInput(text) ? OWN_NAME : await images.judge(text, sideOf({ ...defaults, ...value }));
    if ("fault" in judged) faults.push({ line, field, message: `${shorten(text, 120)} ${judged.fault}` });
    names.set(field, "reference" in judged ? judged.reference : NO_IMAGE);
  }
  return { value: replaceMediaTexts(value, (text, field) => names.get(field) ?? text), faults };
}

/** Videos and sounds are not read from the disk. */
function isPath(field: string, text: string): boolean {
  return (isFilePath(text) && !/^(?:reference_(?:videos|audio)|base_video)/.test(field)) || isStoredInput(text);
}

function sideOf({ model, template_id }: Readonly<Record<string, unknown>>): ApiSide {
  if (typeof model === "string" && Object.hasOwn(MODELS, model)) return MODELS[model as ModelName].side;
  return model === undefined && template_id !== undefined ? "agent" : "v1";
}
