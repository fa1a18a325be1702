import { imageFile } from "@hailuo-queue/testkit";
import fc from "fast-check";
import { ODD_TEXTS, oddText, oddValue } from "./odd-values.ts";

/** A body with its content type; undefined: none is sent. */
export interface ProbeBody {
  readonly contentType: string | undefined;
  readonly bytes: Buffer;
}

export const JSON_TYPE = "application/json";

/** Bodies of a route that takes JSON: good ones, ones with some faults, and what is no JSON at all. */
export function jsonBodies(good: fc.Arbitrary<unknown>): fc.Arbitrary<ProbeBody> {
  const asJson = (value: unknown): ProbeBody => ({ contentType: JSON_TYPE, bytes: Buffer.from(JSON.stringify(value) ?? "") });
  return fc.oneof(
    { arbitrary: good.map(asJson), weight: 5 },
    { arbitrary: fc.tuple(good, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([value, edits]) => asJson(applyEdits(value, edits))), weight: 5 },
    { arbitrary: oddValue.map(asJson), weight: 1 },
    { arbitrary: fc.tuple(good, brokenJson).map(([value, breakIt]) => ({ contentType: JSON_TYPE, bytes: breakIt(JSON.stringify(value) ?? "") })), weight: 2 },
    { arbitrary: fc.constantFrom(...BOMBS).map((text) => ({ contentType: JSON_TYPE, bytes: Buffer.from(text) })), weight: 1 },
    { arbitrary: fc.tuple(good, oddContentType).map(([value, contentType]) => ({ ...asJson(value), contentType })), weight: 1 },
  );
}

export const oddContentType: fc.Arbitrary<string | undefined> = fc.constantFrom(
  undefined,
  "",
  "text/plain",
  "text/html",
  "application/xml",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "multipart/form-data; boundary=x",
  "application/json; charset=utf-16",
  "application/json; charset=utf-8",
  "application/json;",
  "application/json, text/csv",
  "application/problem+json",
  "APPLICATION/JSON",
  "json",
  "*/*",
  "a".repeat(300),
  "application/octet-stream",
);

interface Edit {
  /** Which place of the value, counted round. */
  readonly place: number;
  readonly how: "replace" | "remove" | "add" | "wrap";
  readonly name: string;
  readonly value: unknown;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  place: fc.nat({ max: 50 }),
  how: fc.constantFrom("replace", "remove", "add", "wrap"),
  name: fc.oneof(fc.constantFrom("nix", "Prompt", "promt", "model ", "__proto__", "constructor", "id", "tenant", "state", "objectKey"), oddText),
  value: oddValue,
});

function applyEdits(value: unknown, edits: readonly Edit[]): unknown {
  return edits.reduce<unknown>((whole, one) => editAt(whole, one.place % Math.max(1, countPlaces(whole)), one), value);
}

/** The value itself is place 0, then come its parts in their order. */
function editAt(value: unknown, place: number, how: Edit): unknown {
  if (place === 0) return editHere(value, how);
  let left = place - 1;
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).map(([name, part]) => {
    const size = countPlaces(part);
    const mine = left >= 0 && left < size;
    const changed = mine ? editAt(part, left, how) : part;
    left -= size;
    return mine && how.how === "remove" && changed === undefined ? [] : [[name, changed] as const];
  });
  return Array.isArray(value) ? parts.flat().map(([, part]) => part) : fromPairs(parts.flat());
}

function editHere(value: unknown, { how, name, value: other }: Edit): unknown {
  if (how === "remove") return undefined;
  if (how === "wrap") return [value];
  if (how === "replace" || typeof value !== "object" || value === null) return other;
  return Array.isArray(value) ? [...value, other] : fromPairs([...Object.entries(value), [name, other]]);
}

/** `__proto__` is a field like any other. */
function fromPairs(pairs: readonly (readonly [string, unknown])[]): object {
  const value = {};
  for (const [name, part] of pairs) Object.defineProperty(value, name, { value: part, enumerable: true, configurable: true, writable: true });
  return value;
}

