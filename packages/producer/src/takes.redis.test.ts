import { afterEach, describe, expect, test } from "@jest/globals";
import {
  cancelled,
  type GenerationRecord,
  type GenerationState,
  MAX_TAKES,
  stored,
  storedInput,
  type Transition,
} from "@hailuo-queue/contracts";
import { createKeys, createRedisLedger } from "@hailuo-queue/store";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { newInput } from "@hailuo-queue/testkit/conformance";
import { randomUUID } from "node:crypto";
import type { ChangedItemsError } from "./compare-batch.ts";
import { openProducer } from "./open-producer.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function openWorld() {
  const prefix = `test-${randomUUID()}`;
  const producer = await openProducer({ redisUrl, prefix });
  opened.push(() => producer.close());
  const redis = await openRedis(redisUrl, { role: "client" });
  opened.push(() => closeRedis(redis));
  const ledger = createRedisLedger({ redis, keys: createKeys(prefix) });
  const item = (customId: string, prompt: string, fields: object = {}) => ({
    customId,
    request: { model: "MiniMax-Hailuo-2.3", prompt, ...fields },
  });
  const find = async (customId: string): Promise<GenerationRecord> =>
    (await producer.findByCustomId("b", customId)) as GenerationRecord;
  /** Moves it there, as the stages do. */
  async function bring(customId: string, ...moves: readonly Transition[]): Promise<void> {
    const { id } = await find(customId);
    for (const move of moves)
      expect(await ledger.transition(id, { account: "default", ...move })).toMatchObject({ outcome: "moved" });
  }
  const to = (from: GenerationState, state: GenerationState, rest: Partial<Transition> = {}): Transition => ({
    from: [from],
    to: state,
    ...rest,
  });
  const create = to("queued", "creating", { stamp: ["submittedAt"] });
  const accept = to("creating", "generating", { changes: { taskId: randomUUID() } });
  const finish = [
    create,
    accept,
    to("generating", "downloading", { changes: { fileId: "f" } }),
    stored({ run: undefined as unknown as number }, { location: "file:///b/v.mp4", bytes: 9, sha256: "ab" }),
  ];
  const refuse = [
    create,
    to("creating", "failed", {
      changes: { error: { code: "prompt_flagged", stage: "create", message: "no" } },
      stamp: ["endedAt"],
    }),
  ];
  return { producer, ledger, redis, item, find, bring, to, create, accept, finish, refuse };
}

