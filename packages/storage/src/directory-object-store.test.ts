import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { chunksOf, objectStoreConformance, patternBytes } from "@hailuo-queue/testkit/conformance";
import { createDirectoryObjectStore } from "./directory-object-store.ts";

async function scratch(): Promise<{ root: string; [Symbol.asyncDispose](): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), "hailuo-directory-"));
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

async function filesUnder(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

objectStoreConformance("the directory store", async () => {
  const { root, [Symbol.asyncDispose]: remove } = await scratch();
  const store = createDirectoryObjectStore(join(root, "made", "on demand"));
  return {
    store,
    partBytes: 256 * 1024,
    leftovers: async () =>
      (await filesUnder(root)).filter((name) => name.endsWith(".part") || name.startsWith(".hailuo-check")),
    close: remove,
  };
});

test("an object is not there under its name before it is whole", async () => {
  await using place = await scratch();
  const store = createDirectoryObjectStore(place.root);
  const seen: string[][] = [];
  const body = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from("half");
    seen.push([...(await filesUnder(place.root))]);
    yield Buffer.from("whole");
  };
  await store.put("clip.mp4", body(), { contentType: "video/mp4" });
  expect(seen).toEqual([[expect.stringMatching(/^clip\.mp4\.[0-9a-f]{36}\.part$/)]]);
  expect(await filesUnder(place.root)).toEqual(["clip.mp4"]);
});

test("a failed put removes nothing but its own part file", async () => {
  await using place = await scratch();
  await writeFile(join(place.root, "clip.mp4.0123456789ab.part"), "somebody else's");
  await mkdir(join(place.root, "empty"));
  const store = createDirectoryObjectStore(place.root);
  const body = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from("half");
    throw new Error("broke");
  };
  await expect(store.put("clip.mp4", body(), { contentType: "video/mp4" })).rejects.toThrow("broke");
  expect((await readdir(place.root)).toSorted()).toEqual(["clip.mp4.0123456789ab.part", "empty"]);
});

test("who stores an object removes what killed processes left of it, and nothing that is alive or another's", async () => {
  await using place = await scratch();
  const [dead, alive] = [await endedProcess(), process.ppid];
  const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
  const partOf = (name: string, pid: number, host = machine): string =>
    `${name}.${host}${pid.toString(16).padStart(8, "0")}0123abcd${"0".repeat(12)}.part`;
  const stale = [
    partOf("clip.mp4", dead),
    partOf("clip.mp4", process.pid),
    partOf("clip.mp4", 7, "ffffffff"),
    "clip.mp4.0123456789ab.part",
  ];
  const kept = [
    partOf("clip.mp4", alive),
    partOf("clip.mp4", 8, "ffffffff"),
    "clip.mp4.ba9876543210.part",
    partOf("other.mp4", dead),
    partOf("clip.mp4.mp4", dead),
    "clip.mp4.part",
    "notes.txt",
  ];
  for (const name of [...stale, ...kept]) await writeFile(join(place.root, name), "half");
  const longAgo = new Date(Date.now() - 700_000);
  for (const name of stale.slice(2)) await utimes(join(place.root, name), longAgo, longAgo);
  const store = createDirectoryObjectStore(place.root);
  await store.put("clip.mp4", chunksOf(patternBytes(10)), { contentType: "video/mp4" });
  expect((await filesUnder(place.root)).toSorted()).toEqual([...kept, "clip.mp4"].toSorted());
});

test("a process that was killed in the midst of a put leaves nothing once its object is stored", async () => {
  await using place = await scratch();
  const script = `import { createDirectoryObjectStore } from ${JSON.stringify(new URL("./directory-object-store.ts", import.meta.url).href)};
    async function* body() { yield Buffer.from("half"); console.log("half"); await new Promise(() => setInterval(() => undefined, 1000)); }
    await createDirectoryObjectStore(${JSON.stringify(place.root)}).put("clip.mp4", body(), { contentType: "video/mp4" });`;
  for (let kill = 0; kill < 2; kill += 1) {
    const tsx = createRequire(import.meta.url).resolve("tsx");
    const child = spawn(process.execPath, [
      "--conditions=source",
      "--import",
      tsx,
      "--input-type=module",
      "--eval",
      script,
    ]);
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  expect(await filesUnder(place.root)).toHaveLength(2);
  await createDirectoryObjectStore(place.root).put("clip.mp4", chunksOf(patternBytes(10)), {
    contentType: "video/mp4",
  });
  expect(await filesUnder(place.root)).toEqual(["clip.mp4"]);
});

test("a name of 255 bytes, the longest that a file system takes, is stored", async () => {
  await using place = await scratch();
  const store = createDirectoryObjectStore(place.root);
  const key = `${"海".repeat(83)}ab.mp4`;
  expect(Buffer.byteLength(key)).toBe(255);
  await store.put(key, chunksOf(patternBytes(10)), { contentType: "video/mp4" });
  expect((await store.head(key))?.bytes).toBe(10);
});

test("what the file system refuses comes out as a sentence with the directory and the cure", async () => {
  await using place = await scratch();
  const store = createDirectoryObjectStore(place.root);
  const put = (key: string): Promise<unknown> =>
    store.put(key, chunksOf(patternBytes(10)), { contentType: "video/mp4" });
  await put("file");
  await expect(put("file/below.mp4")).rejects.toMatchObject({ name: "UnavailableError", code: "storage_refused" });
  await expect(put("file/below.mp4")).rejects.toThrow(/a file stands where a folder is needed/);
  await expect(put(`${"n".repeat(300)}.mp4`)).rejects.toThrow(/longer than the file system allows/);
  await mkdir(join(place.root, "folder.mp4"));
  await expect(put("folder.mp4")).rejects.toThrow(/a folder stands where the file should go/);
  expect(await store.head("folder.mp4")).toBeUndefined();
  expect(await filesUnder(place.root)).toEqual(["file"]);
});

test("a directory that cannot be used fails the check with a sentence that names it", async () => {
  await using place = await scratch();
  await writeFile(join(place.root, "taken"), "a file");
  const taken = createDirectoryObjectStore(join(place.root, "taken"));
  await expect(taken.check()).rejects.toThrow(/taken cannot be written: a file stands where a folder is needed/);
  const odd = createDirectoryObjectStore("/proc/hailuo/out");
  await expect(odd.check()).rejects.toThrow(/\/proc\/hailuo\/out cannot be written: folders cannot be made there/);
});

/** The number of a process that has ended. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ["--eval", ""]);
  await once(child, "exit");
  return child.pid ?? 0;
}
