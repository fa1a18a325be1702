import { fill, keyOf } from "./vendor/fill.js";
import { createRetelling } from "./vendor/retelling.js";

const { lang, dataset } = document.documentElement;
/** As the server chose it: by the switch, else by what the browser likes best. */
export const language = lang.split("-")[0];
// English is what stands in the code.
const { said, retold } = dataset.words === "" ? { said: {}, retold: {} } : await import(dataset.words);

/**
 * A text for a person, in their language: say`${count} failed`. The English stands where it is said, and is the key of
 * its translation in packages/words. A string; where a value is an element, a list of texts and elements.
 */
export function say(texts, ...values) {
  const key = keyOf(texts);
  const sentence = said[key] ?? key;
  if (values.every((value) => typeof value !== "object"))
    return fill(sentence, Object.fromEntries(values.map(String).entries()));
  return sentence.split(/(\{-?\w+\})/).map((part) => {
    const [, left, at] = /^\{(-?)(\w+)\}$/.exec(part) ?? [];
    if (at === undefined) return part;
    return left === "" ? values[Number(at)] : undefined;
  });
}

const retelling = language === "en" ? (text) => text : createRetelling(retold);
/** A live page shows the same sentences every few seconds. */
const known = new Map();
const MOST_KNOWN = 2000;

/** A sentence that the server made in English: an error, a diagnosis. What is not in the catalogue stays as it is. */
export function retell(text) {
  if (language === "en" || typeof text !== "string") return text;
  const before = known.get(text);
  if (before !== undefined) return before;
  const told = retelling(text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, told);
  return told;
}

/** Sentences after each other; Chinese ones have no space between them. */
export function sentences(...all) {
  return all.filter((each) => each !== "").join(language === "zh" ? "" : " ");
}

/** `a, b, c`. */
export function inList(words) {
  return words.join(language === "zh" ? "\u3001" : ", ");
}

/** `this; that.` */
export function inClauses(words) {
  return language === "zh" ? `${words.join("\uff1b")}\u3002` : `${words.join("; ")}.`;
}

/** Remembers the language that a person chose, for all pages, and shows this one in it. */
export function speak(wanted) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `hailuo_language=${wanted}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  location.reload();
}

/** Each language by its own name, so that whoever cannot read the page finds it. */
export const LANGUAGES = [
  ["en", "en", "English"],
  ["zh", "zh-CN", "\u4e2d\u6587"],
];
