import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkObjectKeyTemplate, compileObjectKey } from "./object-key-template.ts";
import { newGenerationId } from "./new-id.ts";
import { prepareGenerations } from "./prepare-generation.ts";

const unpriced = (): object => ({});
const request = { model: "MiniMax-Hailuo-2.3", prompt: "a cat" };

describe("preparing", () => {
  test("names the object by custom id, or by id", () => {
    const [named, unnamed] = prepareGenerations(
      [{ request, customId: "cat" }, { request }],
      { batchId: "b" },
      unpriced,
    );
    expect(named?.objectKey).toBe("b/cat.mp4");
    expect(unnamed?.objectKey).toBe(`b/${unnamed?.id}.mp4`);
  });

  test("a line of text is named by what it is called, apart from every other, and told apart by its request alone", () => {
    const item = { request, name: "001-a-cat" };
    const [first, second] = prepareGenerations([item, item], { batchId: "b" }, unpriced);
    expect(first?.objectKey).toMatch(/^b\/001-a-cat~[a-z2-7]{12}\.mp4$/);
    expect(second?.objectKey).not.toBe(first?.objectKey);
    expect(prepareGenerations([{ request }], { batchId: "b" }, unpriced)[0]?.idempotencyKey).toBe(
      first?.idempotencyKey,
    );
  });

  test("a custom_id may be any text, and its video has a name of its own where case is ignored", () => {
    const [small, large] = prepareGenerations(
      [
        { request, customId: "../shot 1" },
        { request, customId: "../Shot 1" },
      ],
      {},
      unpriced,
    );
    expect(small?.objectKey).toMatch(/^default\/shot-1~[a-z2-7]{12}\.mp4$/);
    expect(large?.objectKey.toLowerCase()).not.toBe(small?.objectKey.toLowerCase());
  });

  test("the same file prepared twice gives the same keys, also for a prompt that stands in it twice", () => {
    const keys = (): string[] =>
      prepareGenerations([{ request }, { request }, { request, customId: "c" }], {}, unpriced).map(
        (item) => item.idempotencyKey,
      );
    expect(keys()).toEqual(keys());
    expect(new Set(keys()).size).toBe(3);
  });

  test("one bad item refuses all", () => {
    expect(() =>
      prepareGenerations([{ request }, { request: { model: "nope" }, customId: "bad" }], {}, unpriced),
    ).toThrow(/Generation bad was refused: model/);
  });

  test.each(["", "x".repeat(129), "a\u0000", "a\nb", "\u202eabc", "\ud800"])("refuses the custom_id %j", (customId) => {
    expect(() => prepareGenerations([{ request, customId }], {}, unpriced)).toThrow(/custom_id/);
  });

  test.each(["..", "a/b", "", "x".repeat(129), "a b", "a\u0000"])("refuses the name %j of a batch", (customId) => {
    expect(() => prepareGenerations([{ request }], { batchId: customId }, unpriced)).toThrow(/batch/);
  });

  test("refuses a custom id that stands twice", () => {
    const twice = [
      { request, customId: "a" },
      { request, customId: "a" },
    ];
    expect(() => prepareGenerations(twice, {}, unpriced)).toThrow(/"a" is used twice/);
  });
});

describe("an object key template", () => {
  test.each([
    "../{id}.mp4",
    "/{id}.mp4",
    "{id}",
    "{batch}.mp4",
    "{custom_id}.mp4",
    "a//{id}.mp4",
    "{nope}/{id}.mp4",
    "a/./{id}.mp4",
    "a\\{id}.mp4",
    "{batch|id}.mp4",
    "{batch}/{custom_id|batch|id}.mp4",
  ])("is refused: %s", (template) => {
    expect(() => checkObjectKeyTemplate(template)).toThrow(/cannot be used/);
  });

  test.each(["{custom_id|id}.mp4", "videos/{custom_id|id}.mp4", "{custom_id|batch}/{custom_id|id}.mp4"])(
    "is refused when the same custom id in two batches would give one name: %s",
    (template) => {
      expect(() => checkObjectKeyTemplate(template)).toThrow(/must contain \{batch\} or a plain \{id\} too/);
    },
  );

  test.each([
    "{batch}/{custom_id|id}.mp4",
    "{id}.mp4",
    "{custom_id|id}-{id}.mp4",
    "{id|custom_id}.mp4",
    "{batch}/{id}.mp4",
  ])("is taken when it tells every two videos apart: %s", (template) => {
    expect(() => checkObjectKeyTemplate(template)).not.toThrow();
    const keys = ["a", "b"].flatMap((batch) =>
      [undefined, "cat", "dog"].map((customId) =>
        compileObjectKey(template)({ id: `gen-${batch}-${customId}`, batch, custom_id: customId }),
      ),
    );
    expect(new Set(keys).size).toBe(6);
  });

  test.each(["{batch}-{custom_id|id}.mp4", "{custom_id|id}{batch}.mp4", "{batch}/{batch}.{custom_id|id}.mp4"])(
    "is refused when two names could run into one: %s",
    (template) => {
      expect(() => checkObjectKeyTemplate(template)).toThrow(/must be parted/);
    },
  );

  test("that is taken gives no two generations one key, whatever they are called", () => {
    const fields = ["{batch}", "{custom_id|id}", "{id}", "{id|custom_id}", "{custom_id|batch}"];
    const between = ["", "-", ".", "/", "@", "gen_", "a-"];
    const names = ["a", "b", "a-", "-a", "a-a", "a-b", "a.a"];
    const generations = names.flatMap((batch) =>
      [undefined, ...names].map((customId) => ({ batch, custom_id: customId, id: newGenerationId() })),
    );
    const templates = fields.flatMap((one) =>
      between.flatMap((text) => fields.flatMap((two) => [`${one}${text}${two}.mp4`, `${one}${text}${two}-a.mp4`])),
    );
    const taken = templates.filter(isTaken);
    expect(taken.length).toBeGreaterThan(100);
    for (const template of taken) {
      const keys = generations.map((generation) => compileObjectKey(template)(generation));
      expect([template, new Set(keys).size]).toEqual([template, generations.length]);
    }
  });

  test("never leaves the storage, whatever the names", () => {
    const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/).filter((text) => text !== "." && text !== "..");
    fc.assert(
      fc.property(name, name, name, (id, batch, customId) => {
        const key = compileObjectKey("{batch}/x-{custom_id|id}.mp4")({ id, batch, custom_id: customId });
        expect(key.split("/").every((segment) => segment !== ".." && segment !== "." && segment !== "")).toBe(true);
      }),
    );
  });
});

function isTaken(template: string): boolean {
  try {
    checkObjectKeyTemplate(template);
    return true;
  } catch {
    return false;
  }
}

test("a batch or custom_id that holds the id of a generation is refused: it could take the place of its video", () => {
  const id = newGenerationId();
  const items = [{ request: { model: "MiniMax-Hailuo-2.3", prompt: "x" }, customId: `old-${id}` }];
  expect(() => prepareGenerations(items, {}, unpriced)).toThrow(/without an id of ours/);
  expect(() => prepareGenerations([], { batchId: id }, unpriced)).toThrow(/may not hold an id/);
});
