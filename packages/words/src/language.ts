/** The languages that the command and the console speak. */
export const LANGUAGES = ["en", "zh"] as const;
/** One of {@link LANGUAGES}. */
export type Language = (typeof LANGUAGES)[number];

/** What a locale or a language tag names: `zh_CN.UTF-8`, `zh-Hans` and `zh` are Chinese; undefined for all others. */
export function languageNamed(tag: string): Language | undefined {
  const [, name = ""] = /^([a-z]+)(?:[_.@-]|$)/i.exec(tag.trim()) ?? [];
  return LANGUAGES.find((language) => language === name.toLowerCase());
}

/**
 * The language of a process: HAILUO_LANG where it names one of ours, else the locale, as other programs read it: the
 * first of LC_ALL, LC_MESSAGES and LANG that is set decides. Default English.
 */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const wished = languageNamed(env["HAILUO_LANG"] ?? "");
  if (wished !== undefined) return wished;
  const locale = [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value !== undefined && value !== "");
  return languageNamed(locale ?? "") ?? "en";
}

/** A browser's header is short; what is longer is not read on. */
const LONGEST_HEADER = 500;

/** The one of ours that an Accept-Language header likes best; the first of equals. Default English. */
export function acceptedLanguage(header: string | undefined): Language {
  const wishes = (header ?? "")
    .slice(0, LONGEST_HEADER)
    .split(",")
    .flatMap((part) => {
      const [tag = "", ...parameters] = part.split(";").map((piece) => piece.trim());
      const language = languageNamed(tag);
      const quality = Number(parameters.find((each) => each.startsWith("q="))?.slice(2) ?? "1");
      return language === undefined || !(quality > 0) ? [] : [{ language, quality }];
    });
  return wishes.toSorted((left, right) => right.quality - left.quality)[0]?.language ?? "en";
}
