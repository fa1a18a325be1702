import { describe, expect, test } from "@jest/globals";
import {
  accepted,
  begun,
  boughtAgain,
  cancelled,
  changedInPlace,
  canMove,
  downloadedAgain,
  type EarlierTake,
  generated,
  type GenerationRecord,
  GENERATION_STATES,
  givenUp,
  type Grant,
  holdsSlot,
  type Ledger,
  type LostCreates,
  type NewGeneration,
  notStored,
  parked,
  putBack,
  resentByUser,
  retaken,
  type RunOf,
  runOf,
  stored,
  takesKept,
  taskEnded,
  taskFound,
  type Transition,
  optional,
} from "@hailuo-queue/contracts";

/** An implementation of the store, fresh for one test. */
export interface StoreStand {
  readonly ledger: Ledger;
  readonly lostCreates: LostCreates;
  /** As a dispatcher does, for an account of 1,000 slots: grants those that have waited longest. */
  admit(count: number): Promise<readonly Grant[]>;
  /** Who holds a slot. */
  slots(account: string): Promise<readonly string[]>;
}

/** A generation of the batch `b`; those of MiniMax-H3 are granted to the v2 side of the account. */
export function newGeneration(id: string, changes: Partial<NewGeneration> = {}): NewGeneration {
  return {
    id,
    request: {
      model: "MiniMax-Hailuo-2.3",
      prompt: id,
      duration: 6,
      resolution: "768P",
      enable_prompt_expansion: true,
    },
    batchId: "b",
    tenant: "default",
    objectKey: `b/${id}.mp4`,
    idempotencyKey: id,
    fingerprint: "f",
    priceMicroUsd: 100,
    ...changes,
  };
}

const H3 = { model: "MiniMax-H3", prompt: "a boat", duration: 5, resolution: "768P", ratio: "16:9" } as const;
const DEADLINE_MS = 60_000;
const VIDEO = { location: "file:///v.mp4", bytes: 9, sha256: "ab" };
const LOST = { code: "timeout", stage: "create", message: "no answer" } as const;
const CHANGED = {
  request: {
    model: "MiniMax-Hailuo-2.3",
    prompt: "changed",
    duration: 10,
    resolution: "768P",
    enable_prompt_expansion: true,
  },
  fingerprint: "changed",
  priceMicroUsd: 300,
} as const;
const lastPoll = { pollCount: 1, seen: { providerStatus: "Success" }, charged: true } as const;

/**
 * The rules of the store's ports. The store in Redis, and the twin that the core's tests run on, pass the same suite.
 */
