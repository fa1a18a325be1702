import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { INPUT_LIMITS, type InputBooks, type ObjectStore, optional, storedInput } from "@hailuo-queue/contracts";
import { createMemoryInputBooks, createMemoryObjectStore, imageFile } from "@hailuo-queue/testkit";
import { createInputKeeper, keepMediaOf } from "./keep-input.ts";
import { moveMedia } from "./move-media.ts";

const MB = 1024 * 1024;
const CAT = imageFile("png", { width: 1366, height: 768, bytes: 3000 });
const LARGE = imageFile("png", { width: 1366, height: 768, bytes: 6 * MB });

async function* chunksOf(content: Buffer, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

function hashOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function openWorld(
  changes: { readonly store?: Partial<ObjectStore>; readonly most?: number; readonly mostBytes?: number } = {},
) {
  const memory = createMemoryObjectStore();
  const { most, mostBytes } = changes;
  const twin = createMemoryInputBooks(optional({ most, mostBytes }));
  const puts: string[] = [];
  const store: ObjectStore = {
    ...memory,
    put: (key, ...rest) => {
      puts.push(key);
      return memory.put(key, ...rest);
    },
    ...changes.store,
  };
  const keeper = createInputKeeper({ store, books: twin });
  return { memory, twin, store, taken: twin.counted, puts, keeper };
}

test.each([
  ["small", CAT],
  ["large", LARGE],
])(
  "a %s picture is stored once for its tenant, with its facts, and its bytes are taken once",
  async (_size, content) => {
    const { memory, twin, keeper, taken } = openWorld();
    const { reference } = storedInput(hashOf(content), "png");
    const kept = await keeper.keep("alpha", { body: chunksOf(content) });
    expect(kept).toMatchObject({
      result: "kept",
      reference,
      input: {
        sha256: hashOf(content),
        facts: { kind: "image", type: "png", bytes: content.length, width: 1366, height: 768 },
      },
    });
    expect(await keeper.keep("alpha", { body: chunksOf(content) })).toMatchObject({ result: "existing", reference });
    expect(memory.keys()).toEqual([expect.stringMatching(/^inputs\/alpha\/.*\.png$/)]);
    expect(hashOf(memory.read(memory.keys()[0] ?? "") ?? Buffer.alloc(0))).toBe(hashOf(content));
    expect(taken).toEqual([["alpha", content.length + INPUT_LIMITS.bookBytes]]);
    expect(await twin.litter()).toEqual([]);
    // Another tenant has its own.
    expect(await keeper.keep("beta", { body: chunksOf(content) })).toMatchObject({ result: "kept", reference });
    expect(memory.keys()).toHaveLength(2);
  },
);

test("a small picture that is there already goes nowhere near the storage", async () => {
  const { keeper, puts } = openWorld();
  await keeper.keep("alpha", { body: chunksOf(CAT) });
  await keeper.keep("alpha", { body: chunksOf(CAT, 7) });
  expect(puts).toHaveLength(1);
});

test("the same content at the same time is kept once, and the others are told of it", async () => {
  for (const content of [CAT, LARGE]) {
    const { memory, twin, keeper, taken } = openWorld();
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => keeper.keep("alpha", { body: chunksOf(content) })),
    );
    expect(outcomes.filter(({ result }) => result === "kept")).toHaveLength(1);
    expect(new Set(outcomes.map((outcome) => "reference" in outcome && outcome.reference)).size).toBe(1);
    expect(memory.keys()).toHaveLength(1);
    expect(taken.reduce((sum, [, bytes]) => sum + bytes, 0)).toBe(content.length + INPUT_LIMITS.bookBytes);
    expect(await twin.litter()).toEqual([]);
  }
});

test("what is no media is refused by its first bytes: nothing is stored and no more is read", async () => {
  const { memory, keeper, taken } = openWorld();
  let read = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      read += 64 * 1024;
      yield Buffer.alloc(64 * 1024, "no picture ");
      // What is sent slowly, or never, is not waited for.
      await new Promise(() => undefined);
    }
  }
  expect(await keeper.keep("alpha", { body: endless() })).toEqual({
    result: "refused",
    refused: { reason: "unknown" },
  });
  expect(read).toBe(64 * 1024);
  expect(memory.keys()).toEqual([]);
  expect(taken).toEqual([]);
});

