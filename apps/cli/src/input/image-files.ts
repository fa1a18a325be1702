import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import {
  errorMessage,
  INPUT_LIMITS,
  type InputFacts,
  InvalidInputError,
  mediaFault,
  mediaSizeFault,
  readStoredInput,
  storedInput,
  unknownContent,
} from "@hailuo-queue/contracts";
import { type InputKeeper, judgeContent, type KeepMedia, type LocalImages, lookAtMedia } from "@hailuo-queue/intake";
import { localPath } from "./local-path.ts";
import { describeSystemError } from "./system-error.ts";
import { retell, say } from "../words/say.ts";

/**
 * The image files of one input, and the media in its text. Of each it keeps what is needed to know it again, and never
 * its content.
 */
export interface ImageFiles extends LocalImages {
  /** For media that stand in the text itself: looks at them, and stores nothing. */
  readonly look: KeepMedia;
  /**
   * Puts an image file into storage for a tenant, unless it stands there; several at a time are right.
   * @throws InvalidInputError with its path.
   */
  store(reference: string, keeper: InputKeeper, tenant: string): Promise<void>;
  /** Whether this stands for media in the text, and no file. */
  isInText(reference: string): boolean;
}

interface Found {
  readonly reference: string;
  readonly image: InputFacts;
}

type Looked = Found | { readonly tooLarge: number } | { readonly fault: string };

/** Paths are relative to the directory. A file that many lines name is read once. */
export function createImageFiles(directory: string): ImageFiles {
  const looked = new Map<string, Looked>();
  const pathOf = new Map<string, string>();
  const facts = new Map<string, InputFacts>();

  async function look(path: string): Promise<Looked> {
    let place: string;
    try {
      place = resolve(directory, localPath(path));
    } catch {
      return { fault: say`is not a usable file:// URL` };
    }
    const cached = looked.get(place);
    if (cached !== undefined) return cached;
    const found = await readImage(place);
    looked.set(place, found);
    if ("reference" in found && !pathOf.has(found.reference)) {
      pathOf.set(found.reference, place);
      facts.set(found.reference, found.image);
    }
    return found;
  }

  return {
    async judge(path, side) {
      const found = await look(path);
      if ("fault" in found) return found;
      if ("tooLarge" in found) return { fault: mediaSizeFault("image", found.tooLarge, side) ?? say`is too large` };
      const fault = mediaFault(found.image, side);
      return fault === undefined ? { reference: found.reference } : { fault };
    },
    factsOf: (reference) => facts.get(reference),
    look: lookAtMedia((reference, found) => facts.set(reference, found)),
    isInText: (reference) => facts.has(reference) && !pathOf.has(reference),
    async store(reference, keeper, tenant) {
      const path = pathOf.get(reference);
      const image = facts.get(reference);
      if (path === undefined || image === undefined) throw new Error(`unreachable: ${reference} was judged`);
      const { sha256 } = readStoredInput(reference);
      try {
        if ((await keeper.find(tenant, sha256)) !== undefined) return;
        const outcome = await keeper.keep(tenant, { body: createReadStream(path), expected: { sha256, facts: image } });
        // It has grown beyond all limits.
        if (outcome.result === "refused") throw changedFile();
      } catch (error) {
        throw explain(path, error);
      }
    },
  };
}

async function readImage(path: string): Promise<Looked> {
  try {
    const entry = await stat(path);
    if (entry.isDirectory()) return { fault: "is a directory" };
    // A pipe or a device may have no end.
    if (!entry.isFile()) return { fault: say`is no plain file` };
    if (entry.size > INPUT_LIMITS.maxBytes.image) return { tooLarge: entry.size };
    const content = await readFile(path);
    const image = judgeContent(content, content.length);
    if (image?.kind !== "image") return { fault: unknownContent("image") };
    const sha256 = createHash("sha256").update(content).digest("hex");
    return { reference: storedInput(sha256, image.type).reference, image };
  } catch (error) {
    return { fault: systemFault(path, error) };
  }
}

function changedFile(): InvalidInputError {
  return new InvalidInputError(
    "input_image_changed",
    say`the file was changed while it was read; run the command again`,
  );
}

function systemFault(path: string, error: unknown): string {
  const reason = describeSystemError(error);
  return reason === "no such file" ? say`is not there: no such file as ${path}` : reason;
}

function explain(path: string, error: unknown): unknown {
  if (error instanceof InvalidInputError)
    return new InvalidInputError(error.code, `${path}: ${retell(error.message)}`, { cause: error });
  const { code, path: failed } = error as NodeJS.ErrnoException;
  // The store tells of itself in other words.
  if (code === undefined || failed !== path) return error;
  return new InvalidInputError("unreadable_input", `${path}: ${describeSystemError(error)}`, {
    cause: errorMessage(error),
  });
}
