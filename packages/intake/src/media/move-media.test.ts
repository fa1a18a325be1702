import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type KeepMedia, moveMedia, SHORTEST_MOVED_CHARACTERS } from "./move-media.ts";

async function* chunksOf(text: string | Buffer, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function textOf(parts: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(Buffer.from(part));
  return Buffer.concat(all).toString();
}

/** Names what it is given by its content. */
const keepByName: KeepMedia = async ({ declared, body }) => {
  const hash = createHash("sha256");
  for await (const part of body) hash.update(part);
  return nameOf(declared, hash.digest("hex"));
};

function nameOf(declared: string, sha256: string): string {
  return `input://${declared}.${sha256}`;
}

function move(text: string, size = text.length): Promise<string> {
  return textOf(moveMedia(chunksOf(text, Math.max(size, 1)), keepByName));
}

const PIXELS = Buffer.alloc(3000, "pixels");
const PNG = PIXELS.toString("base64");
const nameOfPixels = (declared: string): string => nameOf(declared, createHash("sha256").update(PIXELS).digest("hex"));

const RUN = `((?:[A-Za-z0-9+/_-][\\r\\n]*){${SHORTEST_MOVED_CHARACTERS},}=?[=\\r\\n]*)`;
const HEAD =
  "[dD][aA][tT][aA]:((?:[iI][mM][aA][gG][eE]|[vV][iI][dD][eE][oO]|[aA][uU][dD][iI][oO])/[a-zA-Z0-9.+-]+|(?:application|binary)/octet-stream|)(?:; *[a-zA-Z0-9._-]+=[a-zA-Z0-9._-]*)*; *[bB][aA][sS][eE]64,[\\r\\n]*";
const BARE = "(?<=^|[ ,])(?=/9j/|iVBORw0KGgo|UklGR|AAAA[^]{2}Z0eXB|SUQz|//[uvMNIJqr])";
const MEDIA = new RegExp(`${HEAD}${RUN}|${BARE}${RUN}`, "g");

/** The same, once the text was parsed. */
function replaceIn(value: unknown): unknown {
  const nameOfRun = (declared: string, run: string): string =>
    nameOf(declared.toLowerCase(), createHash("sha256").update(Buffer.from(run, "base64")).digest("hex"));
  if (typeof value === "string")
    return value.replaceAll(MEDIA, (_all, declared = "", run: string | undefined, bare: string) =>
      nameOfRun(declared, run ?? bare),
    );
  if (Array.isArray(value)) return value.map(replaceIn);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [replaceIn(name), replaceIn(part)]));
}

const FORMS: readonly (readonly [string, string, string])[] = [
  ["a picture", `data:image/png;base64,${PNG}`, nameOfPixels("image/png")],
  ["upper case", `DATA:IMAGE/PNG;BASE64,${PNG}`, nameOfPixels("image/png")],
  ["a type that is none", `data:image/jpg;base64,${PNG}`, nameOfPixels("image/jpg")],
  ["bytes of any kind", `data:application/octet-stream;base64,${PNG}`, nameOfPixels("application/octet-stream")],
  ["no type", `data:;base64,${PNG}`, nameOfPixels("")],
  ["parameters", `data:image/png;charset=utf-8;name=a.png;base64,${PNG}`, nameOfPixels("image/png")],
  ["a video", `data:video/mp4;base64,${PNG}`, nameOfPixels("video/mp4")],
  ["a sound", `data:audio/mpeg;base64,${PNG}`, nameOfPixels("audio/mpeg")],
];

test.each(FORMS)("%s as a data URL is moved, with chunks of any size", async (_name, url, name) => {
  for (const size of [1, 2, 3, 7, 100, 1_000_000])
    expect(await move(JSON.stringify({ a: [url], b: url }), size)).toBe(JSON.stringify({ a: [name], b: name }));
});

