import { MODEL_NAMES, type ModelName, RESOLUTIONS } from "../models.ts";
import { PROMPT_EXPANSION_MODES, RATIOS } from "../generation-request.ts";
import type { NamedField } from "./field-names.ts";

/**
 * A value as people write it, as the field has it: `6 s` is 6, `1080p` is `1080P`, `hailuo 2.3` is
 * `MiniMax-Hailuo-2.3`, `是` is true. Undefined: not set, as null, an empty text, an empty list, an empty object and
 * lists and objects of nothing else are. The text "null" is a text: programs write it where a value was lost, and a
 * video without its picture is another video. What is not understood stays as it is, to be told.
 */
export function spellValue(field: NamedField, given: unknown): unknown {
  if (isUnset(given)) return undefined;
  const value = Array.isArray(given) ? withoutBlanks(given) : given;
  if (field === "subject_reference") return spellSubject(value);
  if (Array.isArray(value)) return value;
  const spell = SPELLERS[field];
  return spell === undefined ? value : spell(value);
}

/** Deeper than any picture of a request; what is deeper is no request. */
const DEEPEST = 6;

function isUnset(given: unknown, depth = 0): boolean {
  if (isBlank(given)) return true;
  if (typeof given !== "object" || given === null || depth > DEEPEST) return false;
  // What kind of thing it would be makes no thing of it: {"type": "character", "image": []}.
  return Array.isArray(given)
    ? given.every((one) => isUnset(one, depth + 1))
    : Object.entries(given).every(([name, value]) => name === "type" || isUnset(value, depth + 1));
}

function isBlank(given: unknown): boolean {
  return given === null || given === undefined || (typeof given === "string" && given.trim() === "");
}

function withoutBlanks(given: readonly unknown[]): readonly unknown[] {
  const set = given.filter((one) => !isBlank(one));
  return set.length === given.length ? given : set;
}

/** One character by one picture, however deep other programs put the picture. */
function spellSubject(given: unknown): unknown {
  const one: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
  if (typeof one === "string") return one;
  if (typeof one !== "object" || one === null || Array.isArray(one)) return given;
  const { type, image, ...others } = one as Readonly<Record<string, unknown>>;
  const picture: unknown = Array.isArray(image) && image.length === 1 ? image[0] : image;
  const isCharacter = isBlank(type) || (typeof type === "string" && fold(type) === "character");
  if (!isCharacter || typeof picture !== "string" || !isUnset(others)) return given;
  return [{ type: "character", image: [picture] }];
}

const SPELLERS: Readonly<Partial<Record<NamedField, (given: unknown) => unknown>>> = {
  model: spellModel,
  duration: spellDuration,
  resolution: spellResolution,
  ratio: spellRatio,
  enable_prompt_expansion: spellTruth,
  fast_pretreatment: spellTruth,
  aigc_watermark: spellTruth,
  prompt_expansion_mode: (given) =>
    typeof given === "string" ? (PROMPT_EXPANSION_MODES.find((mode) => mode === fold(given)) ?? given) : given,
  custom_id: (given) =>
    Number.isSafeInteger(given) ? String(given) : typeof given === "string" ? given.trim() : given,
  image_url: trimmed,
  last_frame_image: trimmed,
  template_id: trimmed,
};

function trimmed(given: unknown): unknown {
  return typeof given === "string" ? given.trim() : given;
}

/** The name without its maker, case, blanks and signs. */
function foldModel(name: string): string {
  return fold(name)
    .replaceAll(/[^\p{L}\p{N}]+/gu, "")
    .replace(/^minimax/, "");
}

const MODEL_OF = new Map<string, ModelName>(MODEL_NAMES.map((name) => [foldModel(name), name]));
const LONGEST_WORD = 60;

function spellModel(given: unknown): unknown {
  if (typeof given !== "string" || given.length > LONGEST_WORD || given.includes(",")) return given;
  // Two digits with no point between are another model: "hailuo 23" is not known to be 2.3.
  const name = MODEL_OF.get(foldModel(given));
  return name === undefined || digitsOf(given) !== digitsOf(name) ? given : name;
}

