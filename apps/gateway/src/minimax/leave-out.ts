import { MODELS, type ModelName, type ModelRule, REQUEST_FIELDS } from "@hailuo-queue/contracts";

type Fields = Readonly<Record<string, unknown>>;

/** A request without what would change nothing, and a sentence about each part that its caller may miss. */
export interface KeptFields {
  readonly fields: Fields;
  readonly leftOut: readonly string[];
}

/** Undefined: it stays, to be judged. */
type Verdict = { readonly because: string } | "made" | undefined;

/**
 * Leaves out what MiniMax ignores, and what a model makes whether it is asked for or not: programs send the same fields
 * to every model. What would make another video stays, for the matrix of models to refuse. The fields have our names
 * and spellings, as `spellRequest` makes them.
 */
export function leaveOutIgnored(given: Fields): KeptFields {
  const { model } = given;
  const rule: ModelRule | undefined =
    typeof model === "string" && Object.hasOwn(MODELS, model) ? MODELS[model as ModelName] : undefined;
  const fields: Record<string, unknown> = {};
  const leftOut: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const verdict = judge(name, value, { given, model: String(model), rule });
    if (verdict === undefined) fields[name] = value;
    else if (verdict !== "made") leftOut.push(`${name} is left out: ${verdict.because}`);
  }
  return { fields, leftOut };
}

interface About {
  readonly given: Fields;
  readonly model: string;
  readonly rule: ModelRule | undefined;
}

function judge(name: string, value: unknown, { given, model, rule }: About): Verdict {
  if (!REQUEST_FIELDS.some((known) => known === name)) return { because: "MiniMax has no such field" };
  if (rule === undefined) return undefined;
  const takes = rule.fields.some((field) => field === name);
  switch (name) {
    case "duration":
      return !takes && hasOneSize(rule) && value === ONLY_SIZE.duration ? "made" : undefined;
    case "resolution":
      if (takes || !hasOneSize(rule)) return undefined;
      if (value === ONLY_SIZE.resolution) return "made";
      // The default of the other models, which programs send to all of them.
      return value === USUAL_RESOLUTION ? { because: `${model} makes ${ONLY_SIZE.resolution} alone` } : undefined;
    case "ratio":
      if (!takes) return { because: `${model} takes none` };
      return hasFrame(given) ? { because: "the video takes the shape of its picture" } : undefined;
    case "fast_pretreatment":
      if (value === false) return takes ? undefined : "made";
      return takes && given["last_frame_image"] === undefined
        ? undefined
        : { because: "it only shortens the rewriting of prompts, and does not work here" };
    case "enable_prompt_expansion":
      return !takes && value === true ? { because: `${model} has no such switch` } : undefined;
    case "aigc_watermark":
      return !takes && value === false ? "made" : undefined;
    default:
      return undefined;
  }
}

/** Of the models without a choice. Source: the provider's model tables. */
const ONLY_SIZE = { duration: 6, resolution: "720P" } as const;
const USUAL_RESOLUTION = "768P";

function hasOneSize({ side, durations }: ModelRule): boolean {
  return side === "v1" && durations.length === 0;
}

function hasFrame(given: Fields): boolean {
  return given["image_url"] !== undefined || given["last_frame_image"] !== undefined;
}
