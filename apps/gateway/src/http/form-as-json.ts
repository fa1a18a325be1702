import { Readable } from "node:stream";
import { Busboy, type BusboyHeaders, type BusboyInstance } from "@fastify/busboy";
import type { KeepMedia } from "@hailuo-queue/intake";
import type { IncomingHttpHeaders } from "node:http";
import { Problem } from "./problem.ts";

/** A request has some twenty fields, and twelve files at most. */
const MOST_PARTS = 60;

/**
 * A multipart form as the JSON of an object, while it arrives: texts are its fields, and for a file stands what `keep`
 * says. What holds for JSON (its size, its names, no name twice) then holds for the form as well.
 * @throws Problem (400 `bad_form`).
 */
export async function* formAsJson(
  body: AsyncIterable<Uint8Array>,
  headers: IncomingHttpHeaders,
  keep: KeepMedia,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from("{");
  let before = "";
  for await (const { name, isFile, declared, content } of partsOf(body, headers)) {
    yield Buffer.from(`${before}${JSON.stringify(name)}:`);
    before = ",";
    if (isFile) yield Buffer.from(JSON.stringify(await keepFile(declared, content, keep)));
    else yield* asText(content);
  }
  yield Buffer.from("}");
}

async function keepFile(declared: string, content: AsyncIterable<Uint8Array>, keep: KeepMedia): Promise<string> {
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  const body = counted();
  const kept = await keep({ declared, body });
  if (typeof kept === "string") return kept;
  // How long it is, is known at its end.
  for await (const chunk of content) bytes += chunk.length;
  return kept(bytes);
}

async function* asText(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield Buffer.from('"');
  for await (const chunk of content) yield escaped(chunk);
  yield Buffer.from('"');
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;

/** `"` and `\` with one byte before them, control characters as `\u000a`. */
const ESCAPED_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < FIRST_PRINTABLE) return 6;
  return byte === QUOTE || byte === BACKSLASH ? 2 : 1;
});

/**
 * Byte by byte: no byte of a longer UTF-8 character is one of these. Counted before it is written: an object for each
 * of 60,000 quotes would hold everybody up for 60 ms.
 */
function escaped(chunk: Uint8Array): Uint8Array {
  let length = 0;
  for (const byte of chunk) length += ESCAPED_BYTES[byte] as number;
  if (length === chunk.length) return chunk;
  const text = Buffer.allocUnsafe(length);
  let at = 0;
  for (const byte of chunk) {
    const bytes = ESCAPED_BYTES[byte];
    if (bytes === 1) text[at++] = byte;
    else {
      text[at++] = BACKSLASH;
      if (bytes === 2) text[at++] = byte;
      else at = writeControl(text, byte, at);
    }
  }
  return text;
}

const HEX = Buffer.from("0123456789abcdef");
const BEFORE_HEX = Buffer.from("u00");

function writeControl(text: Buffer, byte: number, at: number): number {
  text.set(BEFORE_HEX, at);
  text[at + 3] = HEX[byte >> 4] as number;
  text[at + 4] = HEX[byte & 15] as number;
  return at + 5;
}

interface Part {
  readonly name: string;
  readonly isFile: boolean;
  /** `image/png`, as its sender calls it. */
  readonly declared: string;
  /** To be read in turn; what is left of it is passed over. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** One part after the other: the reader of forms goes on when a part was read to its end. */
async function* partsOf(body: AsyncIterable<Uint8Array>, headers: IncomingHttpHeaders): AsyncGenerator<Part> {
  const form = openForm(headers);
  const source = Readable.from(body);
  const waiting: { readonly part: Part; readonly stream: Readable }[] = [];
  let reading: Readable | undefined;
  const failures: unknown[] = [];
  let over = false;
  let wake = (): void => undefined;
  const fail = (error: unknown): void => {
    failures.push(error);
    reading?.destroy(error as Error);
    wake();
  };
  async function* chunksOf(stream: Readable): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of stream.iterator({ destroyOnReturn: false })) yield chunk as Uint8Array;
    } catch (error) {
      throw failures[0] ?? badForm(error instanceof Error ? error.message : String(error));
    }
  }
  form.on("file", (name, stream, fileName, _encoding, type) => {
    // One that nobody reads yet may fail.
    stream.on("error", () => undefined);
    const isFile = (fileName as string | undefined) !== undefined || !(type === undefined || type === "text/plain");
    const content = { [Symbol.asyncIterator]: () => chunksOf(stream) };
    waiting.push({
      part: {
        name: (name as string | undefined) ?? "",
        isFile,
        declared: type ?? "",
        content,
      },
      stream,
    });
    wake();
  });
  for (const limit of ["filesLimit", "partsLimit", "fieldsLimit"] as const)
    form.on(limit, () => fail(badForm(`it has more than ${MOST_PARTS} parts`)));
  form.on("finish", () => {
    over = true;
    wake();
  });
  form.on("error", (error) => fail(badForm(error instanceof Error ? error.message : String(error))));
  source.on("error", fail);
  source.pipe(form);
  try {
    for (;;) {
      while (waiting.length === 0 && !over && failures.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      if (failures.length > 0) throw failures[0];
      const next = waiting.shift();
      if (next === undefined) return;
      reading = next.stream;
      yield next.part;
      await passOver(next.stream);
      if (failures.length > 0) throw failures[0];
    }
  } catch (error) {
    throw failures[0] ?? error;
  } finally {
    source.unpipe(form);
    source.destroy();
    form.destroy();
  }
}

async function passOver(stream: Readable): Promise<void> {
  if (stream.readableEnded || stream.destroyed) return;
  const ended = new Promise<void>((resolve) => {
    stream.once("end", resolve);
    stream.once("close", resolve);
  });
  stream.resume();
  await ended;
}

function openForm(headers: IncomingHttpHeaders): BusboyInstance {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      // Texts as streams, too: a field may hold a picture as a data URL.
      isPartAFile: () => true,
      limits: {
        files: MOST_PARTS,
        parts: MOST_PARTS,
        fieldNameSize: 200,
        headerPairs: 20,
        headerSize: 8 * 1024,
      },
    });
  } catch (error) {
    throw badForm(error instanceof Error ? error.message : String(error));
  }
}

function badForm(reason: string): Problem {
  return new Problem(400, "bad_form", { detail: `The form cannot be read: ${reason.slice(0, 200)}.` });
}