export function storeConformance(name: string, openStand: () => StoreStand): void {
  async function openWorld() {
    const stand = openStand();
    const { ledger } = stand;
    const get = async (id: string): Promise<GenerationRecord> => (await ledger.get(id)) as GenerationRecord;
    const of = async (id: string): Promise<RunOf> => runOf(await get(id));
    const move = async (id: string, transition: Transition): Promise<string> =>
      (await ledger.transition(id, transition)).outcome;
    const begin = (grant: Grant, token = "t"): Transition =>
      begun(grant, { holdMs: 1000, taskDeadlineMs: DEADLINE_MS, token });
    /** Submits one, grants it and begins its create. */
    async function create(id: string, changes: Partial<NewGeneration> = {}): Promise<Grant> {
      await ledger.submit([newGeneration(id, changes)]);
      const [grant] = await stand.admit(1);
      expect(grant).toMatchObject({ generationId: id });
      expect(await move(id, begin(grant as Grant))).toBe("moved");
      return grant as Grant;
    }
    const money = async () => {
      const { reservedMicroUsd: reserved, spentMicroUsd: spent } = (await ledger.batch("b")) ?? {};
      return { reserved, spent };
    };
    return { ...stand, get, of, move, begin, create, money };
  }

  describe(`${name} keep the rules of the store's ports`, () => {
    test("a generation is written once, whatever is sent again, and another under its key is refused", async () => {
      const { ledger, get } = await openWorld();
      expect(await ledger.submit([newGeneration("g1", { customId: "cat" }), newGeneration("g2")])).toMatchObject([
        { result: "created" },
        { result: "created" },
      ]);
      expect(await ledger.submit([newGeneration("g1")])).toEqual([{ result: "created", id: "g1" }]);
      expect(await ledger.submit([newGeneration("g9", { idempotencyKey: "g1" })])).toEqual([
        { result: "existing", id: "g1" },
      ]);
      const other = newGeneration("g9", { idempotencyKey: "g1", fingerprint: "other" });
      expect(await ledger.submit([other])).toEqual([{ result: "conflict", id: "g1" }]);
      expect(await ledger.findExisting([newGeneration("g3"), other, newGeneration("g1")])).toEqual([
        undefined,
        { id: "g1", same: false },
        { id: "g1", same: true },
      ]);
      expect(await get("g1")).toMatchObject({
        state: "queued",
        customId: "cat",
        index: 0,
        run: 0,
        pollCount: 0,
        priceMicroUsd: 100,
      });
      expect(await get("g9")).toBeUndefined();
      expect(await ledger.batch("b")).toMatchObject({ total: 2, counts: { queued: 2, creating: 0 } });
    });

    test("a create begins in the run of its grant alone, once, and the same call sent again is told that it did", async () => {
      const { ledger, admit, move, begin, get, slots } = await openWorld();
      await ledger.submit([newGeneration("g1")]);
      const [grant] = (await admit(1)) as [Grant];
      expect(await slots("default")).toEqual(["g1"]);
      expect(await ledger.transition("g1", begin({ ...grant, run: grant.run + 1 }))).toMatchObject({
        outcome: "not_moved",
        record: { state: "queued" },
      });
      expect(await ledger.transition("g1", begin(grant))).toMatchObject({
        outcome: "moved",
        request: { prompt: "g1" },
        tenant: "default",
      });
      expect(await ledger.transition("g1", begin(grant))).toMatchObject({
        outcome: "moved",
        request: { prompt: "g1" },
      });
      expect(await ledger.transition("g1", begin(grant, "another"))).toMatchObject({
        outcome: "not_moved",
        record: { state: "creating" },
      });
      expect(await get("g1")).toMatchObject({ run: grant.run, account: "default", submittedAt: expect.any(Number) });
      expect(await move("nobody", cancelled({ state: "queued", batchId: "b" }))).toBe("not_moved");
    });

    test("of two that make the same move at once one has made it", async () => {
      const { create, ledger } = await openWorld();
      const grant = await create("g1");
      const task = { taskId: "t", taskDeadlineMs: DEADLINE_MS };
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => ledger.transition("g1", accepted(grant, "creating", task, false))),
      );
      expect(answers.filter(({ outcome }) => outcome === "moved")).toHaveLength(1);
    });

    test("a move that the table of states has not is never sent", async () => {
      const { ledger } = await openWorld();
      await expect(ledger.transition("g1", { from: ["generating"], to: "queued" })).rejects.toThrow(
        "never moves from generating to queued",
      );
    });

    test("a task's slot is free with its end, its deadline counts from its acceptance, and its price is charged once", async () => {
      const { create, move, get, slots, money, ledger, of } = await openWorld();
      const grant = await create("g1");
      expect(await money()).toEqual({ reserved: 100, spent: 0 });
      expect(await move("g1", accepted(grant, "creating", { taskId: "t", taskDeadlineMs: DEADLINE_MS }, false))).toBe(
        "moved",
      );
      const generating = await get("g1");
      expect((generating.deadlineAt ?? 0) - (generating.acceptedAt ?? 0)).toBe(DEADLINE_MS);
      expect(await slots("default")).toEqual(["g1"]);
      expect(await move("g1", generated(grant, "f", lastPoll))).toBe("moved");
      expect(await slots("default")).toEqual([]);
      expect(await money()).toEqual({ reserved: 0, spent: 100 });
      expect(await move("g1", notStored(grant, { code: "disk", stage: "download", message: "full" }))).toBe("moved");
      const again = await ledger.transition("g1", downloadedAgain(await of("g1")));
      expect(again).toMatchObject({ outcome: "moved", run: expect.any(Number) });
      expect(await move("g1", stored(grant, VIDEO))).toBe("not_moved");
      expect(await move("g1", stored(await of("g1"), VIDEO))).toBe("moved");
      expect(await get("g1")).toMatchObject({ state: "succeeded", video: VIDEO, costMicroUsd: 100 });
      expect((await get("g1")).error).toBeUndefined();
      expect(await money()).toEqual({ reserved: 0, spent: 100 });
    });

    test("what was surely not bought waits again, and costs nothing; in its old run nothing begins", async () => {
      const { create, move, admit, begin, money, slots } = await openWorld();
      const grant = await create("g1");
      expect(await move("g1", putBack(grant, "creating", "return"))).toBe("moved");
      expect(await money()).toEqual({ reserved: 0, spent: 0 });
      expect(await slots("default")).toEqual([]);
      const [next] = (await admit(1)) as [Grant];
      expect(next.run).toBeGreaterThan(grant.run);
      expect(await move("g1", begin(grant))).toBe("not_moved");
      expect(await move("g1", begin(next))).toBe("moved");
    });

    test("what may have been bought keeps its slot, and is charged when it is cancelled or given up", async () => {
      const { create, move, get, slots, money, of } = await openWorld();
      for (const id of ["g1", "g2"]) {
        const grant = await create(id);
        expect(await move(id, parked(grant, { error: LOST, taskDeadlineMs: DEADLINE_MS, counted: "stamp" }))).toBe(
          "moved",
        );
      }
      expect(await money()).toEqual({ reserved: 200, spent: 0 });
      expect(await move("g1", cancelled(await get("g1")))).toBe("moved");
      expect(await slots("default")).toEqual(expect.arrayContaining(["g1", "g2"]));
      expect(await move("g2", givenUp(await of("g2"), "submission_unknown"))).toBe("moved");
      expect(await slots("default")).toEqual(["g1"]);
      expect(await money()).toEqual({ reserved: 0, spent: 200 });
    });

    test("a lost create is known by what it asked for until its task is found; that task is no second generation's", async () => {
      const { create, move, lostCreates, of, ledger, get } = await openWorld();
      const account = "default~v2";
      const [first, second] = [await create("g1", { request: H3 }), await create("g2", { request: H3 })];
      const task = { taskId: "77", taskDeadlineMs: DEADLINE_MS };
      expect(await lostCreates.list(account)).toEqual([]);
      for (const grant of [first, second])
        await move(grant.generationId, parked(grant, { error: LOST, taskDeadlineMs: DEADLINE_MS }));
      expect(await lostCreates.list(account)).toContainEqual({
        generationId: "g1",
        run: first.run,
        submittedAt: (await get("g1")).submittedAt,
        model: "MiniMax-H3",
        duration: 5,
        resolution: "768P",
        ratio: "16:9",
      });
      const lookup = { at: 1, complete: true, from: 0, until: 1, candidates: [], rivals: 0 };
      await lostCreates.note("g1", first.run + 1, lookup);
      expect((await get("g1")).lookup).toBeUndefined();
      await lostCreates.note("g1", first.run, lookup);
      expect((await get("g1")).lookup).toEqual(lookup);

      expect(
        await ledger.transition("g1", taskFound(await of("g1"), "submission_unknown", task, { cancelled: false })),
      ).toMatchObject({
        outcome: "moved",
        run: expect.any(Number),
      });
      expect((await get("g1")).lookup).toBeUndefined();
      expect(
        await ledger.transition("g2", taskFound(await of("g2"), "submission_unknown", task, { resolution: "task" })),
      ).toEqual({
        outcome: "task_taken",
      });
      expect((await lostCreates.list(account)).map(({ generationId }) => generationId)).toEqual(["g2"]);
      expect(await lostCreates.known(account, ["77", "78"])).toEqual(new Set(["77"]));
    });

    test("a poll's note is its own run's, renews a slot, and what it saw in place of a status holds until there is one", async () => {
      const { create, move, ledger, get } = await openWorld();
      const grant = await create("g1");
      await move("g1", accepted(grant, "creating", { taskId: "t", taskDeadlineMs: DEADLINE_MS }, false));
      const note = { run: grant.run, account: "default", leaseMs: 1000, nextPollAt: 5 };
      await ledger.notePoll("g1", { ...note, run: grant.run + 1, pollCount: 9, seen: { providerStatus: "late" } });
      expect(await get("g1")).toMatchObject({ pollCount: 0 });
      await ledger.notePoll("g1", { ...note, pollCount: 1, seen: { providerStatus: "Processing" } });
      await ledger.notePoll("g1", { ...note, pollCount: 2, seen: { error: { code: "not_found", notFoundPolls: 1 } } });
      expect(await get("g1")).toMatchObject({
        pollCount: 2,
        nextPollAt: 5,
        providerStatus: "Processing",
        pollError: { code: "not_found", notFoundPolls: 1 },
      });
      const end = taskEnded(
        grant,
        "failed",
        { pollCount: 3, seen: { providerStatus: "Fail" }, charged: false },
        { ...LOST, stage: "poll" },
      );
      expect(await move("g1", end)).toBe("moved");
      expect(await get("g1")).toMatchObject({ state: "failed", providerStatus: "Fail" });
      expect((await get("g1")).pollError).toBeUndefined();
    });

    test("a task that was paid for and is asked for again is not charged again", async () => {
      const { create, move, of, money, slots } = await openWorld();
      const grant = await create("g1");
      const task = { taskId: "t", taskDeadlineMs: DEADLINE_MS };
      await move("g1", accepted(grant, "creating", task, false));
      const unseen = { pollCount: 5, seen: { error: { code: "not_found", notFoundPolls: 5 } }, charged: true } as const;
      await move("g1", taskEnded(grant, "failed", unseen, { ...LOST, stage: "poll" }));
      expect(await money()).toEqual({ reserved: 0, spent: 100 });
      expect(await move("g1", taskFound(await of("g1"), "failed", task, { resolution: null }))).toBe("moved");
      expect(await slots("default")).toEqual(["g1"]);
      expect(await money()).toEqual({ reserved: 0, spent: 100 });
      await move("g1", generated(await of("g1"), "f", lastPoll));
      expect(await money()).toEqual({ reserved: 0, spent: 100 });
    });

    test("bought again, a generation is as new, and what it cost stays", async () => {
      const { create, move, get, of, money } = await openWorld();
      const grant = await create("g1");
      await move("g1", accepted(grant, "creating", { taskId: "t", taskDeadlineMs: DEADLINE_MS }, false));
      await move("g1", taskEnded(grant, "failed", { ...lastPoll, charged: 40 }, { ...LOST, stage: "poll" }));
      expect(await money()).toEqual({ reserved: 0, spent: 40 });
      expect(await move("g1", boughtAgain(await of("g1")))).toBe("moved");
      const fresh = await get("g1");
      expect(fresh).toMatchObject({ state: "queued", costMicroUsd: 40, pollCount: 0 });
      for (const field of ["taskId", "error", "submittedAt", "acceptedAt", "endedAt", "providerStatus"] as const)
        expect(fresh[field]).toBeUndefined();
    });

    test("changed, what has ended is made again as its next take: the first is kept, its price charged, and nothing of it is told of the second", async () => {
      const { create, ledger, admit, begin, move, get, of, money } = await openWorld();
      const grant = await create("g1", { idempotencyKey: "custom:cat", customId: "cat" });
      await move("g1", accepted(grant, "creating", { taskId: "t", taskDeadlineMs: DEADLINE_MS }, false));
      await move("g1", generated(await of("g1"), "f", lastPoll));
      await move("g1", stored(await of("g1"), VIDEO));
      const first = await get("g1");
      const [once, again] = await Promise.all([
        move("g1", retaken(first, CHANGED, "one")),
        move("g1", retaken(first, CHANGED, "two")),
      ]);
      expect([once, again].toSorted()).toEqual(["moved", "not_moved"]);
      const second = await get("g1");
      expect(second).toMatchObject({
        state: "queued",
        take: 2,
        request: CHANGED.request,
        priceMicroUsd: 300,
        costMicroUsd: 100,
        pollCount: 0,
      });
      for (const field of ["taskId", "fileId", "video", "error", "submittedAt", "endedAt", "providerStatus"] as const)
        expect(second[field]).toBeUndefined();
      expect(second.takes).toEqual([
        {
          take: 1,
          state: "succeeded",
          request: first.request,
          taskId: "t",
          costMicroUsd: 100,
          submittedAt: first.submittedAt,
          endedAt: first.endedAt,
          video: VIDEO,
        },
      ]);
      expect(await ledger.batch("b")).toMatchObject({ total: 1, counts: { queued: 1, succeeded: 0 } });
      const known = (fingerprint: string) =>
        ledger.findExisting([newGeneration("g9", { idempotencyKey: "custom:cat", fingerprint })]);
      expect([await known("f"), await known("changed")]).toEqual([
        [{ id: "g1", same: false }],
        [{ id: "g1", same: true }],
      ]);

      const [next] = (await admit(1)) as [Grant];
      expect(await money()).toEqual({ reserved: 300, spent: 100 });
      await move("g1", begin(next, "third"));
      expect(await move("g1", accepted(grant, "creating", { taskId: "late", taskDeadlineMs: 1 }, false))).toBe(
        "not_moved",
      );
      await move("g1", accepted(next, "creating", { taskId: "t2", taskDeadlineMs: DEADLINE_MS }, false));
      await move("g1", generated(await of("g1"), "f2", lastPoll));
      const takes = [{ ...(second.takes?.[0] as EarlierTake), video: { ...VIDEO, location: "file:///v.take1.mp4" } }];
      expect(await move("g1", takesKept({ ...next, run: next.run + 1 }, takes))).toBe("not_moved");
      expect(await move("g1", takesKept(await of("g1"), takes))).toBe("moved");
      await move("g1", stored(await of("g1"), VIDEO));
      expect(await get("g1")).toMatchObject({ state: "succeeded", take: 2, takes, costMicroUsd: 400, video: VIDEO });
      expect(await money()).toEqual({ reserved: 0, spent: 400 });
    });

    test("changed while it waits, a generation stays the take that it is; its grant is given back, and what of it begins later is the change", async () => {
      const { ledger, admit, begin, move, get, slots, money } = await openWorld();
      await ledger.submit([newGeneration("g1"), newGeneration("g2")]);
      const [grant] = (await admit(1)) as [Grant];
      expect(await move("g1", changedInPlace(await get("g1"), CHANGED, "one"))).toBe("moved");
      expect([await slots("default"), await money()]).toEqual([[], { reserved: 0, spent: 0 }]);
      expect(await move("g1", begin(grant))).toBe("not_moved");
      const changed = await get("g1");
      expect(changed).toMatchObject({ state: "queued", request: CHANGED.request, priceMicroUsd: 300 });
      expect([changed.take, changed.takes]).toEqual([undefined, undefined]);
      for (const next of await admit(2)) await move(next.generationId, begin(next, next.generationId));
      expect(await money()).toEqual({ reserved: 400, spent: 0 });
      expect(await move("g1", changedInPlace(await get("g1"), CHANGED, "late"))).toBe("not_moved");
    });

    test("an item that is named by its request is found by its request of before and by the changed one", async () => {
      const { ledger, move, get } = await openWorld();
      await ledger.submit([
        newGeneration("g1", { idempotencyKey: "request:f:0" }),
        newGeneration("g2", { idempotencyKey: "request:changed:0", fingerprint: "changed" }),
      ]);
      await move("g1", cancelled(await get("g1")));
      await move("g1", retaken(await get("g1"), CHANGED, "one"));
      const found = await ledger.findExisting(
        [
          ["request:f:0", "f"],
          ["request:changed:0", "changed"],
          ["request:changed:1", "changed"],
          ["request:changed:2", "changed"],
        ].map(([idempotencyKey = "", fingerprint = ""]) => newGeneration("g9", { idempotencyKey, fingerprint })),
      );
      expect(found).toEqual([{ id: "g1", same: true }, { id: "g2", same: true }, { id: "g1", same: true }, undefined]);
      for (const id of ["g1", "g2"]) await move(id, cancelled(await get(id)));
      await ledger.submit([newGeneration("g3")]);
      expect(await ledger.forgetEnded("failed", -10)).toBe(2);
      const left = await ledger.findExisting(
        ["request:f:0", "request:changed:0", "request:changed:1"].map((idempotencyKey) =>
          newGeneration("g9", { idempotencyKey }),
        ),
      );
      expect(left).toEqual([undefined, undefined, undefined]);
    });

    test("lists show a batch in its order and a state newest first, page by page, each once", async () => {
      const { ledger, create, get, move } = await openWorld();
      const names = Array.from({ length: 7 }, (_, at) => `g${at}`);
      for (const id of names) await create(id);
      await move("g3", cancelled(await get("g3")));
      const idsOf = async (filter: Parameters<Ledger["list"]>[0]): Promise<string[]> => {
        const found: string[] = [];
        for (let cursor: string | undefined, more = true; more;) {
          const page = await ledger.list({ ...filter, limit: 3, ...optional({ cursor }) });
          found.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor;
          more = cursor !== undefined;
        }
        return found;
      };
      expect(await idsOf({ batchId: "b" })).toEqual(names);
      expect(await idsOf({ state: "creating" })).toEqual(names.filter((id) => id !== "g3").toReversed());
      expect(await idsOf({ batchId: "b", state: "cancelling" })).toEqual(["g3"]);
    });

    test("what ended long enough ago is forgotten, with a batch's last one the batch", async () => {
      const { ledger, create, move, get } = await openWorld();
      const grant = await create("g1");
      await ledger.submit([newGeneration("g2")]);
      await move("g1", putBack(grant, "creating", "return"));
      for (const id of ["g1", "g2"]) expect(await move(id, cancelled(await get(id)))).toBe("moved");
      expect(await ledger.forgetEnded("failed", 60_000)).toBe(0);
      expect(await ledger.forgetEnded("succeeded", -10)).toBe(0);
      expect(await ledger.forgetEnded("failed", -10)).toBe(2);
      expect(await get("g1")).toBeUndefined();
      expect(await ledger.batch("b")).toBeUndefined();
    });

    test("whatever moves in whatever order: counts are what the records are, and who holds a slot is who may run", async () => {
      const { ledger, admit, get, slots, begin } = await openWorld();
      const names = Array.from({ length: 6 }, (_, at) => `g${at}`);
      await ledger.submit(names.map((id) => newGeneration(id)));
      let seed = 7;
      const pick = <Item>(items: readonly Item[]): Item =>
        items[(seed = (seed * 48_271) % 2_147_483_647) % items.length] as Item;
      for (let step = 0; step < 150; step += 1) {
        for (const grant of await admit(1)) await ledger.transition(grant.generationId, begin(grant, String(step)));
        const record = await get(pick(names));
        const to = pick(GENERATION_STATES);
        const resend = record.state === "submission_unknown" && to === "queued";
        if (record.state === "queued" || !canMove(record.state, to)) continue;
        const move = { ...runOf(record), from: [record.state], to, leaseMs: 60_000 };
        const { outcome } = await ledger.transition(
          record.id,
          resend ? resentByUser(runOf(record), { charged: false }) : move,
        );
        expect(outcome).toBe("moved");
      }
      const records = await Promise.all(names.map(get));
      for (const state of GENERATION_STATES) {
        const count = records.filter((record) => record.state === state).length;
        expect([state, (await ledger.batch("b"))?.counts[state], (await ledger.countByState())[state]]).toEqual([
          state,
          count,
          count,
        ]);
      }
      const holders = records.filter(({ state }) => holdsSlot(state)).map(({ id }) => id);
      expect((await slots("default")).toSorted()).toEqual(holders.toSorted());
    });
  });
}