test("content that comes in the smallest pieces is known by its first bytes, too", async () => {
  const { keeper } = openWorld();
  async function* dripping(content: Buffer): AsyncGenerator<Uint8Array> {
    yield* chunksOf(content, 1);
    await new Promise(() => undefined);
  }
  expect(await keeper.keep("alpha", { body: dripping(Buffer.alloc(12)) })).toMatchObject({ result: "refused" });
  expect(await keeper.keep("alpha", { body: chunksOf(CAT, 1) })).toMatchObject({ result: "kept" });
});

test.each([
  ["image", imageFile("png", { width: 800, height: 600 }), 30],
  ["video", Buffer.from("000000186674797069736f6d00000000", "hex"), 50],
  ["audio", Buffer.from("494433040000000000000000000000", "hex"), 15],
] as const)(
  "%s above its limit is refused at the limit, and nothing is left of it",
  async (kind, beginning, limitMb) => {
    const { memory, twin, keeper, taken } = openWorld();
    let read = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield beginning;
      for (;;) {
        read += MB;
        yield Buffer.alloc(MB);
      }
    }
    const outcome = await keeper.keep("alpha", { body: endless() });
    expect(outcome).toMatchObject({ result: "refused", refused: { reason: "too_large", kind } });
    expect(read).toBeLessThanOrEqual((limitMb + 2) * MB);
    expect(memory.keys()).toEqual([]);
    expect([await twin.litter(), (await twin.list("alpha", { limit: 9 })).items]).toEqual([[], []]);
    expect(taken).toEqual([]);
  },
);

test("just at the limit it is kept", async () => {
  const { keeper } = openWorld();
  const content = imageFile("png", { width: 800, height: 600, bytes: 30 * MB });
  expect(await keeper.keep("alpha", { body: chunksOf(content) })).toMatchObject({ result: "kept" });
});

test.each([
  ["in its beginning", 1000],
  ["in the middle of its storing", 5 * MB],
])("an upload that breaks off %s leaves nothing", async (_when, after) => {
  const { memory, twin, keeper, taken } = openWorld();
  async function* cut(): AsyncGenerator<Uint8Array> {
    yield* chunksOf(LARGE.subarray(0, after));
    throw new Error("connection reset");
  }
  await expect(keeper.keep("alpha", { body: cut() })).rejects.toThrow("connection reset");
  expect(memory.keys()).toEqual([]);
  expect(taken).toEqual([]);
  expect((await twin.list("alpha", { limit: 9 })).items).toEqual([]);
  // Nothing that was announced waits to be deleted either.
  expect(await twin.cleared({ tenant: "alpha", objectKey: "any", bytes: 0 })).toBe(false);
});

test.each([
  ["in its beginning", 1000],
  ["in the middle of its storing", 5 * MB],
])("an upload that hangs %s is given up at its signal", async (_when, after) => {
  const { memory, keeper } = openWorld();
  const given = new AbortController();
  async function* hanging(): AsyncGenerator<Uint8Array> {
    yield LARGE.subarray(0, after);
    setImmediate(() => given.abort(new Error("too slow")));
    await new Promise(() => undefined);
  }
  await expect(keeper.keep("alpha", { body: hanging(), signal: given.signal })).rejects.toThrow("too slow");
  expect(memory.keys()).toEqual([]);
});

test("what the books took without an answer stays: nobody knows, and its announcement lets it go where it is not in them", async () => {
  const { memory, twin, store } = openWorld();
  const keep: InputBooks["keep"] = async (...input) => {
    await twin.keep(...input);
    throw new Error("connection is closed");
  };
  const keeper = createInputKeeper({ store, books: { ...twin, keep } });
  await expect(keeper.keep("alpha", { body: chunksOf(CAT) })).rejects.toThrow("connection is closed");
  expect(memory.keys()).toHaveLength(1);
  expect(await createInputKeeper({ store, books: twin }).keep("alpha", { body: chunksOf(CAT) })).toMatchObject({
    result: "existing",
  });
});

