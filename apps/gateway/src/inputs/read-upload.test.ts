import { expect, test } from "@jest/globals";
import { readUpload } from "./read-upload.ts";

interface Part {
  readonly name?: string;
  readonly filename?: string;
  readonly type?: string;
  readonly content: string | Buffer;
}

const TYPE = "multipart/form-data; boundary=xyz";

function form(parts: readonly Part[], end = "--xyz--\r\n"): Buffer {
  const pieces = parts.flatMap(({ name = "file", filename, type, content }) => [
    `--xyz\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? "" : `; filename="${filename}"`}\r\n`,
    type === undefined ? "" : `Content-Type: ${type}\r\n`,
    "\r\n",
    content,
    "\r\n",
  ]);
  return Buffer.concat([...pieces, end].map((piece) => Buffer.from(piece as string)));
}

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, type = TYPE, size = 7): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of readUpload(chunksOf(bytes, size), { "content-type": type })) parts.push(part);
  return Buffer.concat(parts).toString();
}

const PICTURE = { filename: "cat.png", type: "image/png", content: "pixels" };

test("a body of any other type is the file itself", async () => {
  expect(await read(Buffer.from("pixels"), "image/png")).toBe("pixels");
});

test("the one file of a form is read, with fields around it and without a name of its own", async () => {
  const text = { name: "purpose", content: "video" };
  expect(await read(form([PICTURE]))).toBe("pixels");
  expect(await read(form([text, PICTURE, text]))).toBe("pixels");
  expect(await read(form([{ type: "image/png", content: "pixels" }]))).toBe("pixels");
  expect(await read(form([{ filename: "", type: "application/octet-stream", content: "pixels" }]))).toBe("pixels");
  const large = "pixels".repeat(100_000);
  expect(await read(form([{ ...PICTURE, content: large }]), TYPE, 64 * 1024)).toBe(large);
});

test.each([
  ["none", form([{ name: "purpose", content: "video" }]), "no_file"],
  ["two", form([PICTURE, PICTURE]), "one_file"],
  [
    "too many fields beside it",
    form([PICTURE, ...Array.from({ length: 20 }, () => ({ name: "a", content: "b" }))]),
    "one_file",
  ],
  ["nothing at all", Buffer.alloc(0), "bad_form"],
  ["text that is no form", Buffer.from("hello ".repeat(1000)), "bad_form"],
])("a form with %s is refused", async (_what, bytes, code) => {
  await expect(read(bytes)).rejects.toMatchObject({ status: 400, code });
});

test("a second file is refused in whatever pieces the form comes, and nobody waits for ever", async () => {
  const large = { ...PICTURE, content: Buffer.alloc(1_000_000, "pixels") };
  const text = { name: "purpose", content: "video" };
  for (const size of [1000, 65_536, 300_000, 5_000_000]) {
    await expect(read(form([large, large, text]), TYPE, size)).rejects.toMatchObject({ code: "one_file" });
    expect(await read(form([large, text, text]), TYPE, size)).toHaveLength(1_000_000);
  }
});

test("a form without a boundary, or with a part that is cut off, is refused", async () => {
  await expect(read(form([PICTURE]), "multipart/form-data")).rejects.toMatchObject({ status: 400, code: "bad_form" });
  const whole = form([{ ...PICTURE, content: "pixels".repeat(1000) }]);
  for (const length of [whole.length - 9, 3000, 60, 3])
    await expect(read(whole.subarray(0, length), TYPE, 1000)).rejects.toMatchObject({ status: 400 });
});

test("an error of the connection comes out, wherever it breaks", async () => {
  const whole = form([{ ...PICTURE, content: "pixels".repeat(10_000) }]);
  for (const length of [0, 20, 1000, whole.length - 20]) {
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield* chunksOf(whole.subarray(0, length), 500);
      throw new Error("connection reset");
    }
    const all = async (): Promise<void> => {
      for await (const _part of readUpload(cut(), { "content-type": TYPE }));
    };
    await expect(all()).rejects.toThrow("connection reset");
  }
});

test("whoever stops reading closes the source", async () => {
  let closed = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      yield form([{ ...PICTURE, content: "pixels" }], "").subarray(0, -2);
      for (;;) yield Buffer.alloc(10_000, "pixels");
    } finally {
      closed = true;
    }
  }
  for await (const _part of readUpload(endless(), { "content-type": TYPE })) break;
  // It is told in a turn of its own.
  await new Promise(setImmediate);
  expect(closed).toBe(true);
});