test("escapes of JSON within it are read, as PHP, Python and cautious writers make them", async () => {
  const content = Buffer.from(Array.from({ length: 2000 }, (_, at) => (at * 7 + (at >> 3)) % 256));
  const base64 = content.subarray(0, 1999).toString("base64");
  expect(base64).toMatch(/\+.*\/.*=/s);
  const name = nameOf("image/png", createHash("sha256").update(content.subarray(0, 1999)).digest("hex"));
  const php = `{"a":"data:image\\/png;base64,${base64.replaceAll("/", "\\/")}"}`;
  const lower = `{"a":"data:image/png;base64,${base64.replaceAll("+", "\\u002b").replaceAll("/", "\\u002f").replaceAll("=", "\\u003d")}"}`;
  const upper = `{"a":"data:image/png;base64,${base64.replaceAll("+", "\\u002B").replaceAll("/", "\\u002F").replaceAll("=", "\\u003D")}"}`;
  const python = JSON.stringify({ a: `data:image/png;base64,${base64.replaceAll(/.{76}/g, "$&\n")}\n` });
  const letters = `{"a":"\\u0064ata:image/png;base64,\\u0069${base64.slice(1)}"}`;
  const replaced = Buffer.from(`i${base64.slice(1)}`, "base64");
  for (const size of [1, 5, 1000]) {
    for (const text of [php, lower, upper, python]) expect(JSON.parse(await move(text, size))).toEqual({ a: name });
    expect(JSON.parse(await move(letters, size))).toEqual({
      a: nameOf("image/png", createHash("sha256").update(replaced).digest("hex")),
    });
  }
});

test("base64 without the head of a data URL is moved where a text begins with it and it begins as media do", async () => {
  const ftyp = Buffer.concat([Buffer.from("000000186674797069736f6d", "hex"), PIXELS]);
  const jpeg = Buffer.concat([Buffer.from("ffd8ffe0", "hex"), PIXELS]);
  for (const content of [ftyp, jpeg]) {
    const base64 = content.toString("base64");
    const name = nameOf("", createHash("sha256").update(content).digest("hex"));
    for (const size of [1, 10_000]) {
      expect(await move(JSON.stringify({ image_url: base64 }), size)).toBe(JSON.stringify({ image_url: name }));
      expect(JSON.parse(await move(`{"a":"${base64.replaceAll("/", "\\/")}"}`, size))).toEqual({ a: name });
      expect(await move(`model,image_url\nx,${base64}\ny,"${base64}"\n`, size)).toBe(
        `model,image_url\nx,${name}\ny,"${name}"\n`,
      );
      expect(await move(JSON.stringify({ a: `x${base64}` }), size)).toBe(JSON.stringify({ a: `x${base64}` }));
    }
  }
});

test("what is short, of another kind or no base64 stays as it is, to the byte", async () => {
  const texts = [
    JSON.stringify({ prompt: "She reads data:image/png;base64,iVBORw0KGgo= aloud, twice" }),
    JSON.stringify({ a: `data:text/plain;base64,${PNG}`, b: `data:image/svg+xml;utf8,${"<svg>".repeat(500)}` }),
    JSON.stringify({ a: `data:image/png;base64,${PNG.slice(0, SHORTEST_MOVED_CHARACTERS - 1)}` }),
    JSON.stringify({ a: `\\data:image/png;base64`, b: "data:data:data:", c: "data:", d: "ääö\\u002f\u2028 d" }),
    `{"a":"data:image/png;base64,\\`,
    `{"a":"data:image/png;base64,${PNG.slice(0, 40)}\\u00`,
    "",
  ];
  for (const text of texts) for (const size of [1, 3, 10_000]) expect(await move(text, size)).toBe(text);
});

test("lines and cells around media stay what they are, and a line break ends it", async () => {
  const url = `data:image/png;base64,${PNG}`;
  const name = nameOfPixels("image/png");
  const lines = [`{"a":"${url}"}`, `{"b":"${url}"}`, ""].join("\r\n");
  const cells = `prompt,image_url,reference_images\nA "cat",${url},"${url} ${url}"\nb,${url}\nAAAA,${url}`;
  for (const size of [1, 11, 100_000]) {
    expect(await move(lines, size)).toBe(lines.replaceAll(url, name));
    expect(await move(cells, size)).toBe(cells.replaceAll(url, name));
  }
});

test("a body that ends within media gives what came of it", async () => {
  const cut = `{"a":"data:image/png;base64,${PNG.slice(0, 2001)}`;
  const name = nameOf(
    "image/png",
    createHash("sha256")
      .update(Buffer.from(PNG.slice(0, 2001), "base64"))
      .digest("hex"),
  );
  for (const size of [1, 64, 10_000]) expect(await move(cut, size)).toBe(`{"a":"${name}`);
});

