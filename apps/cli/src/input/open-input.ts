import { createHash } from "node:crypto";
import { constants, createReadStream, openSync, writeFileSync } from "node:fs";
import { access, mkdtemp, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { InvalidInputError } from "@hailuo-queue/contracts";
import { localPath } from "./local-path.ts";
import { describeSystemError } from "./system-error.ts";
import { say } from "../words/say.ts";

export interface OpenedInput {
  /** How faults name it: the path as the user wrote it, or `stdin`. */
  readonly source: string;
  readonly path?: string;
  /** From its beginning, each time. */
  bytes(): AsyncIterable<Uint8Array>;
  /** The batch that this input makes when the user names none. */
  readonly defaultBatchId: string;
}

/**
 * Opens a file, or stdin for `-`.
 * @throws InvalidInputError (`unreadable_input`) with a sentence.
 */
export async function openInput(path: string, stdin: AsyncIterable<Uint8Array>): Promise<OpenedInput> {
  return path === "-" ? openStdin(stdin) : openFile(localPath(path));
}

async function openFile(path: string): Promise<OpenedInput> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw unreadable(path, say`is a directory; name a file of prompts in it`);
    await access(path, constants.R_OK);
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    throw unreadable(path, describeSystemError(error), error);
  }
  const real = await realpath(path);
  return {
    source: path,
    path,
    bytes: () => readFileBytes(path),
    defaultBatchId: `${stemOf(path)}-${shortDigest(real)}`,
  };
}

async function* readFileBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array;
  } catch (error) {
    throw unreadable(path, describeSystemError(error), error);
  }
}

/** It comes once and is read twice: it is kept in a file that has no name any more, and is gone with the process. */
async function openStdin(stdin: AsyncIterable<Uint8Array>): Promise<OpenedInput> {
  const digest = createHash("sha256");
  const path = join(await mkdtemp(join(tmpdir(), "hailuo-stdin-")), "prompts");
  // A number and no FileHandle: that one is closed once nobody holds it, also under the stream that reads its number.
  const fd = openSync(path, "w+");
  await rm(dirname(path), { recursive: true });
  for await (const chunk of stdin) {
    digest.update(chunk);
    writeFileSync(fd, chunk);
  }
  return {
    source: "stdin",
    bytes: () => createReadStream("", { fd, start: 0, autoClose: false }),
    defaultBatchId: `stdin-${digest.digest("hex").slice(0, 8)}`,
  };
}

function shortDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** Batch ids allow letters, digits, `.`, `_`, `-`: at most 128 with the digest. */
function stemOf(path: string): string {
  const stem = basename(path, extname(path))
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[.-]+|[.-]+$/g, "");
  return stem === "" ? "batch" : stem.slice(0, 100);
}

function unreadable(path: string, reason: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError("unreadable_input", `${path}: ${reason}`, { cause });
}
