import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openInput } from "./open-input.ts";

let folder: string;
const noStdin = Readable.from([]);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hailuo-input-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a file keeps its batch id under every path that leads to it", async () => {
  await writeFile(join(folder, "my prompts.jsonl"), "x");
  await symlink(join(folder, "my prompts.jsonl"), join(folder, "link.jsonl"));
  const direct = (await openInput(join(folder, "my prompts.jsonl"), noStdin)).defaultBatchId;
  expect(direct).toMatch(/^my-prompts-[0-9a-f]{8}$/);
  expect((await openInput(join(folder, "link.jsonl"), noStdin)).defaultBatchId.slice(-8)).toBe(direct.slice(-8));
});

test("a name without letters still makes a batch id", async () => {
  await writeFile(join(folder, "提示词.txt"), "x");
  expect((await openInput(join(folder, "提示词.txt"), noStdin)).defaultBatchId).toMatch(/^batch-[0-9a-f]{8}$/);
});

test("what cannot be opened is refused with a sentence", async () => {
  await mkdir(join(folder, "prompts"));
  await expect(openInput(join(folder, "none.jsonl"), noStdin)).rejects.toThrow("none.jsonl: no such file");
  await expect(openInput(join(folder, "prompts"), noStdin)).rejects.toThrow("is a directory");
});

test("stdin is named by its content, and can be read twice", async () => {
  const ids = [];
  for (const content of ["a", "b", "a"]) {
    const input = await openInput("-", Readable.from([Buffer.from(content)]));
    for (const _reading of [1, 2]) {
      const pieces: Uint8Array[] = [];
      for await (const piece of input.bytes()) pieces.push(piece);
      expect(Buffer.concat(pieces).toString()).toBe(content);
    }
    ids.push(input.defaultBatchId);
  }
  expect(ids[0]).toMatch(/^stdin-[0-9a-f]{8}$/);
  expect(ids[2]).toBe(ids[0]);
  expect(ids[1]).not.toBe(ids[0]);
});

test("stdin can be read for as long as its input is there, whatever the garbage collector takes away meanwhile", async () => {
  const input = await openInput("-", Readable.from([Buffer.from("kept")]));
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 5; round += 1) {
    collect();
    await nextTurn();
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of input.bytes()) pieces.push(piece);
  expect(Buffer.concat(pieces).toString()).toBe("kept");
});
