import {
  type GenerationMode,
  type ModelName,
  MODELS,
  type Ratio,
  RATIOS,
  type Resolution,
  RESOLUTIONS,
} from "@hailuo-queue/contracts";
import { type Lines, type Pixels, pixelsOf, shapeOf, sizeText } from "./pixels.ts";

/** What `size` is asked of. */
export interface SizeQuestion {
  readonly model: ModelName;
  readonly mode: GenerationMode;
  /** As it was sent. */
  readonly size: string;
  /** Of the first frame, width by height, where it is known. */
  readonly pictureShape?: number | undefined;
}

/** The model's own words for a size, or the end of a sentence that begins with `size`. */
export type DecidedSize =
  | {
      readonly resolution?: Resolution;
      readonly ratio?: Ratio;
      /** What is made is not of exactly these pixels. */
      readonly warning?: string;
    }
  | { readonly fault: string };

type FixedRatio = Exclude<Ratio, "adaptive">;
const FIXED_RATIOS = RATIOS.filter((ratio): ratio is FixedRatio => ratio !== "adaptive");

const PIXELS = /^(\d{2,5})\s*[x×*]\s*(\d{2,5})$/i;
/** 1344 x 768 is 768P at 16:9 for the provider, and 1536 x 672 at 21:9: their shapes are 1.6 and 2.1 % off. */
const SAME_SHAPE = 0.03;
const SAME_LENGTH = 0.02;
/** Videos that follow a picture are cut or filled by a little. */
const LIKE_PICTURE = 0.05;

/**
 * Maps pixels onto a resolution and a ratio of the model. Refused is whatever the model would make in another
 * resolution or another shape: it would be another video, at another price.
 */
export function decideSize(question: SizeQuestion): DecidedSize {
  const { model, mode } = question;
  const size = question.size.trim();
  const [, widthText, heightText] = PIXELS.exec(size) ?? [];
  const sizes = MODELS[model].modes[mode];
  const offered = offeredBy(model, mode);
  if (sizes === undefined) return {};
  if (widthText === undefined || heightText === undefined) {
    const named = size.toUpperCase().replaceAll(/\s/g, "");
    const resolution = offered.find((lines) => lines === named || lines === `${named}P`);
    return resolution === undefined ? { fault: refusal(question, offered) } : asResolution(resolution);
  }
  const pixels = [Number(widthText), Number(heightText)] as const;
  const resolution = offered.find((lines) => fits(lines, pixels));
  if (resolution === undefined) return { fault: refusal(question, offered) };
  const shape = pixels[0] / pixels[1];
  return FOLLOWS_PICTURE.includes(mode)
    ? pictureSize(question, resolution, shape)
    : textSize(question, resolution, pixels);
}

const FOLLOWS_PICTURE: readonly GenerationMode[] = ["image", "first-last-frame"];

/** The first series makes one size, and has no field for it. */
function asResolution(lines: Lines): { readonly resolution?: Resolution } {
  return lines === "720P" ? {} : { resolution: lines };
}

function offeredBy(model: ModelName, mode: GenerationMode): readonly Lines[] {
  const { resolutions, modes } = MODELS[model];
  if (resolutions.length === 0) return ["720P"];
  return RESOLUTIONS.filter((resolution) => modes[mode]?.[resolution] !== undefined);
}

/** By its short side, or, as the provider makes them in other ratios, by its area. */
function fits(lines: Lines, [width, height]: Pixels): boolean {
  const [wide, side] = pixelsOf(lines, "16:9");
  return (
    isNear(Math.min(width, height), side, SAME_LENGTH) ||
    isNear(Math.sqrt(width * height), Math.sqrt(wide * side), SAME_LENGTH)
  );
}

function textSize(question: SizeQuestion, lines: Lines, pixels: Pixels): DecidedSize {
  const { fields } = MODELS[question.model];
  const ratios = fields.includes("ratio") ? FIXED_RATIOS : (["16:9"] as const);
  const ratio = ratios.find((one) => isNear(pixels[0] / pixels[1], shapeOf(one), SAME_SHAPE));
  if (ratio === undefined) return { fault: refusal(question, offeredBy(question.model, question.mode)) };
  const made = pixelsOf(lines, ratio);
  return {
    ...asResolution(lines),
    ...(fields.includes("ratio") ? { ratio } : {}),
    ...(sizeText(made) === sizeText(pixels)
      ? {}
      : { warning: `size ${sizeText(pixels)} is made as ${lines} in ${ratio}` }),
  };
}

/** The video has the shape of its picture, whatever was asked for. */
function pictureSize(question: SizeQuestion, lines: Lines, shape: number): DecidedSize {
  const { pictureShape, size } = question;
  if (pictureShape === undefined)
    return {
      fault: `${size} cannot be promised: the video has the shape of its picture, which is not known here; ask for ${lines}, or send the picture as a file`,
    };
  if (!isNear(shape, pictureShape, LIKE_PICTURE))
    return {
      fault: `${size} does not fit: the video has the shape of its picture, ${pictureShape.toFixed(2)} to 1; ask for ${lines}, or crop the picture`,
    };
  return { ...asResolution(lines), warning: `size ${size} is made as ${lines} in the shape of the picture` };
}

function refusal({ model, mode, size }: SizeQuestion, offered: readonly Lines[]): string {
  const has = MODELS[model].fields.includes("ratio");
  const made = offered.map((lines) => `${sizeText(pixelsOf(lines, "16:9"))} (${lines})`).join(", ");
  if (FOLLOWS_PICTURE.includes(mode))
    return `${size.slice(0, 40)} is not made; ${model} makes ${offered.join(", ")} in the shape of the picture`;
  return `${size.slice(0, 40)} is not made; ${model} makes ${made}${has ? `, and the same in ${FIXED_RATIOS.filter((ratio) => ratio !== "16:9").join(", ")}` : ""}`;
}

function isNear(one: number, other: number, part: number): boolean {
  return Math.abs(one - other) <= part * other;
}
