import { distance } from "fastest-levenshtein";
import { REQUEST_FIELDS, type RequestField } from "../request-fields.ts";

/** What an entry of an upload may name: a field of the request, or the caller's own name for it. */
export type NamedField = RequestField | "custom_id";
/** All of them. */
export const NAMED_FIELDS: readonly NamedField[] = [...REQUEST_FIELDS, "custom_id"];

/**
 * What people and other programs call the fields. Those of `WEAK` mean other things as well: they count only
 * where nothing else names the field.
 */
const SYNONYMS: Readonly<Record<NamedField, readonly string[]>> = {
  model: [
    "modelname",
    "modelid",
    "模型",
    "模型名称",
    "modell",
    "modele",
    "modelo",
    "modello",
    "モデル",
    "모델",
    "модель",
  ],
  prompt: [
    "prompts",
    "text",
    "texts",
    "textprompt",
    "texte",
    "texto",
    "testo",
    "prompttext",
    "videoprompt",
    "提示词",
    "提示詞",
    "提示语",
    "文本",
    "文案",
    "プロンプト",
    "프롬프트",
    "промпт",
  ],
  image_url: [
    "image",
    "imageurl",
    "imagepath",
    "firstframe",
    "firstframeimage",
    "firstframeurl",
    "startframe",
    "startimage",
    "首帧",
    "首帧图",
    "首帧图片",
    "图片",
  ],
  source_task_id: ["sourcetask", "sourcetaskid", "sourceid"],
  base_video: ["basevideo", "basevideourl"],
  last_frame_image: ["lastframe", "lastframeurl", "endframe", "endimage", "尾帧", "尾帧图", "尾帧图片"],
  duration: [
    "durations",
    "seconds",
    "secs",
    "sec",
    "length",
    "durationseconds",
    "durationsec",
    "durations秒",
    "dauer",
    "lange",
    "duree",
    "duracion",
    "duracao",
    "durata",
    "时长",
    "時長",
    "时长秒",
    "秒数",
    "長さ",
    "길이",
    "длительность",
  ],
  resolution: [
    "size",
    "videosize",
    "auflosung",
    "resolucion",
    "resolucao",
    "risoluzione",
    "分辨率",
    "解析度",
    "清晰度",
    "解像度",
    "해상도",
    "разрешение",
  ],
  enable_prompt_expansion: ["promptoptimizer", "promptexpansion", "optimizeprompt", "提示词优化", "自动优化"],
  fast_pretreatment: ["快速预处理"],
  aigc_watermark: ["watermark", "wasserzeichen", "filigrane", "水印"],
  subject_reference: ["subject", "subjectimage", "主体参考"],
  ratio: ["aspectratio", "aspect", "seitenverhaltnis", "画幅", "宽高比", "比例", "アスペクト比"],
  reference_images: ["referenceimage", "参考图", "参考图片"],
  reference_videos: ["referencevideo", "参考视频"],
  reference_audio: ["referenceaudios", "参考音频"],
  prompt_expansion_mode: [],
  template_id: ["template", "模板"],
  media_inputs: [],
  text_inputs: [],
  custom_id: ["id", "自定义id", "编号"],
};

const WEAK: Readonly<Partial<Record<NamedField, readonly string[]>>> = {
  prompt: ["description", "caption", "scene", "描述", "画面描述", "beschreibung"],
  image_url: ["picture", "img", "url", "bild"],
  resolution: ["quality"],
  custom_id: ["name", "filename", "key", "shot", "序号", "名称"],
};

/** A name of a field, and what it stands for. */
export interface FieldName {
  readonly field: NamedField;
  /** Whether the name means other things as well: it gives way to any other name of the field. */
  readonly isWeak: boolean;
}

const FIELD_OF = new Map<string, FieldName>();
for (const field of NAMED_FIELDS) {
  for (const name of WEAK[field] ?? []) FIELD_OF.set(foldName(name), { field, isWeak: true });
  for (const name of [field, ...SYNONYMS[field]]) FIELD_OF.set(foldName(name), { field, isWeak: false });
}

/** The field that a column or key means, in any case and with the usual synonyms: `Prompt`, `Duration (s)`, `提示词`. */
export function fieldNamed(name: string): FieldName | undefined {
  const exact = EXACT.get(name);
  return exact ?? (name.length > LONGEST_NAME ? undefined : FIELD_OF.get(foldName(name)));
}

const EXACT = new Map<string, FieldName>(NAMED_FIELDS.map((field) => [field, { field, isWeak: false }]));
const LONGEST_NAME = 100;

/** Case, accents, blanks, signs and a unit in brackets tell no two names apart. */
export function foldName(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[([（【].*$/gu, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "");
}

/** The known field that an unknown name is a slip of; undefined for a name that means something else. */
export function misspelledField(name: string): NamedField | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const folded = foldName(name);
  return NAMED_FIELDS.find((field) => {
    const foldedField = foldName(field);
    if (Math.abs(foldedField.length - folded.length) > 2) return false;
    const edits = distance(folded, foldedField);
    // Two letters that changed places are two edits, and one slip: modle.
    return foldedField.length <= 5
      ? (edits <= 1 && folded.length >= 4) || lettersOf(folded) === lettersOf(foldedField)
      : edits <= 2;
  });
}

function lettersOf(name: string): string {
  return Array.from(name).toSorted().join("");
}
