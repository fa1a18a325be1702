import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@jest/globals";
import type { Simulator } from "@hailuo-queue/simulator";
import { readTask } from "./books.ts";
import { API_KEY } from "./open-stand.ts";

export interface ResultLine {
  readonly custom_id: string | null;
  readonly id: string;
  readonly state: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly task_id: string | null;
  readonly object_key: string;
  readonly location: string | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly video_codec: string | null;
  readonly warnings: readonly string[];
  readonly account: string | null;
  readonly cost_usd: number | null;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Reads an object of the storage by its key. */
export type ReadObject = (key: string) => Promise<Buffer>;

export function readingFrom(directory: string): ReadObject {
  return (key) => readFile(join(directory, key));
}

/** What a run into a directory leaves beside its videos and their sidecars. */
export function pagesOf(batchId: string): readonly string[] {
  return ["index.html", ...["index.html", "results.csv", "results.jsonl"].map((name) => `${batchId}/${name}`)];
}

/** The results of the one batch that was run into a directory. */
export async function readResults(directory: string): Promise<readonly ResultLine[]> {
  const found = (await listFiles(directory)).filter((name) => name.endsWith("/results.jsonl"));
  if (found.length !== 1)
    throw new Error(`${directory} has the results of ${found.length} batches: ${found.join(", ")}`);
  const text = await readFile(join(directory, found[0] ?? ""), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ResultLine);
}

/** Every file below, with its path from there. */
export async function listFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted();
}

/** The stored bytes are those that the simulator sent for this very task, and the sidecar says so. */
export async function expectWholeVideo(
  simulator: Simulator,
  read: ReadObject,
  result: Pick<ResultLine, "object_key" | "task_id" | "bytes" | "sha256" | "id">,
): Promise<void> {
  const task = await readTask(simulator, result.task_id ?? "none");
  const video = await read(result.object_key);
  const sha256 = createHash("sha256").update(video).digest("hex");
  expect({ bytes: video.length, sha256 }).toEqual({ bytes: task.bytes, sha256: task.sha256 });
  expect({ bytes: result.bytes, sha256: result.sha256 }).toEqual({ bytes: task.bytes, sha256: task.sha256 });
  const sidecar = (await read(result.object_key.replace(/\.mp4$/, ".json"))).toString("utf8");
  expect(JSON.parse(sidecar)).toMatchObject({
    id: result.id,
    task_id: task.id,
    bytes: task.bytes,
    sha256: task.sha256,
  });
  expect(sidecar).not.toContain(API_KEY);
  expect(sidecar).not.toContain("Signature=");
}
