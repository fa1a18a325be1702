import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { patternBytes } from "@hailuo-queue/testkit/conformance";
import { openHashThread } from "./hash-thread.ts";

const run = promisify(execFile);

function shared(bytes: Buffer): Buffer {
  const copy = Buffer.from(new SharedArrayBuffer(bytes.length));
  copy.fill(bytes);
  return copy;
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

test("hashes that run side by side each get the digest of their own bytes", async () => {
  const thread = openHashThread();
  const [one, other] = [shared(patternBytes(300_000)), shared(Buffer.from("another"))];
  const [first, second] = [thread.start(), thread.start()];
  const updates = [first.update(one.subarray(0, 100_000)), second.update(other), first.update(one.subarray(100_000))];
  const digests = [first.digest(), second.digest()];
  await Promise.all(updates);
  expect(await Promise.all(digests)).toEqual([sha256(one), sha256(other)]);
  await thread.close();
});

test("the last bytes may come with the digest, many or few, behind others or alone; it may be of nothing", async () => {
  const thread = openHashThread();
  const many = shared(patternBytes(200_000));
  const few = many.subarray(0, 1000);
  for (const last of [many, few]) {
    expect(await thread.start().digest(last)).toBe(sha256(last));
    const hash = thread.start();
    await hash.update(many);
    expect(await hash.digest(last)).toBe(sha256(Buffer.concat([many, last])));
  }
  expect(await thread.start().digest()).toBe(sha256(Buffer.alloc(0)));
  await thread.close();
});

test("a buffer may be filled anew as soon as its update has resolved", async () => {
  const thread = openHashThread();
  const hash = thread.start();
  const buffer = shared(Buffer.from("first part "));
  await hash.update(buffer);
  buffer.fill("later part ");
  await hash.update(buffer);
  expect(await hash.digest()).toBe(sha256(Buffer.from("first part later part ")));
  await thread.close();
});

test("closing rejects what is asked then or later, and the next hash gets a new thread", async () => {
  const thread = openHashThread();
  const bytes = shared(Buffer.from("bytes"));
  const hash = thread.start();
  const asked = hash.update(bytes);
  const closed = thread.close();
  await Promise.allSettled([asked, closed]);
  await expect(hash.update(bytes)).rejects.toThrow("the thread that hashes has ended");
  hash.drop();
  const next = thread.start();
  await next.update(bytes);
  expect(await next.digest()).toBe(sha256(bytes));
  await thread.close();
});

test("neither an open thread nor an unfinished hash keeps a process alive", async () => {
  const program = `
    import { openHashThread } from ${JSON.stringify(new URL("../dist/hash-thread.js", import.meta.url).href)};
    const hash = openHashThread().start();
    await hash.update(Buffer.from(new SharedArrayBuffer(10)));
    console.log("left open");`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], { timeout: 240_000 });
  expect(stdout).toBe("left open\n");
});
