import { Readable } from "node:stream";
import { Busboy, type BusboyHeaders, type BusboyInstance } from "@fastify/busboy";
import { AUDIO_TYPES, IMAGE_TYPES, INPUT_LIMITS, VIDEO_TYPES } from "@hailuo-queue/contracts";
import type { IncomingHttpHeaders } from "node:http";
import { Problem } from "../http/problem.ts";

const MULTIPART = "multipart/form-data";

/** Content types in which a file is uploaded. What it is, its content tells. */
export const uploadTypes: readonly string[] = [
  MULTIPART,
  "application/octet-stream",
  ...Object.values(IMAGE_TYPES),
  ...Object.values(VIDEO_TYPES),
  ...Object.values(AUDIO_TYPES),
  // As others call them.
  "image/jpg",
  "video/mov",
  "audio/mp3",
  "audio/x-wav",
  "audio/wave",
];

/**
 * The file of an upload: the body itself, or the one file of a form. `onField`: what else the form has, some of it
 * behind the file.
 * @throws Problem (400) for a form that has none, or more.
 */
export function readUpload(
  body: AsyncIterable<Uint8Array>,
  headers: IncomingHttpHeaders,
  onField: (name: string, value: string) => void = () => undefined,
): AsyncIterable<Uint8Array> {
  return isForm(headers) ? fileOf(body, headers, onField) : body;
}

function isForm(headers: IncomingHttpHeaders): boolean {
  return headers["content-type"]?.trim().toLowerCase().startsWith(MULTIPART) === true;
}

async function* fileOf(
  body: AsyncIterable<Uint8Array>,
  headers: IncomingHttpHeaders,
  onField: (name: string, value: string) => void,
): AsyncGenerator<Uint8Array> {
  const form = openForm(headers);
  const source = Readable.from(body);
  let failure: { readonly error: unknown } | undefined;
  const files: Readable[] = [];
  const fail = (error: unknown): void => {
    failure ??= { error };
    for (const file of files) file.destroy(error as Error);
    wake();
  };
  let wake = (): void => undefined;
  let over = false;
  form.on("file", (_field, file) => {
    files.push(file);
    // One that nobody reads yet may fail.
    file.on("error", () => undefined);
    // Told at once: the reader of forms can stand still behind a file that is left out.
    if (files.length > 1) fail(tooMany());
    wake();
  });
  form.on("field", (name, value) => onField(name, String(value)));
  for (const limit of ["filesLimit", "partsLimit", "fieldsLimit"] as const) form.on(limit, () => fail(tooMany()));
  form.on("finish", () => {
    over = true;
    wake();
  });
  form.on("error", (error) => fail(brokenForm(error)));
  source.on("error", fail);
  source.pipe(form);

  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo() && failure === undefined)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    if (failure !== undefined) throw failure.error;
  };
  try {
    await until(() => files.length > 0 || over);
    const [file] = files;
    if (file === undefined)
      throw new Problem(400, "no_file", {
        detail: "The form has no file; send one file part, or the content itself as the body.",
      });
    try {
      for await (const chunk of file) yield chunk as Uint8Array;
    } catch (error) {
      throw failure?.error ?? brokenForm(error);
    }
    await until(() => over);
  } finally {
    source.unpipe(form);
    source.destroy();
    form.destroy();
  }
}

function openForm(headers: IncomingHttpHeaders): BusboyInstance {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      // Some programs give a file no name.
      isPartAFile: (_field, type, name) => name !== undefined || (type !== undefined && type !== "text/plain"),
      limits: {
        files: 2,
        fields: INPUT_LIMITS.maxFormFields,
        parts: INPUT_LIMITS.maxFormFields + 2,
        fieldNameSize: 100,
        fieldSize: 1000,
        headerPairs: 20,
        headerSize: 8 * 1024,
      },
    });
  } catch (error) {
    throw brokenForm(error);
  }
}

function tooMany(): Problem {
  return new Problem(400, "one_file", {
    detail: "The form has more than one file, or too many fields; send one file a request.",
  });
}

function brokenForm(error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return new Problem(400, "bad_form", { detail: `The form cannot be read: ${reason.slice(0, 200)}.` });
}
