import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createByteStore } from "./byte-store.ts";
import { type InputLine, splitLines, type SplitOptions } from "./split-lines.ts";

async function linesOf(chunks: readonly Uint8Array[], options: SplitOptions = {}): Promise<InputLine[]> {
  async function* source() {
    yield* chunks;
  }
  const lines: InputLine[] = [];
  for await (const line of splitLines(source(), options)) lines.push(line);
  return lines;
}

test("lines keep their numbers and texts, however the input is cut; blank ones are counted and left out", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\n", "\r\n", " ", "é", "🌊") });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 5 }), async (whole, size) => {
      const bytes = Buffer.from(whole);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      const wanted = whole.split("\n").map((line, at) => ({ number: at + 1, text: line.replace(/\r$/, "") }));
      const found = (await linesOf(chunks)).map(({ number, text: line }) => ({ number, text: line }));
      expect(found.filter((line) => line.text.trim() !== "")).toEqual(wanted.filter((line) => line.text.trim() !== ""));
    }),
  );
});

test("more lines than are taken end the reading, blank ones too", async () => {
  expect(await linesOf([Buffer.from("a\nb\n\n")], { maxLines: 3 })).toHaveLength(2);
  await expect(linesOf([Buffer.from("a\nb\n\n\n")], { maxLines: 3 })).rejects.toMatchObject({ code: "too_many_lines" });
  await expect(linesOf([Buffer.from("\n".repeat(1_000_000))], { maxLines: 999_999 })).rejects.toMatchObject({
    code: "too_many_lines",
  });
});

test("an input that breaks off ends the lines with its error, and the begun line is none", async () => {
  async function* source() {
    yield Buffer.from("a\nb");
    throw new Error("gone");
  }
  const seen: string[] = [];
  await expect(
    (async () => {
      for await (const { text } of splitLines(source())) seen.push(text);
    })(),
  ).rejects.toThrow("gone");
  expect(seen).toEqual(["a"]);
});

test("a million pieces of one byte are kept in about as many bytes", () => {
  const store = createByteStore(1_000_000);
  const before = process.memoryUsage().external + process.memoryUsage().arrayBuffers;
  for (let at = 0; at < 1_000_000; at += 1) store.add(Buffer.from([at & 0xff]));
  expect(process.memoryUsage().external + process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  const whole = store.take();
  expect([whole?.length, whole?.[300], store.bytes]).toEqual([1_000_000, 300 & 0xff, 0]);
});

test("pieces above the limit are counted, not kept", () => {
  const store = createByteStore(10);
  for (let at = 0; at < 5; at += 1) store.add(Buffer.alloc(6));
  expect([store.bytes, store.take(), store.bytes]).toEqual([30, undefined, 0]);
  store.add(Buffer.from("ab"));
  expect(store.take()?.toString()).toBe("ab");
});
