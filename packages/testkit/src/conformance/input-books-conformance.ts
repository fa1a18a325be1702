import { createHash, randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { type InputBooks, type NewInput, optional } from "@hailuo-queue/contracts";

/** An implementation of the books of inputs, fresh for one test. */
export interface InputBooksStand {
  readonly books: InputBooks;
  /** As the submit of a generation that needs it does, and its end. */
  take(tenant: string, sha256: string): Promise<void>;
  give(tenant: string, sha256: string): Promise<void>;
}

/** An input of this content, as a PNG of 800 x 600 pixels. */
export function newInput(content: string, objectKey = `inputs/${randomUUID()}.png`): NewInput {
  return {
    sha256: createHash("sha256").update(content).digest("hex"),
    facts: { kind: "image", type: "png", bytes: content.length, width: 800, height: 600 },
    objectKey,
  };
}

/** The InputBooks port's rules. The books in Redis, and the twin that other tests run on, pass the same suite. */
export function inputBooksConformance(name: string, openStand: () => InputBooksStand): void {
  describe(`${name} keep the rules of the InputBooks port`, () => {
    async function keep(books: InputBooks, tenant: string, content: string): Promise<NewInput> {
      const input = newInput(content);
      await books.announce(tenant, input.objectKey);
      expect(await books.keep(tenant, input)).toMatchObject({ result: "kept", input });
      return input;
    }

    test("an input is found by its own tenant alone, with all that is known of it", async () => {
      const { books } = openStand();
      const cat = await keep(books, "alpha", "cat");
      const video: NewInput = { ...newInput("film"), facts: { kind: "video", type: "mp4", bytes: 77 } };
      await books.keep("alpha", video);
      const unknown = newInput("unknown").sha256;
      expect(await books.find("alpha", [cat.sha256, unknown, video.sha256])).toEqual([
        { ...cat, createdAt: expect.any(Number), users: 0, freeSince: expect.any(Number) },
        undefined,
        expect.objectContaining(video),
      ]);
      expect(await books.find("beta", [cat.sha256])).toEqual([undefined]);
      expect(await books.remove("beta", cat.sha256)).toBe("unknown");
      expect((await books.list("beta", { limit: 10 })).items).toEqual([]);
    });

    test("the same content is kept once for each tenant: whoever comes second is told of the first", async () => {
      const { books } = openStand();
      const cat = await keep(books, "alpha", "cat");
      const again = newInput("cat");
      expect(await books.keep("alpha", again)).toMatchObject({
        result: "existing",
        input: { objectKey: cat.objectKey },
      });
      await keep(books, "beta", "cat");
      expect((await books.list("alpha", { limit: 10 })).items).toHaveLength(1);
    });

    test("an object takes the place of one that was found damaged, which is then to be deleted", async () => {
      const { books } = openStand();
      const cat = await keep(books, "alpha", "cat");
      const whole = newInput("cat");
      await books.announce("alpha", whole.objectKey);
      expect(await books.keep("alpha", whole, cat.objectKey)).toMatchObject({
        result: "existing",
        input: { objectKey: whole.objectKey },
      });
      expect(await books.litter()).toEqual([{ tenant: "alpha", objectKey: cat.objectKey, bytes: 0 }]);
      // Somebody else was quicker.
      const late = newInput("cat");
      expect(await books.keep("alpha", late, cat.objectKey)).toMatchObject({ input: { objectKey: whole.objectKey } });
    });

    test("what a generation needs neither goes nor can be removed; what none needs goes after its time", async () => {
      const { books, take, give } = openStand();
      const [cat, dog] = [await keep(books, "alpha", "cat"), await keep(books, "alpha", "a dog")];
      await take("alpha", cat.sha256);
      await take("alpha", cat.sha256);
      await take("alpha", dog.sha256);
      await give("alpha", cat.sha256);
      expect(await books.find("alpha", [cat.sha256])).toMatchObject([{ users: 1 }]);
      expect((await books.find("alpha", [cat.sha256]))[0]?.freeSince).toBeUndefined();
      expect(await books.expire(-1)).toBe(0);
      expect(await books.remove("alpha", cat.sha256)).toBe("needed");
      await give("alpha", cat.sha256);
      expect(await books.expire(60_000)).toBe(0);
      expect(await books.expire(-1)).toBe(1);
      expect(await books.find("alpha", [cat.sha256, dog.sha256])).toMatchObject([undefined, { users: 1 }]);
      expect(await books.litter()).toEqual([{ tenant: "alpha", objectKey: cat.objectKey, bytes: 3 }]);
    });

    test("a removed input is litter until it is cleared, once", async () => {
      const { books } = openStand();
      const cat = await keep(books, "alpha", "cat");
      expect(await books.remove("alpha", cat.sha256)).toBe("removed");
      expect(await books.remove("alpha", cat.sha256)).toBe("unknown");
      const [litter] = await books.litter();
      expect(litter).toEqual({ tenant: "alpha", objectKey: cat.objectKey, bytes: 3 });
      if (litter === undefined) return;
      expect(await Promise.all([books.cleared(litter), books.cleared(litter)])).toEqual(
        expect.arrayContaining([true, false]),
      );
      expect(await books.litter()).toEqual([]);
    });

    test("an object that was announced is no litter while it may still arrive, nor once it is kept", async () => {
      const { books } = openStand();
      await books.announce("alpha", "inputs/alpha/slow.png");
      await keep(books, "alpha", "cat");
      expect(await books.litter()).toEqual([]);
      expect(await books.cleared({ tenant: "alpha", objectKey: "inputs/alpha/slow.png", bytes: 0 })).toBe(true);
    });

    test("a list goes on behind the last of its page, also when that one is gone", async () => {
      const { books } = openStand();
      const all = [];
      for (const content of ["a", "b", "c", "d", "e"]) all.push(await keep(books, "alpha", content));
      const first = await books.list("alpha", { limit: 2 });
      const last = first.items[1]?.sha256 ?? "";
      const rest = await books.list("alpha", { limit: 10, ...optional({ after: first.next }) });
      expect(new Set([...first.items, ...rest.items].map(({ sha256 }) => sha256))).toEqual(
        new Set(all.map(({ sha256 }) => sha256)),
      );
      expect(first.items.length + rest.items.length).toBe(5);
      expect(rest.next).toBeUndefined();
      await books.remove("alpha", last);
      const behind = await books.list("alpha", { limit: 10, ...optional({ after: first.next }) });
      expect(behind.items.every(({ sha256 }) => sha256 !== last)).toBe(true);
    });
  });
}
