/** What parsing a text as JSON came to. */
export type ParsedJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

/**
 * A whole string or a whole number, so that digits inside a string are never taken for a number. A string that does not
 * end is one to the end of the text: else the search would begin anew at each quote in it.
 */
const TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * JSON.parse that hands integers of 16 digits and more on as strings: file ids arrive as JSON numbers, and beyond 2^53
 * a JavaScript number would silently be another id.
 */
export function parseJson(text: string): ParsedJson {
  try {
    return {
      ok: true,
      value: JSON.parse(text.replaceAll(TOKEN, (token) => (LONG_INTEGER.test(token) ? `"${token}"` : token))),
    };
  } catch {
    return { ok: false };
  }
}
