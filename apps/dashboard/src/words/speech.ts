import { createHash } from "node:crypto";
import { FAILURE_ADVICE } from "@hailuo-queue/contracts";
import {
  type Catalogue,
  createRetelling,
  fill,
  keyOf,
  type Language,
  LANGUAGES,
  loadCatalogues,
  type Retelling,
} from "@hailuo-queue/words";

/** How pages are told in one language. */
export interface Speech {
  /** For the `lang` attribute. */
  readonly tag: string;
  /** A text of a page, as in its scripts: say`${count} failed`. */
  readonly say: (texts: TemplateStringsArray, ...values: readonly (string | number)[]) => string;
  /** The same of a sentence without values: what `{{…}}` stands for in assets. */
  readonly sentence: Retelling;
  /** A sentence that was made in English for everybody: an error. */
  readonly retell: Retelling;
  /** What the pages' scripts speak with; undefined for English, which stands in them. */
  readonly script?: SpeechScript;
}

/** A module with the whole catalogue. Its name changes with what is in it, so that browsers may keep it. */
export interface SpeechScript {
  readonly path: string;
  readonly text: string;
}

/** One for each language. */
export type Speeches = Readonly<Record<Language, Speech>>;

const TAGS: Readonly<Record<Language, string>> = { en: "en", zh: "zh-CN" };
const same: Retelling = (text) => text;

/** Reads the catalogues once. */
export async function openSpeeches(): Promise<Speeches> {
  const { console: said, consoleServer, elsewhere, names } = await loadCatalogues();
  const advice = Object.fromEntries(Object.values(FAILURE_ADVICE).map(({ en, zh }) => [en, zh]));
  const retold = { ...names, ...elsewhere, ...advice, ...consoleServer };
  const text = `export const said = ${JSON.stringify(said)};\nexport const retold = ${JSON.stringify(retold)};\n`;
  const version = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const zh = {
    tag: TAGS.zh,
    ...speakerOf(said),
    retell: createRetelling(retold),
    script: { path: `/sign-in/words/zh-${version}.js`, text },
  };
  return { en: { tag: TAGS.en, ...speakerOf({}), retell: same }, zh };
}

function speakerOf(said: Catalogue): Pick<Speech, "say" | "sentence"> {
  const sentence = (english: string): string => said[english] ?? english;
  return {
    sentence,
    say: (texts, ...values) => fill(sentence(keyOf(texts)), Object.fromEntries(values.map(String).entries())),
  };
}

/** The ways of all catalogues, for whoever serves them. */
export function scriptsOf(speeches: Speeches): readonly SpeechScript[] {
  return LANGUAGES.flatMap((language) => speeches[language].script ?? []);
}

/** Fills an asset: `{{Sentence.}}` is said, `{{=name}}` is a value. What is filled in is text, never HTML. */
export function fillPage(page: string, speech: Speech, values: Readonly<Record<string, string>> = {}): string {
  const all: Readonly<Record<string, string>> = { ...values, lang: speech.tag, words: speech.script?.path ?? "" };
  return page
    .replaceAll(/\{\{([^=}][^}]*)\}\}/g, (_whole, sentence: string) =>
      escapeText(speech.sentence(sentence.replaceAll(/\s+/g, " ").trim())),
    )
    .replaceAll(/\{\{=(\w+)\}\}/g, (whole, name: string) => escapeText(all[name] ?? whole));
}

export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
