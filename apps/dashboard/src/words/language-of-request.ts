import { acceptedLanguage, type Language, languageNamed } from "@hailuo-queue/words";

/** What a page's switch remembers; see assets/words.js. */
const COOKIE = /(?:^|;\s*)hailuo_language=([A-Za-z-]{2,10})(?:;|$)/;

/** The language of a page: what its reader chose, else what the browser likes best, else English. */
export function languageOfRequest(headers: {
  readonly cookie?: string | undefined;
  readonly "accept-language"?: string | undefined;
}): Language {
  const [, chosen = ""] = COOKIE.exec(headers.cookie ?? "") ?? [];
  return languageNamed(chosen) ?? acceptedLanguage(headers["accept-language"]);
}