function countPlaces(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + countPlaces(part), 1);
}

/** What makes good JSON bad, or odd. */
const brokenJson: fc.Arbitrary<(text: string) => Buffer> = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }).map((part) => named(`first ${part} of it`, (text) => Buffer.from(text.slice(0, Math.floor(text.length * part))))),
  fc.constantFrom(
    named("something after it", (text) => Buffer.from(`${text}}`)),
    named("two", (text) => Buffer.from(`${text}${text}`)),
    named("a byte order mark", (text) => Buffer.from(`\ufeff${text}`)),
    named("UTF-16", (text) => Buffer.from(text, "utf16le")),
    named("no UTF-8", (text) => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])])),
    named("NaN", (text) => Buffer.from(text.replace("{", '{"duration":NaN,'))),
    named("a large number", (text) => Buffer.from(text.replace("{", '{"duration":1e999,'))),
    named("many digits", (text) => Buffer.from(text.replace("{", `{"duration":${"9".repeat(400)},`))),
    named("a doubled field", (text) => Buffer.from(text.replace("{", '{"prompt":"one","prompt":["two"],'))),
    named("__proto__", (text) => Buffer.from(text.replace("{", '{"__proto__":{"role":"admin"},'))),
    named("constructor.prototype", (text) => Buffer.from(text.replace("{", '{"constructor":{"prototype":{"role":"admin"}},'))),
    named("a zero byte", (text) => Buffer.from(text.replace("{", '{"a\u0000b":1,'))),
    named("a comment", (text) => Buffer.from(`/* */${text}`)),
    named("spaces only", () => Buffer.from(" \n ")),
    named("nothing", () => Buffer.alloc(0)),
  ),
);

function named(what: string, work: (text: string) => Buffer): (text: string) => Buffer {
  return Object.assign((text: string) => work(text), { [fc.toStringMethod]: () => what });
}

