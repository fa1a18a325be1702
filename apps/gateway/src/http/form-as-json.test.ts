import type { KeepMedia } from "@hailuo-queue/intake";
import { expect, test } from "@jest/globals";
import { formAsJson } from "./form-as-json.ts";

const HEADERS = { "content-type": "multipart/form-data; boundary=edge" };

function formText(parts: readonly (readonly [head: string, content: string])[], end = "--edge--\r\n"): Buffer {
  const text = parts.map(
    ([head, content]) => `--edge\r\ncontent-disposition: form-data; ${head}\r\n\r\n${content}\r\n`,
  );
  return Buffer.from(`${text.join("")}${end}`);
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, size = bytes.length, keep: KeepMedia = async () => "none"): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of formAsJson(inPieces(bytes, size), HEADERS, keep)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const PROMPT = 'A "storm" ✓\n\\ \u0001 {}';

test("texts are fields and files what was kept of them, wherever the pieces of the form begin", async () => {
  const bytes = formText([
    ['name="prompt"', PROMPT],
    ['name="picture"; filename="a.png"', "PNG".repeat(50)],
    ['name="seconds"', "6"],
  ]);
  for (let size = 1; size <= bytes.length; size += size < 40 ? 1 : 37) {
    const kept: string[] = [];
    const text = await read(bytes, size, async ({ body }) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      kept.push(Buffer.concat(chunks).toString());
      return "input://it";
    });
    expect(JSON.parse(text)).toEqual({ prompt: PROMPT, picture: "input://it", seconds: "6" });
    expect(kept).toEqual(["PNG".repeat(50)]);
  }
});

test("every character is what it was, however many of them JSON writes in another way", async () => {
  const all = Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code)).join("");
  const text = `${all}${'"'.repeat(60_000)}\\${"\u0000\u001f".repeat(1000)}`;
  expect(JSON.parse(await read(formText([['name="prompt"', text]]), 64 * 1024))).toEqual({ prompt: text });
});

test("a file that is not read to its end is passed over, and its length is told", async () => {
  const bytes = formText([
    ['name="picture"; filename="a.png"', "x".repeat(1_000_000)],
    ['name="seconds"', "6"],
  ]);
  const text = await read(bytes, 5000, async ({ body }) => {
    for await (const _chunk of body) break;
    return (length) => `refused:${length}`;
  });
  expect(JSON.parse(text)).toEqual({ picture: "refused:1000000", seconds: "6" });
});

test.each([
  ["a form without an end", formText([['name="a"', "1"]], "")],
  ["a form that ends within a file", formText([['name="a"; filename="b"', "x".repeat(100_000)]], "").subarray(0, 5000)],
  ["no form", Buffer.from("hello")],
  ["too many parts", formText(Array.from({ length: 61 }, (_, at) => [`name="f${at}"`, "1"] as const))],
])("%s is refused", async (_what, bytes) => {
  await expect(read(bytes, 1000)).rejects.toMatchObject({ status: 400, code: "bad_form" });
});

test("what `keep` throws is what the reader is told, and a body that breaks off is told as it says", async () => {
  const bytes = formText([['name="a"; filename="b"', "x".repeat(100_000)]]);
  const full = new Error("no room");
  await expect(read(bytes, 1000, () => Promise.reject(full))).rejects.toBe(full);
  const broken = new Error("broken off");
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 5000);
    throw broken;
  }
  const reading = formAsJson(breaking(), HEADERS, async ({ body }) => {
    for await (const _chunk of body);
    return "whole";
  });
  await expect(
    (async () => {
      for await (const _chunk of reading);
    })(),
  ).rejects.toBe(broken);
});
