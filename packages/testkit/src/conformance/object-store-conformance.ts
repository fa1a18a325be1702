import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ObjectStore } from "@hailuo-queue/contracts";
import { chunksOf, collectBytes, patternBytes } from "./bodies.ts";

/** An empty object store for one test. */
export interface ObjectStoreStand {
  readonly store: ObjectStore;
  /** The size of the store's parts, where it has some; default 8 MiB. Sizes around it are tried. */
  readonly partBytes?: number;
  /** Names of unfinished writes that were left behind: multipart uploads, part files. */
  leftovers(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const VIDEO = { contentType: "video/mp4" };
const ODD_KEYS = [
  "a b/c+d&e=f?.mp4",
  "提示词/海螺-№1.mp4",
  "émoji-🎬/ü.mp4",
  "quote'\"<>.mp4",
  "per%2Fcent%.mp4",
  "(round)!*[square]{curly}~.mp4",
  "..hidden/...dots.mp4",
  "#hash;semi:colon@at,$.mp4",
];
const BAD_KEYS = [
  "",
  "/lead.mp4",
  "trail/",
  "a//b.mp4",
  ".",
  "..",
  "../up.mp4",
  "a/../b.mp4",
  "a/./b.mp4",
  "a\\b.mp4",
  "nul\u0000.mp4",
  "line\n.mp4",
];

/** The ObjectStore port's rules. Every implementation, and the twin that other tests run on, passes the same suite. */
export function objectStoreConformance(name: string, openStand: () => Promise<ObjectStoreStand>): void {
  describe(`${name} keeps the rules of the ObjectStore port`, () => {
    let stand: ObjectStoreStand;
    let store: ObjectStore;
    let partBytes = 8 * 1024 * 1024;
    /** Each test in its own corner: a real store may not be empty. */
    const corner = (): string => `conformance-${randomUUID()}`;

    beforeAll(async () => {
      stand = await openStand();
      store = stand.store;
      partBytes = stand.partBytes ?? partBytes;
    });
    afterAll(async () => {
      await stand.close();
    });

    const roundTrip = async (key: string, bytes: Buffer): Promise<void> => {
      const stored = await store.put(key, chunksOf(bytes), VIDEO);
      expect(stored.bytes).toBe(bytes.length);
      expect((await store.head(key))?.bytes).toBe(bytes.length);
      expect(bytes.equals((await collectBytes(await store.get(key))) ?? Buffer.alloc(0))).toBe(true);
      await store.delete(key);
      expect(await store.head(key)).toBeUndefined();
    };

    test("a range is read alone, and a link (where the store makes them) reads the object without credentials", async () => {
      const key = `${corner()}/ranged.mp4`;
      const bytes = patternBytes(1000);
      await store.put(key, chunksOf(bytes), VIDEO);
      const part = await store.get(key, { start: 10, end: 20 });
      const read = part === undefined ? undefined : await collectBytes(part);
      expect(read?.equals(bytes.subarray(10, 20))).toBe(true);
      const link = await store.link(key, 60);
      if (link !== undefined) expect(Buffer.from(await (await fetch(link)).arrayBuffer()).equals(bytes)).toBe(true);
    });

    test("an empty object and a one-byte object come back as they went in", async () => {
      await roundTrip(`${corner()}/empty.mp4`, Buffer.alloc(0));
      await roundTrip(`${corner()}/one.mp4`, Buffer.from([7]));
    });

    test("sizes of a part, one byte less, one byte more, three parts and 20 MB come back as they went in", async () => {
      const sizes = [partBytes - 1, partBytes, partBytes + 1, 3 * partBytes, 20_000_000];
      for (const size of sizes) await roundTrip(`${corner()}/${size}.mp4`, patternBytes(size));
    });

    test("one chunk larger than a part is stored whole", async () => {
      const bytes = patternBytes(2 * partBytes + 5);
      const key = `${corner()}/one-chunk.mp4`;
      await store.put(key, chunksOf(bytes, bytes.length), VIDEO);
      expect(bytes.equals((await collectBytes(await store.get(key))) ?? Buffer.alloc(0))).toBe(true);
      await store.delete(key);
    });

    test("a missing object has no head and no body, and deleting it is no error", async () => {
      const key = `${corner()}/missing.mp4`;
      expect(await store.head(key)).toBeUndefined();
      expect(await store.get(key)).toBeUndefined();
      await store.delete(key);
    });

    test("a second put takes the first one's place", async () => {
      const key = `${corner()}/twice.mp4`;
      await store.put(key, chunksOf(patternBytes(partBytes + 10)), VIDEO);
      await store.put(key, chunksOf(Buffer.from("second")), VIDEO);
      expect((await collectBytes(await store.get(key)))?.toString()).toBe("second");
      await store.delete(key);
    });

    test("an object is kept under a second key once: whatever the first holds later never takes its place", async () => {
      const root = corner();
      const [key, kept] = [`${root}/cat+ä.mp4`, `${root}/cat+ä.take1.mp4`];
      expect(await store.keep(key, kept)).toBe(false);
      await store.put(key, chunksOf(Buffer.from("first")), VIDEO);
      expect(await store.keep(key, kept)).toBe(true);
      await store.put(key, chunksOf(Buffer.from("second")), VIDEO);
      // A process that stood still meanwhile does it again; so does one that finds the first gone.
      expect(await store.keep(key, kept)).toBe(true);
      const read = async (one: string) => (await collectBytes(await store.get(one)))?.toString();
      expect([await read(key), await read(kept)]).toEqual(["second", "first"]);
      await store.delete(key);
      expect(await store.keep(key, kept)).toBe(true);
      expect([await store.head(key), (await store.head(kept))?.bytes]).toEqual([undefined, 5]);
      await store.delete(kept);
    });

    test.each(ODD_KEYS)("the key %j is stored and found under itself only", async (odd) => {
      const root = corner();
      await store.put(`${root}/${odd}`, chunksOf(Buffer.from(odd)), VIDEO);
      expect((await collectBytes(await store.get(`${root}/${odd}`)))?.toString()).toBe(odd);
      expect(store.uri(`${root}/${odd}`)).toContain(store.location);
      await store.delete(`${root}/${odd}`);
      expect(await store.head(`${root}/${odd}`)).toBeUndefined();
    });

    test.each([...BAD_KEYS, "k".repeat(1025)])("the key %j is refused before a byte is read", async (bad) => {
      let pulled = false;
      const body = async function* (): AsyncGenerator<Uint8Array> {
        pulled = true;
        yield Buffer.from("x");
      };
      const refusal = expect.objectContaining({ name: "InvalidInputError", code: "bad_object_key" });
      await expect((async () => store.put(bad, body(), VIDEO))()).rejects.toEqual(refusal);
      await expect((async () => store.head(bad))()).rejects.toEqual(refusal);
      await expect((async () => store.get(bad))()).rejects.toEqual(refusal);
      await expect((async () => store.delete(bad))()).rejects.toEqual(refusal);
      expect(() => store.uri(bad)).toThrow(refusal);
      expect(pulled).toBe(false);
    });

    test.each([0, 100, 1])(
      "a body that throws (after %d hundredths of three parts) leaves nothing, and its error comes out as it is",
      async (share) => {
        const key = `${corner()}/broken.mp4`;
        const fault = new Error("the source broke");
        const bytes = patternBytes(3 * partBytes).subarray(0, Math.floor((3 * partBytes * share) / 100));
        const body = async function* (): AsyncGenerator<Uint8Array> {
          yield* chunksOf(bytes);
          throw fault;
        };
        await expect(store.put(key, body(), VIDEO)).rejects.toBe(fault);
        expect(await store.head(key)).toBeUndefined();
        expect(await stand.leftovers()).toEqual([]);
      },
    );

    test("a body that throws leaves the object that stood there before", async () => {
      const key = `${corner()}/kept.mp4`;
      await store.put(key, chunksOf(Buffer.from("first")), VIDEO);
      const body = async function* (): AsyncGenerator<Uint8Array> {
        yield* chunksOf(patternBytes(2 * partBytes));
        throw new Error("the source broke");
      };
      await expect(store.put(key, body(), VIDEO)).rejects.toThrow("the source broke");
      expect((await collectBytes(await store.get(key)))?.toString()).toBe("first");
      await store.delete(key);
    });

    test.each([0, 2])("a signal that aborts after %d parts stops a waiting body and leaves nothing", async (parts) => {
      const key = `${corner()}/aborted.mp4`;
      const control = new AbortController();
      let ended = false;
      const body = async function* (): AsyncGenerator<Uint8Array> {
        try {
          yield* chunksOf(patternBytes(parts * partBytes + 10));
          queueMicrotask(() => control.abort(new Error("shutting down")));
          // A source that says nothing more: only the signal can end this put.
          await new Promise<void>((resolve) => control.signal.addEventListener("abort", () => resolve()));
          yield Buffer.from("too late");
        } finally {
          ended = true;
        }
      };
      await expect(store.put(key, body(), { ...VIDEO, signal: control.signal })).rejects.toThrow("shutting down");
      expect(await store.head(key)).toBeUndefined();
      expect(await stand.leftovers()).toEqual([]);
      expect(ended).toBe(true);
    });

    test("a signal that was aborted before refuses the put and pulls nothing", async () => {
      let pulled = false;
      const body = async function* (): AsyncGenerator<Uint8Array> {
        pulled = true;
        yield Buffer.from("x");
      };
      const key = `${corner()}/never.mp4`;
      const signal = AbortSignal.abort(new Error("shutting down"));
      await expect(store.put(key, body(), { ...VIDEO, signal })).rejects.toThrow("shutting down");
      expect(pulled).toBe(false);
      expect(await store.head(key)).toBeUndefined();
    });

    test("twelve puts at once do not mix, and two to one key leave one of them whole", async () => {
      const root = corner();
      const bodies = Array.from({ length: 12 }, (_unused, index) =>
        patternBytes(index % 3 === 0 ? partBytes + index : 1000 + index, index + 1),
      );
      await Promise.all(bodies.map((bytes, index) => store.put(`${root}/${index}.mp4`, chunksOf(bytes), VIDEO)));
      for (const [index, bytes] of bodies.entries()) {
        expect(bytes.equals((await collectBytes(await store.get(`${root}/${index}.mp4`))) ?? Buffer.alloc(0))).toBe(
          true,
        );
        await store.delete(`${root}/${index}.mp4`);
      }
      const [one, other] = [patternBytes(partBytes + 3, 50), patternBytes(partBytes + 3, 51)];
      await Promise.all([one, other].map((bytes) => store.put(`${root}/same.mp4`, chunksOf(bytes), VIDEO)));
      const stood = (await collectBytes(await store.get(`${root}/same.mp4`))) ?? Buffer.alloc(0);
      expect(stood.equals(one) || stood.equals(other)).toBe(true);
      await store.delete(`${root}/same.mp4`);
    });

    test("a reader that stops early harms nothing", async () => {
      const key = `${corner()}/half-read.mp4`;
      await store.put(key, chunksOf(patternBytes(partBytes * 2)), VIDEO);
      for await (const chunk of (await store.get(key)) ?? []) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect((await store.head(key))?.bytes).toBe(partBytes * 2);
      await store.delete(key);
    });

    test("check passes, leaves nothing, and the location names no credentials", async () => {
      await store.check();
      expect(await stand.leftovers()).toEqual([]);
      expect(store.location).not.toMatch(/@|secret/i);
      expect(store.location.endsWith("/")).toBe(true);
    });
  });
}