describe("a file that has changed", () => {
  test("is set against what its batch has: new, same, changed, gone, and the cost of what would be made alone", async () => {
    const { producer, item, bring, find, finish } = await openWorld();
    await producer.submitBatch([item("a", "one"), item("b", "two"), item("c", "three"), item("d", "four")], {
      batchId: "b",
    });
    await bring("b", ...finish);
    const now = [item("a", "one"), item("b", "two, at night"), item("c", "three", { duration: 10 }), item("e", "five")];
    const comparison = await producer.compare(now, { batchId: "b" });
    expect(comparison).toMatchObject({
      fresh: 1,
      same: 1,
      changed: 2,
      gone: 1,
      refused: 0,
      microUsd: 280_000 * 2 + 560_000,
      unpriced: 0,
    });
    expect(comparison.changes).toMatchObject([
      {
        id: (await find("b")).id,
        customId: "b",
        state: "succeeded",
        take: 2,
        inPlace: false,
        before: { prompt: "two" },
        request: { prompt: "two, at night" },
      },
      { customId: "c", state: "queued", take: 1, inPlace: true, priceMicroUsd: 560_000, priceBeforeMicroUsd: 280_000 },
    ]);
    await expect(producer.compare(now, { batchId: "b", tenant: "other" })).rejects.toMatchObject({
      code: "batch_conflict",
    });
  });

  test("is refused with all its conflicts, and enqueues nothing", async () => {
    const { producer, item } = await openWorld();
    await producer.submitBatch([item("a", "one"), item("b", "two"), item("c", "three")], { batchId: "b" });
    const submit = producer.submitBatch([item("new", "x"), item("a", "1"), item("b", "two"), item("c", "3")], {
      batchId: "b",
    });
    const error = (await submit.catch((refused: unknown) => refused)) as ChangedItemsError;
    expect(error).toMatchObject({
      code: "custom_id_conflict",
      message: expect.stringMatching(/^2 items .*"a" \(gen_.*"c" \(gen_.*--replace/),
    });
    expect(error.comparison.changes.map(({ customId }) => customId)).toEqual(["a", "c"]);
    expect(await producer.batch("b")).toMatchObject({ total: 3 });
  });

  test("makes its changed items again as their next take, once, whatever stops it and however often it is sent", async () => {
    const { producer, item, bring, find, finish, refuse } = await openWorld();
    await producer.submitBatch([item("a", "one"), item("b", "two"), item("c", "three")], { batchId: "b" });
    await bring("a", ...finish);
    await bring("b", ...refuse);
    const changed = [item("a", "1"), item("b", "2"), item("c", "3")];
    // Stopped after the first of three: what it did stands, and the rest follows.
    await producer.submitBatch([item("a", "1")], { batchId: "b", replace: true });
    const [once, again] = await Promise.all(
      [1, 2].map(() => producer.submitBatch(changed, { batchId: "b", replace: true }).catch(() => undefined)),
    );
    expect((once ?? again)?.created).toBe(0);
    expect(await producer.submitBatch(changed, { batchId: "b", replace: true })).toEqual({
      batchId: "b",
      created: 0,
      existing: 3,
    });
    expect(await find("a")).toMatchObject({
      state: "queued",
      take: 2,
      request: { prompt: "1" },
      takes: [{ take: 1, state: "succeeded", video: { bytes: 9 } }],
    });
    expect(await find("b")).toMatchObject({ take: 2, takes: [{ state: "failed", error: { code: "prompt_flagged" } }] });
    expect((await find("b")).error).toBeUndefined();
    const third = await find("c");
    expect([third.request.prompt, third.take]).toEqual(["3", undefined]);
    expect(await producer.batch("b")).toMatchObject({ total: 3, counts: { queued: 3 } });
  });

  test.each([
    ["creating", (world: Awaited<ReturnType<typeof openWorld>>) => [world.create]],
    [
      "submission_unknown",
      (world: Awaited<ReturnType<typeof openWorld>>) => [world.create, world.to("creating", "submission_unknown")],
    ],
    ["generating", (world: Awaited<ReturnType<typeof openWorld>>) => [world.create, world.accept]],
    [
      "overdue",
      (world: Awaited<ReturnType<typeof openWorld>>) => [world.create, world.accept, world.to("generating", "overdue")],
    ],
    ["downloading", (world: Awaited<ReturnType<typeof openWorld>>) => world.finish.slice(0, 3)],
    [
      "cancelling",
      (world: Awaited<ReturnType<typeof openWorld>>) => [
        world.create,
        world.accept,
        world.to("generating", "cancelling"),
      ],
    ],
  ] as const)("never makes one again that may be under way: %s", async (state, moves) => {
    const world = await openWorld();
    const { producer, item, bring, find } = world;
    await producer.submitBatch([item("a", "one"), item("b", "two")], { batchId: "b" });
    await bring("b", ...moves(world));
    const before = await find("b");
    expect(before.state).toBe(state);
    const submit = producer.submitBatch([item("a", "1"), item("b", "2")], { batchId: "b", replace: true });
    await expect(submit).rejects.toMatchObject({ code: "custom_id_conflict", comparison: { changed: 2, refused: 1 } });
    expect(await producer.edit(before.id, { prompt: "2" })).toMatchObject({ result: "refused", code: "under_way" });
    expect([await find("b"), (await find("a")).request.prompt]).toEqual([before, "one"]);
  });

  test("of lines without a name: an edited one is found as the file has it, and as the file had it", async () => {
    const { producer } = await openWorld();
    const line = (prompt: string) => ({ request: { model: "MiniMax-Hailuo-2.3", prompt } });
    await producer.submitBatch([line("one"), line("two")], { batchId: "b" });
    const [first] = (await producer.list({ batchId: "b" })).items as [GenerationRecord];
    await producer.edit(first.id, { prompt: "1" });
    for (const file of [
      [line("one"), line("two")],
      [line("1"), line("two")],
    ])
      expect(await producer.submitBatch(file, { batchId: "b" })).toMatchObject({ created: 0, existing: 2 });
    expect(await producer.batch("b")).toMatchObject({ total: 2 });
  });
});

describe("an edit", () => {
  test("changes fields of a request, and says what cannot be asked for before it changes anything", async () => {
    const { producer, item, bring, find, refuse } = await openWorld();
    await producer.submitBatch([item("a", "one", { duration: 10 })], { batchId: "b" });
    await bring("a", ...refuse);
    const { id } = await find("a");
    await expect(producer.edit(id, { duration: 7 })).rejects.toMatchObject({ code: "invalid_request" });
    await expect(producer.edit(id, { custom_id: "other" })).rejects.toMatchObject({ faults: [{ field: "custom_id" }] });
    await expect(producer.edit("gen_nix", { prompt: "x" })).rejects.toMatchObject({ code: "unknown_generation" });
    expect(await producer.edit(id, { prompt: "one" })).toEqual({ result: "same", id, take: 1 });
    expect(await find("a")).toMatchObject({ state: "failed" });
    expect(await producer.edit(id, { Prompt: "a calm sea", duration: null })).toEqual({
      result: "queued",
      id,
      take: 2,
      inPlace: false,
      priceMicroUsd: 280_000,
    });
    expect(await find("a")).toMatchObject({ state: "queued", take: 2, request: { prompt: "a calm sea", duration: 6 } });
    // The file as it was would change it back, and is told which take that was.
    const comparison = await producer.compare([item("a", "one", { duration: 10 })], { batchId: "b" });
    expect(comparison.changes).toMatchObject([{ sameAsTake: 1, take: 2, inPlace: true }]);
  });

  test("to another model asks nothing of it that the first one's defaults filled in", async () => {
    const { producer, item, find } = await openWorld();
    await producer.submitBatch([item("a", "one")], { batchId: "b" });
    const { id } = await find("a");
    expect(await producer.edit(id, { model: "MiniMax-H3" })).toMatchObject({ result: "queued", inPlace: true });
    expect(await find("a")).toMatchObject({ request: { model: "MiniMax-H3", prompt: "one" } });
    expect(
      await producer.edit(id, { model: "MiniMax-H3-Context-IR", duration: null, resolution: null, ratio: null }),
    ).toMatchObject({
      result: "refused",
      code: "other_kind",
    });
  });

  test("takes the inputs of the new request and gives back those of the old one", async () => {
    const { producer, item, find } = await openWorld();
    const [one, other] = [newInput("one"), newInput("other")];
    const named = ({ sha256 }: { readonly sha256: string }): string => storedInput(sha256, "png").reference;
    for (const input of [one, other]) await producer.inputs.keep("default", input);
    await producer.submitBatch([item("a", "one", { image_url: named(one) })], { batchId: "b" });
    await producer.edit((await find("a")).id, { image_url: named(other) });
    const removals = [
      await producer.inputs.remove("default", other.sha256),
      await producer.inputs.remove("default", one.sha256),
    ];
    expect(removals).toEqual(["needed", "removed"]);
    // Gone, it cannot be asked for again, and nothing is changed.
    await expect(producer.edit((await find("a")).id, { image_url: named(one) })).rejects.toMatchObject({
      code: "invalid_request",
    });
    expect(await find("a")).toMatchObject({ request: { image_url: named(other) } });
  });

  test("of what was cancelled before it was bought keeps it again, and asks for a text that was cut", async () => {
    const { producer, ledger, item, find } = await openWorld();
    await producer.submitBatch([item("a", "long ".repeat(300)), item("b", "two")], { batchId: "b" });
    for (const name of ["a", "b"]) await ledger.transition((await find(name)).id, cancelled(await find(name)));
    const { id } = await find("a");
    await expect(producer.edit(id, { duration: 10 })).rejects.toMatchObject({ code: "request_cut" });
    expect(await producer.edit(id, { prompt: "short" })).toMatchObject({ result: "queued", take: 2 });
    expect((await find("a")).givenBack).toBeUndefined();
    expect(await producer.batch("b")).toMatchObject({ total: 2, counts: { queued: 1, cancelled: 1 } });
  });

  test("keeps a bounded number of takes", async () => {
    const { producer, item, bring, find, refuse } = await openWorld();
    await producer.submitBatch([item("a", "take 1")], { batchId: "b" });
    const { id } = await find("a");
    for (let take = 2; take <= MAX_TAKES; take += 1) {
      await bring("a", ...refuse);
      expect(await producer.edit(id, { prompt: `take ${take}` })).toMatchObject({ result: "queued", take });
    }
    await bring("a", ...refuse);
    expect(await producer.edit(id, { prompt: "one more" })).toMatchObject({
      result: "refused",
      code: "too_many_takes",
    });
    expect((await find("a")).takes).toHaveLength(MAX_TAKES - 1);
  });
});