test("whoever keeps media may stop reading: the rest is passed over and counted, and what follows is read", async () => {
  let seen = 0;
  const keep: KeepMedia = async ({ body }) => {
    for await (const part of body) {
      seen += part.length;
      if (seen > 100_000) break;
    }
    return (bytes) => `too-large-${bytes}`;
  };
  const large = Buffer.alloc(5_000_000, 7).toString("base64");
  const text = await textOf(
    moveMedia(chunksOf(JSON.stringify({ a: `data:image/png;base64,${large}`, b: 1 }), 64 * 1024), keep),
  );
  expect(JSON.parse(text)).toEqual({ a: "too-large-5000000", b: 1 });
  expect(seen).toBeLessThan(300_000);
});

test("media of many chunks are handed on whole, in whatever pieces they come", async () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 31 + (at >> 7)) % 256));
  const name = nameOf("image/png", createHash("sha256").update(content).digest("hex"));
  const text = JSON.stringify({ a: `data:image/png;base64,${content.toString("base64")}` });
  for (const size of [1021, 65_536, text.length]) expect(await move(text, size)).toBe(JSON.stringify({ a: name }));
  expect(JSON.parse(await move(text.replaceAll("/", "\\/"), 65_536))).toEqual({ a: name });
});

test("a body that nobody reads, and one that is still held when its name was said, give nothing away", async () => {
  let held: AsyncIterator<Uint8Array> | undefined;
  const keep: KeepMedia = async ({ body }) => {
    held ??= body[Symbol.asyncIterator]();
    return "kept";
  };
  const text = await textOf(
    moveMedia(chunksOf(JSON.stringify([`data:image/png;base64,${PNG}`, `data:image/png;base64,${PNG}`]), 999), keep),
  );
  expect(text).toBe('["kept","kept"]');
  expect(await held?.next()).toMatchObject({ done: true });
});

test("an error of whoever keeps it comes out, and the source is closed", async () => {
  let closed = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.from(JSON.stringify([`data:image/png;base64,${PNG}`]));
    } finally {
      closed = true;
    }
  }
  await expect(textOf(moveMedia(source(), () => Promise.reject(new Error("full"))))).rejects.toThrow("full");
  expect(closed).toBe(true);
});

test("an error of the source comes out, also within media", async () => {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`["data:image/png;base64,${PNG}`);
    throw new Error("cut");
  }
  await expect(textOf(moveMedia(source(), keepByName))).rejects.toThrow("cut");
});

const base64Of = (length: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: length, maxLength: length + 300 }).map((bytes) => Buffer.from(bytes).toString("base64"));

const media = fc
  .tuple(
    fc.constantFrom(
      "data:image/png;base64,",
      "data:Audio/wav; base64,",
      "DATA:;charset=a;BASE64,",
      "data:text/plain;base64,",
      "/9j/",
      "iVBORw0KGgo",
      "",
    ),
    fc.oneof(base64Of(0), base64Of(380), base64Of(900)),
    fc.constantFrom("", "\n", "\r\n", "=", " data:", "data:image/png;base64,", '"', "\\", "\\/", "é"),
  )
  .map((parts) => parts.join(""));

const words = fc.oneof(
  fc.string({
    unit: fc.constantFrom("d", "a", "t", "data:", '"', "\\", "/", "A", " ", ",", "\n", "é", "u002f", ";base64,"),
    maxLength: 12,
  }),
  media,
);
const someText = fc.array(words, { maxLength: 3 }).map((parts) => parts.join(""));
const someValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    someText,
    fc.integer(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom("a", "b"), someText), tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

/** JSON as another writer makes it: any of these characters may be an escape. */
function escapeSome(json: string, seed: number): string {
  let state = seed;
  return json.replaceAll(/\\.|[/+=da:;,]/g, (found) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    if (found.startsWith("\\") || state % 3 !== 0) return found;
    if (found === "/" && state % 2 === 0) return "\\/";
    // Outside of strings these have a meaning.
    if (":,;".includes(found)) return found;
    const hex = found.charCodeAt(0).toString(16).padStart(4, "0");
    return `\\u${state % 2 === 0 ? hex : hex.toUpperCase()}`;
  });
}

test("any JSON in any chunks has the value that it has when media are replaced after it was parsed", async () => {
  await fc.assert(
    fc.asyncProperty(someValue, fc.nat(), fc.integer({ min: 1, max: 700 }), async (value, seed, size) => {
      const json = escapeSome(JSON.stringify(value), seed);
      expect(JSON.parse(json)).toEqual(value);
      expect(JSON.parse(await move(json, size))).toEqual(replaceIn(value));
    }),
    { numRuns: 400 },
  );
});
