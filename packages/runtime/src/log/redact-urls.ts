/** Stands in place of what is secret. */
export const REDACTED = "[redacted]";

const REDIS_SCHEME = /(?:rediss?|sentinels?):\/\//i;
const WEB_SCHEME = /https?:\/\//gi;

/**
 * A text in which no URL has a user, a password or a query. Patterns that look for a whole URL begin anew at each of
 * its characters where the end is missing, which takes hours for some megabytes; here each word is looked through once
 * for each of the three things.
 */
export function redactUrls(text: string): string {
  if (!text.includes("://")) return text;
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = wordEnd(text, at);
    pieces.push(redactWord(text.slice(at, end)), text.charAt(end));
    at = end + 1;
  }
  return pieces.join("");
}

/** Not by a pattern: a run of megabytes is more than the stack of patterns holds. */
function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isEnd(text.charCodeAt(at))) at += 1;
  return at;
}

/** A URL ends where one of these or a blank stands. */
const ENDS = /[\s"'<>]/;
const FIRST_SPECIAL = 0x80;
const ends = new Uint8Array(FIRST_SPECIAL).map((_, code) => Number(ENDS.test(String.fromCharCode(code))));

/** By a table for the characters of which nearly all URLs are made; one of all characters took each start 5 ms. */
function isEnd(code: number): boolean {
  return code < FIRST_SPECIAL ? ends[code] === 1 : ENDS.test(String.fromCharCode(code));
}

function redactWord(word: string): string {
  return word.includes("://") ? redactQuery(redactUser(redactRedisUser(word))) : word;
}

/** A password of Redis may hold any character: all up to the last @ is taken for one. */
function redactRedisUser(word: string): string {
  const lastAt = word.lastIndexOf("@");
  const scheme = lastAt === -1 ? null : REDIS_SCHEME.exec(word);
  if (scheme === null) return word;
  const from = scheme.index + scheme[0].length;
  return from > lastAt ? word : `${word.slice(0, from)}${REDACTED}${word.slice(lastAt)}`;
}

/** `scheme://user:password@`: of each URL in the word. */
function redactUser(word: string): string {
  const pieces: string[] = [];
  let kept = 0;
  for (let at = word.indexOf("://"); at !== -1; at = word.indexOf("://", at + 3)) {
    const end = endOfUser(word, at + 3);
    if (word[end] !== "@" || !hasScheme(word, kept, at)) continue;
    pieces.push(word.slice(kept, at + 3), REDACTED);
    kept = end;
    // No URL begins before the @.
    at = end - 2;
  }
  return kept === 0 ? word : pieces.join("") + word.slice(kept);
}

function endOfUser(word: string, from: number): number {
  let at = from;
  while (at < word.length && !"/?#@".includes(word.charAt(at))) at += 1;
  return at;
}

/** Whether a letter stands in the run of scheme characters before the colon. Runs of different URLs do not overlap. */
function hasScheme(word: string, from: number, colon: number): boolean {
  for (let at = colon - 1; at >= from; at -= 1) {
    if (/[a-z]/i.test(word.charAt(at))) return true;
    if (!/[0-9+.-]/.test(word.charAt(at))) return false;
  }
  return false;
}

/** All after the first ? of the first http(s) URL that has something before it. */
function redactQuery(word: string): string {
  WEB_SCHEME.lastIndex = 0;
  for (let scheme = WEB_SCHEME.exec(word); scheme !== null; scheme = WEB_SCHEME.exec(word)) {
    const query = word.indexOf("?", WEB_SCHEME.lastIndex);
    if (query === -1) return word;
    if (query > WEB_SCHEME.lastIndex) return `${word.slice(0, query)}?${REDACTED}`;
  }
  return word;
}