/** Small enough for a run of thousands, large enough to show what costs more than it should. */
const BOMBS: readonly string[] = [
  JSON.stringify({ ["x".repeat(60_000)]: 1 }),
  JSON.stringify({ ["key_".repeat(15_000)]: 1 }),
  JSON.stringify({ prompt: "sk-".repeat(20_000) }),
  JSON.stringify({ prompt: { ["Bearer ".repeat(8000)]: "Bearer ".repeat(100) } }),
  JSON.stringify(Object.fromEntries(Array.from({ length: 6000 }, (_, at) => [`f${at}`, 1]))),
  JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`f${at}`, 1]))),
  JSON.stringify({ prompt: Array.from({ length: 20_000 }, () => ({})) }),
  JSON.stringify({ text_inputs: Array.from({ length: 6000 }, (_, at) => at) }),
  `[${"{},".repeat(20_000)}{}]`,
  "[".repeat(60_000),
  `${"[".repeat(30_000)}${"]".repeat(30_000)}`,
  `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
  `${'{"prompt":'.repeat(60_000)}`,
  `"${"\\ud83c".repeat(10_000)}"`,
];

const GOOD_LINE = { model: "MiniMax-Hailuo-2.3", prompt: "A lighthouse in a storm" };

/** Of bodies that are streams of items, in any of their formats; and media, for routes that take files. */
export function streamBodies(contentTypes: readonly string[]): fc.Arbitrary<ProbeBody> {
  const types = fc.oneof({ arbitrary: fc.constantFrom<string | undefined>(...contentTypes), weight: 8 }, { arbitrary: oddContentType, weight: 1 });
  return types.chain((contentType) => bytesFor(contentType ?? "").map((bytes) => ({ contentType, bytes })));
}

function bytesFor(contentType: string): fc.Arbitrary<Buffer> {
  if (/^(image|video|audio)\//.test(contentType)) return fc.oneof(fc.constant(PNG), fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)));
  if (contentType.startsWith("multipart/")) return fc.constantFrom(...MULTIPART).map((text) => Buffer.from(text, "latin1"));
  const line = contentType === "text/csv" ? csvLine : contentType === "text/plain" ? oddText : jsonLine;
  const lines = fc
    .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom("\n", "\r\n", "\r", "\n\n\n"), fc.boolean())
    .map(([texts, between, ends]) => texts.join(between) + (ends ? between : ""));
  const text = contentType === "text/csv" ? fc.tuple(fc.constantFrom(...CSV_HEADS), lines).map(([head, rest]) => `${head}\n${rest}`) : lines;
  return fc.oneof(
    { arbitrary: text.map((whole) => Buffer.from(whole)), weight: 8 },
    { arbitrary: fc.constantFrom(...LINE_BOMBS).map((whole) => Buffer.from(whole)), weight: 1 },
    { arbitrary: fc.tuple(text, fc.uint8Array({ maxLength: 30 })).map(([whole, bytes]) => Buffer.concat([Buffer.from(whole), bytes])), weight: 1 },
  );
}

const jsonLine = fc.oneof(
  { arbitrary: fc.nat({ max: 5 }).map((at) => JSON.stringify({ ...GOOD_LINE, prompt: `${GOOD_LINE.prompt}, ${at}` })), weight: 4 },
  { arbitrary: fc.constantFrom("a", "b").map((custom_id) => JSON.stringify({ ...GOOD_LINE, custom_id })), weight: 1 },
  { arbitrary: fc.array(edit, { minLength: 1, maxLength: 2 }).map((edits) => JSON.stringify(applyEdits(GOOD_LINE, edits)) ?? ""), weight: 3 },
  { arbitrary: oddText, weight: 1 },
);

const CSV_HEADS = [
  "prompt",
  "model,prompt",
  "model,prompt,custom_id",
  "model,prompt,prompt",
  "__proto__,prompt",
  "constructor,prompt",
  "",
  ",,,",
  '"prompt',
  "nix",
  `prompt,${Array.from({ length: 500 }, (_, at) => `c${at}`).join(",")}`,
  `${"x".repeat(60_000)},prompt`,
];

const csvLine = fc.oneof(
  fc.constantFrom("A lighthouse in a storm", "MiniMax-Hailuo-2.3,A lighthouse in a storm", 'MiniMax-Hailuo-2.3,"A ""quiet"" sea",x1'),
  fc.array(fc.constantFrom(...ODD_TEXTS.filter((text) => text.length < 200)), { maxLength: 5 }).map((cells) => cells.join(",")),
  fc.constantFrom('"open', '"a"b,c', `"${"x".repeat(2000)}"`, ",".repeat(2000)),
);

const LINE_BOMBS: readonly string[] = [
  "\n".repeat(60_000),
  "{}\n".repeat(3000),
  "x\n".repeat(3000),
  `${JSON.stringify({ ["y".repeat(60_000)]: 1 })}\n`,
  "[".repeat(200_000),
  `"${"z".repeat(1_200_000)}"\n`,
  `prompt\n"${"q".repeat(1_200_000)}`,
  `prompt\n${",".repeat(100_000)}\n`,
];

export const PICTURE: ProbeBody = { contentType: "image/png", bytes: imageFile("png", { width: 800, height: 600 }) };
const PNG = PICTURE.bytes;

const part = (name: string, value: string): string => `--x\r\ncontent-disposition: form-data; name="${name}"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n${value}\r\n`;
const MULTIPART: readonly string[] = [
  "",
  "--x--\r\n",
  `${part("file", PNG.toString("latin1"))}--x--\r\n`,
  part("file", PNG.toString("latin1")),
  part("file", "x").repeat(300),
  `--x\r\ncontent-disposition: form-data; name="${"n".repeat(60_000)}"\r\n\r\nx\r\n--x--\r\n`,
];