function digitsOf(name: string): string {
  return (name.match(/\d+/g) ?? []).join(".");
}

const SECONDS =
  /^(\d{1,4})(?:[.,]0{1,6})?\s*(?:s|sec|secs|second|seconds|sek|sekunden|segundos|secondes|秒|秒钟|초)?\.?$/;

function spellDuration(given: unknown): unknown {
  if (typeof given !== "string" || given.length > LONGEST_WORD) return given;
  const text = fold(given);
  const seconds = SECONDS.exec(text)?.[1] ?? /^(?:0?0:)?0?0:(\d{2})$/.exec(text)?.[1];
  return seconds === undefined ? given : Number(seconds);
}

/** The short side of a size in pixels is what a resolution is named for. */
const PIXELS = /^(\d{3,4})\s*[x×*]\s*(\d{3,4})$/;

function spellResolution(given: unknown): unknown {
  if (typeof given === "number") return RESOLUTIONS.find((name) => name === `${given}P`) ?? given;
  if (typeof given !== "string" || given.length > LONGEST_WORD) return given;
  const text = fold(given);
  const [, width, height] = PIXELS.exec(text) ?? [];
  const lines =
    width === undefined || height === undefined
      ? /^(\d{3,4})\s*p?$/.exec(text)?.[1]
      : String(Math.min(Number(width), Number(height)));
  const name = lines === undefined ? text.replaceAll(/\s/g, "").toUpperCase() : `${lines}P`;
  return RESOLUTIONS.find((known) => known === name) ?? (name === "720P" ? name : given);
}

/** Spreadsheets take 16:9 for a time of the day, and show 16:09 for it. */
function spellRatio(given: unknown): unknown {
  if (typeof given === "number" && given > 0 && given < 1)
    return ratioOf(Math.floor(given * 24 + 1e-9), Math.round(given * 24 * 60) % 60) ?? given;
  if (typeof given !== "string" || given.length > LONGEST_WORD) return given;
  if (/^0?\.\d+$/.test(given.trim()))
    return spellRatio(Number(given)) === Number(given) ? given : spellRatio(Number(given));
  const [, width, height] = /^(\d{1,2})\s*[:x×/：]\s*(\d{1,2})(?::00)?$/.exec(fold(given)) ?? [];
  if (width !== undefined && height !== undefined) return ratioOf(Number(width), Number(height)) ?? given;
  return RATIOS.find((ratio) => ratio === fold(given)) ?? given;
}

function ratioOf(width: number, height: number): string | undefined {
  return RATIOS.find((ratio) => ratio === `${width}:${height}`);
}

/** Also as spreadsheets write them in their own language. */
const TRUE_WORDS: readonly string[] = [
  "true",
  "yes",
  "y",
  "1",
  "on",
  "是",
  "对",
  "真",
  "wahr",
  "ja",
  "vrai",
  "oui",
  "verdadero",
  "si",
  "sí",
  "verdadeiro",
  "sim",
  "vero",
  "sì",
  "истина",
  "да",
  "はい",
  "예",
  "x",
  "✓",
  "✔",
];
const FALSE_WORDS: readonly string[] = [
  "false",
  "no",
  "n",
  "0",
  "off",
  "否",
  "不",
  "假",
  "falsch",
  "nein",
  "faux",
  "non",
  "falso",
  "nao",
  "não",
  "ложь",
  "нет",
  "いいえ",
  "아니요",
];

function spellTruth(given: unknown): unknown {
  if (given === 1 || given === 0) return given === 1;
  if (typeof given !== "string" || given.length > LONGEST_WORD) return given;
  const word = fold(given);
  if (TRUE_WORDS.includes(word)) return true;
  return FALSE_WORDS.includes(word) ? false : given;
}

function fold(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}
