/** Texts that are no prompts, by their first lines: what they are and what to do, as the end of a sentence. */
const KINDS: readonly (readonly [test: (first: string, lines: readonly string[]) => boolean, sentence: string])[] = [
  [
    (first) => first.startsWith("version https://git-lfs.github.com/"),
    "is a Git LFS pointer, not the file it stands for; fetch that first (git lfs pull)",
  ],
  [
    (first) => /^<(?:!doctype\s+html|html|head|body)\b/i.test(first),
    "looks like an HTML page, not like prompts; was an error page saved in its place?",
  ],
  [
    (first) => /^<\?xml|^<[a-z][\w.-]*:[a-z]|^<(?:rss|svg|feed|plist|tt|kml)\b/i.test(first),
    "looks like XML, not like prompts; write them as CSV, JSON lines or one a " +
      "line; if each line is a prompt, say --format text",
  ],
  [
    (first, lines) =>
      isMarkup(first) ||
      lines.some((line) => isElement(line.trim())) ||
      lines.filter((line) => isMarkup(line.trim())).length > lines.length / 3,
    "looks like markup (lines begin with <…>), not like prompts; if each line is a prompt, say --format text",
  ],
  [(first) => /^HTTP\/\d(?:\.\d)? \d{3}/.test(first), "is an HTTP answer with its headers; save its body alone"],
  [(first) => /^-----BEGIN [A-Z ]+-----/.test(first), "is a key or certificate, not a list of prompts"],
  [
    (first) => first.startsWith("%PDF") || first.startsWith("%!PS"),
    "is a PDF or PostScript document; write the prompts as text",
  ],
  [(first) => first.startsWith("{\\rtf"), "is an RTF document; save it as plain text"],
  [
    (first) =>
      /^(?:404: Not Found$|curl: \(\d+\)|wget: |Traceback \(most recent|error: |fatal: |Access ?Denied$|403 Forbidden$)/i.test(
        first,
      ),
    "is an error message that was saved in place of the file; fetch it again",
  ],
  [
    (first) => /^(?:INSERT INTO|CREATE TABLE|DROP TABLE|SELECT \S+ FROM|BEGIN;|-- \S+ dump)\b/.test(first),
    "looks like SQL; write the table as CSV",
  ],
  [
    (_first, lines) =>
      lines.filter((line) => /^\s*\[?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(line)).length > lines.length / 2,
    "looks like a log (lines begin with times), not like prompts; if each line is a prompt, say --format text",
  ],
  [(first) => first.startsWith("#!"), "is a script, not a list of prompts"],
  [
    (first, lines) =>
      first.startsWith("WEBVTT") || lines.some((line) => /^\s*\d{1,2}:\d{2}(?::\d{2})?[.,]\d{3}\s+-->/.test(line)),
    "looks like subtitles, not like prompts; leave the times out",
  ],
  [
    (first, lines) => /^(?:%YAML|---\s*$)/.test(first) || isYaml(lines),
    "looks like YAML, which is not read; write it as JSON lines or CSV, or, " +
      "if each line is a prompt, say --format text",
  ],
  [
    (_first, lines) => isSettings(lines),
    "looks like settings (INI, TOML or .env), not like prompts; if each line is a prompt, say --format text",
  ],
  [(_first, lines) => isMarkdownTable(lines), "looks like a Markdown table, which is not read; write it as CSV"],
  [
    (_first, lines) => lines.some((line) => /^\s*(?:#{1,6}\s+\S|```|~~~)/.test(line)),
    "looks like Markdown (headings or code), not like prompts; leave those lines " +
      "out, or, if each line is a prompt, say --format text",
  ],
  [
    (first) => /^\{\s*(?:u?'[^']*'|None)\s*:/.test(first),
    "looks like Python's own notation, not JSON; write it with json.dumps, one line for each prompt",
  ],
  [
    (first) => /^(?:data:\s*[[{]|event:\s*\S)/.test(first),
    "looks like a stream of server-sent events, not like prompts; save what follows data: as JSON lines",
  ],
  [
    (first) => /^data:[\w-]+\/[\w.+-]+[;,]/i.test(first),
    "is a picture or file as a data URL, not a list of prompts; name it as image_url",
  ],
  [(first) => /^\+\/v[89+/]/.test(first), "is UTF-7, which is not read; save the file as UTF-8"],
  [
    (_first, lines) => lines.some((line) => /^(?:<{7}|>{7})(?:\s|$)/.test(line)),
    "has the marks of a Git conflict (<<<<<<<, >>>>>>>); settle it first",
  ],
  [(first) => /^(?:diff --git |--- a\/|Index: )/.test(first), "is a patch, not a list of prompts"],
];

/** What a text is that is no list of prompts; undefined for what may be one. */
export function otherText(lines: readonly string[]): string | undefined {
  const first = lines[0]?.trim() ?? "";
  return KINDS.find(([isKind]) => isKind(first, lines))?.[1];
}

/** Whether the lines begin a table of Markdown. */
export function isMarkdownTable(lines: readonly string[]): boolean {
  return lines.slice(0, 10).some((line) => /^\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)+\|?\s*$/.test(line));
}

function isMarkup(line: string): boolean {
  return /^<(?:!--|!\[|[/!?]?[a-z][\w:-]*(?:\s[^<>]*)?\/?>)/i.test(line);
}

/** A whole one on its line: `<p>A kite</p>`. */
function isElement(line: string): boolean {
  return /^<([a-z][\w:-]*)(?:\s[^<>]*)?>.*<\/\1>$/i.test(line);
}

/** `prompt: a kite`, one or more fields of ours. */
function isYaml(lines: readonly string[]): boolean {
  const keys = lines.filter((line) =>
    /^\s*(?:- )?"?(?:prompts?|model|duration|resolution|image_url|custom_id|提示词)"?\s*:(?:\s|$)/i.test(line),
  ).length;
  return keys > 0 && keys >= lines.length / 4;
}

function isSettings(lines: readonly string[]): boolean {
  const pairs = lines.filter(
    (line) => /^\s*(?:export\s+)?[A-Za-z_][\w.-]*\s*=\s*\S/.test(line) && !/\s\S+\s\S+.*=/.test(line),
  ).length;
  const isSection = /^\s*\[[\w.-]+\]\s*$/.test(lines[0] ?? "");
  return pairs > lines.length / 2 || (isSection && pairs > 0);
}
