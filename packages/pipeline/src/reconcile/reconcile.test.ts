import { describe, expect, test } from "@jest/globals";
import {
  accepted,
  begun,
  type Grant,
  generated,
  type NewJob,
  parked,
  type RunOf,
  type Transition,
} from "@hailuo-queue/contracts";
import { createMemoryStore, SILENT_REPORTER } from "@hailuo-queue/testkit";
import { newGeneration } from "@hailuo-queue/testkit/conformance";
import { DEFAULT_SETTINGS } from "../settings.ts";
import { reconcile } from "./reconcile.ts";

const LOST = { code: "x", stage: "create", message: "x" } as const;
const task = { taskId: "t", taskDeadlineMs: DEFAULT_SETTINGS.taskDeadlineMs };
const intent = { holdMs: 1000, taskDeadlineMs: DEFAULT_SETTINGS.taskDeadlineMs, token: "x" };

/** A store with some generations, and a queue that has lost the jobs which a test names. */
async function openWorld(names: readonly string[] = ["g"]) {
  const world = { nowMs: 1_000_000, cancelling: [] as string[], unfinished: new Set<string>() };
  const store = createMemoryStore({ now: () => world.nowMs });
  const revived: string[] = [];
  const mended: string[] = [];
  const ended: string[] = [];
  const anomalies: string[] = [];
  await store.ledger.submit(names.map((id) => newGeneration(id)));

  return {
    ...store,
    world,
    revived,
    mended,
    ended,
    anomalies,
    move: (id: string, transition: Transition) => store.ledger.transition(id, transition),
    begin: async (): Promise<Grant> => {
      const [grant] = (await store.admit(1)) as [Grant];
      await store.ledger.transition(grant.generationId, begun(grant, intent));
      return grant;
    },
    reconcile: (settings = DEFAULT_SETTINGS) =>
      reconcile(
        {
          ledger: store.ledger,
          queue: {
            revive: async (stage: string, { generationId, run }: NewJob) => {
              const job = `${stage} ${generationId} ${run}`;
              if (world.unfinished.has(job)) return false;
              revived.push(job);
              return true;
            },
            add: async () => {
              throw new Error("a reconciler revives");
            },
          },
          admission: store.admission,
          backlog: {
            cancellingBatches: async () => world.cancelling,
            beginCancel: async (batchId) => void world.cancelling.push(batchId),
            endCancel: async (batchId) =>
              void (world.cancelling = world.cancelling.filter((other) => other !== batchId)),
          },
          settings,
          clock: { now: () => world.nowMs },
          reporter: {
            ...SILENT_REPORTER,
            mended: (id, state) => void mended.push(`${id} ${state}`),
            ended: (id, state) => void ended.push(`${id} ${state}`),
            anomaly: (id, event) => void anomalies.push(`${id} ${event}`),
          },
        },
        new AbortController().signal,
      ),
  };
}

describe("a reconciler", () => {
  test("gives a grant whose create never began its job back, once it has been quiet for long enough", async () => {
    const { world, admit, reconcile: run, revived, mended } = await openWorld();
    const [grant] = (await admit(1)) as [Grant];
    world.nowMs += 29_999;
    expect(await run()).toBe(0);
    world.nowMs += 1;
    expect(await run()).toBe(1);
    expect(revived).toEqual([`create g ${grant.run}`]);
    expect(mended).toEqual(["g queued"]);
  });

  test.each<[state: string, stage: string, quietMs: number, moves: (of: RunOf) => readonly Transition[]]>([
    ["creating", "create", 30_000, () => []],
    ["generating", "poll", 120_000, (of) => [accepted(of, "creating", task, false)]],
    [
      "downloading",
      "download",
      30_000,
      (of) => [
        accepted(of, "creating", task, false),
        generated(of, "f", { pollCount: 1, seen: { providerStatus: "Success" }, charged: true }),
      ],
    ],
  ])(
    "gives one that is %s its %s job back after %d ms, unless an unfinished one is there",
    async (state, stage, quietMs, moves) => {
      const { world, begin, move, reconcile: run, revived, mended } = await openWorld();
      const grant = await begin();
      for (const transition of moves(grant)) await move("g", transition);
      const job = `${stage} g ${grant.run}`;
      world.nowMs += quietMs - 1;
      expect(await run()).toBe(0);
      world.nowMs += 1;
      world.unfinished.add(job);
      expect(await run()).toBe(0);
      world.unfinished.clear();
      expect(await run()).toBe(1);
      expect(revived).toEqual([job]);
      expect(mended).toEqual([`g ${state}`]);
    },
  );

  test("leaves one that waits for a user, and one that moved since its page was read", async () => {
    const { world, begin, move, ledger, reconcile: run, revived } = await openWorld(["g", "moved"]);
    const grant = await begin();
    await move("g", parked(grant, { error: LOST, taskDeadlineMs: 1 }));
    const other = await begin();
    world.nowMs += 1_000_000;
    const { list } = ledger;
    Object.assign(ledger, {
      list: async (filter: Parameters<typeof list>[0]) => {
        const page = await list(filter);
        if (filter.state === "creating") await move("moved", accepted(other, "creating", task, false));
        return page;
      },
    });
    await run();
    expect(revived).toEqual([]);
  });

  test("lets one that was cancelled in the middle of its create find out by its create job, as it has no task to ask for", async () => {
    const { world, begin, move, reconcile: run, revived } = await openWorld();
    const grant = await begin();
    await move("g", { from: ["creating"], to: "cancelling", stamp: ["cancelRequestedAt"] });
    world.nowMs += 1_000_000;
    await run();
    expect(revived).toEqual([`create g ${grant.run}`]);
  });

  test("takes back slots that nobody renewed until long after the deadline", async () => {
    const { world, begin, move, slots, reconcile: run, anomalies } = await openWorld();
    await move("g", accepted(await begin(), "creating", task, false));
    world.nowMs += DEFAULT_SETTINGS.taskDeadlineMs + 60 * 60_000 - 1;
    await run();
    expect([...slots("default").keys()]).toEqual(["g"]);
    world.nowMs += 1;
    await run();
    expect([...slots("default").keys()]).toEqual([]);
    expect(anomalies).toEqual(["g slot-reclaimed"]);
  });

  test("ends the cancel of a batch whose canceller died: what waits is over, and what runs is left", async () => {
    const { world, begin, ledger, reconcile: run, ended } = await openWorld(["running", "waiting", "too"]);
    await begin();
    world.cancelling.push("b");
    await run();
    expect(ended.toSorted()).toEqual(["too cancelled", "waiting cancelled"]);
    expect(await ledger.batch("b")).toMatchObject({ counts: { creating: 1, cancelled: 2 } });
    expect(world.cancelling).toEqual([]);
  });

  test("forgets what ended long ago, and nothing where that is kept for good", async () => {
    const { world, ledger, reconcile: run } = await openWorld();
    world.cancelling.push("b");
    await run();
    world.nowMs += DEFAULT_SETTINGS.keepFailedMs;
    await run({ ...DEFAULT_SETTINGS, keepFailedMs: 0 });
    expect(await ledger.get("g")).toBeDefined();
    await run();
    expect(await ledger.get("g")).toBeUndefined();
  });
});