test("a call to the books that was sent twice, as after a lost connection, is one", async () => {
  const { memory, twin, store, taken } = openWorld();
  const keep: InputBooks["keep"] = async (...input) => {
    await twin.keep(...input);
    return twin.keep(...input);
  };
  const keeper = createInputKeeper({ store, books: { ...twin, keep } });
  expect(await keeper.keep("alpha", { body: chunksOf(CAT) })).toMatchObject({ result: "kept" });
  expect(memory.keys()).toHaveLength(1);
  expect(taken).toEqual([["alpha", CAT.length + INPUT_LIMITS.bookBytes]]);
});

test("a tenant without room for its bytes, or with too many inputs, gets nothing kept", async () => {
  const refused = openWorld({ mostBytes: CAT.length });
  await expect(refused.keeper.keep("alpha", { body: chunksOf(CAT) })).rejects.toMatchObject({ code: "quota_bytes" });
  expect([refused.memory.keys(), await refused.twin.litter(), refused.taken]).toEqual([[], [], []]);

  const full = openWorld({ most: 0 });
  await expect(full.keeper.keep("alpha", { body: chunksOf(CAT) })).rejects.toMatchObject({ code: "too_many_inputs" });
  expect([full.memory.keys(), await full.twin.litter(), full.taken]).toEqual([[], [], []]);
});

test("content whose object is gone or damaged is stored anew under the same name", async () => {
  for (const content of [CAT, LARGE]) {
    const { memory, keeper, taken, twin } = openWorld();
    await keeper.keep("alpha", { body: chunksOf(content) });
    const [first = ""] = memory.keys();
    await memory.delete(first);
    expect(await keeper.find("alpha", hashOf(content))).toBeUndefined();
    expect(await keeper.keep("alpha", { body: chunksOf(content) })).toMatchObject({ result: "kept" });
    expect(memory.keys()).toHaveLength(1);
    expect(memory.keys()[0]).not.toBe(first);
    expect(await keeper.find("alpha", hashOf(content))).toMatchObject({ objectKey: memory.keys()[0] });
    expect(taken).toEqual([["alpha", content.length + INPUT_LIMITS.bookBytes]]);
    expect(await twin.litter()).toMatchObject([{ objectKey: first, bytes: 0 }]);
  }
});

test("what is cleared is deleted, and its bytes are given back once", async () => {
  const { memory, twin, keeper, taken } = openWorld();
  await keeper.keep("alpha", { body: chunksOf(CAT) });
  await twin.remove("alpha", hashOf(CAT));
  const [litter] = await twin.litter();
  if (litter !== undefined) await Promise.all([keeper.clear(litter), keeper.clear(litter)]);
  expect(memory.keys()).toEqual([]);
  expect(taken.at(-1)).toEqual(["alpha", -(CAT.length + INPUT_LIMITS.bookBytes)]);
  expect(taken).toHaveLength(2);
});

test("media of a JSON body are kept, and what is refused is told of in its place", async () => {
  const { memory, keeper } = openWorld();
  const url = (content: Buffer): string => `data:image/jpeg;base64,${content.toString("base64")}`;
  const body = JSON.stringify([
    url(CAT),
    url(Buffer.alloc(3000, "a text ")),
    url(imageFile("png", { width: 1, height: 1, bytes: 31 * MB })),
  ]);
  const parts: Uint8Array[] = [];
  for await (const part of moveMedia(chunksOf(Buffer.from(body)), keepMediaOf(keeper, "alpha"))) parts.push(part);
  expect(JSON.parse(Buffer.concat(parts).toString())).toEqual([
    storedInput(hashOf(CAT), "png").reference,
    "input://refused-unknown",
    `input://refused-image-${31 * MB}`,
  ]);
  expect(memory.keys()).toHaveLength(1);
});
