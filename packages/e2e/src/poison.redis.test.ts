import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { GenerationRecord, NewJob, PipelineReporter, Stage, StageJob } from "@hailuo-queue/contracts";
import { ERROR_TABLE, openMinimaxAccounts } from "@hailuo-queue/minimax";
import { createPipeline, createPollSchedule, DEFAULT_SETTINGS } from "@hailuo-queue/pipeline";
import { openProducer } from "@hailuo-queue/producer";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { CREATE_FAULTS, startSimulator } from "@hailuo-queue/simulator";
import {
  createBacklogControl,
  createCallBudget,
  createKeys,
  createRedisAdmission,
  createRedisLedger,
} from "@hailuo-queue/store";
import fc from "fast-check";
import { randomUUID } from "node:crypto";

/**
 * One request that is refused each time, among others that are not: on a real store, with the simulator as its witness.
 */

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const LIMIT = 4;
/** The most tries that one generation may take before it has ended or is parked. */
const MOST_TRIES = 12;
/**
 * What it may cost the others, in ms of an account's rest: a second opinion, or the minute that a throttled plan
 * usually rests, once.
 */
const LONGEST_REST_MS = 65_000;

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "worker" });
});
afterAll(() => closeRedis(redis));
const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

const ignore = (): void => undefined;
const reporter: PipelineReporter = {
  taskAccepted: ignore,
  anomaly: ignore,
  providerRefused: ignore,
  accountRefused: ignore,
  callRefused: ignore,
  callbackRefused: ignore,
  videoDoubted: ignore,
  ended: ignore,
  fundsLow: ignore,
  mended: ignore,
};

async function openWorld(prompts: readonly string[], unreadable: string | undefined) {
  const simulator = await startSimulator({ lifetime: { fixedMs: 0 }, maxInFlight: LIMIT, faults: { hangMs: 1 } });
  const prefix = `test-${randomUUID()}`;
  const keys = createKeys(prefix);
  const producer = await openProducer({ redisUrl, prefix });
  const provider = openMinimaxAccounts([
    { name: "default", baseUrl: simulator.url, dialect: "minimax-v1", keys: () => ["key"] },
  ]);
  opened.push(
    () => simulator.close(),
    () => producer.close(),
    () => provider.close(),
  );
  const ledger = createRedisLedger({ redis, keys });
  const limits = { name: "default", maxInFlight: LIMIT, windows: { create: [], query: [], files: [] } };
  const admission = createRedisAdmission({ redis, keys, accounts: [limits] });
  await admission.publishLimits();
  const tries = new Map<string, number>();
  const jobs: { readonly stage: Stage; readonly job: NewJob }[] = [];
  const parts = {
    ledger,
    admission,
    backlog: createBacklogControl({ redis, keys }),
    guard: { isSafe: async () => true },
    inputs: {
      fill: async <Request extends { readonly prompt?: string }>(request: Request) => {
        if (unreadable !== undefined && request.prompt?.includes(unreadable) === true) throw new Error("AccessDenied");
        return request;
      },
    },
    budget: createCallBudget({ redis, keys, accounts: [limits], timeoutMs: 15_000 }),
    queue: {
      add: async (stage: Stage, added: readonly NewJob[]) => void jobs.push(...added.map((job) => ({ stage, job }))),
      revive: async () => true,
    },
    provider: {
      ...provider,
      createTask: async (...[request, options]: Parameters<typeof provider.createTask>) => {
        const { prompt = "" } = request;
        tries.set(prompt, (tries.get(prompt) ?? 0) + 1);
        return provider.createTask(request, options);
      },
    },
    archive: {
      save: async ({ objectKey }: { readonly objectKey: string }) => ({
        location: `memory:///${objectKey}`,
        bytes: 9,
        sha256: "ab",
      }),
      saveText: async (objectKey: string, text: string) => ({
        location: `memory:///${objectKey}`,
        bytes: text.length,
        sha256: "ab",
      }),
      saveSidecar: async () => undefined,
      keepTake: async () => undefined,
      remove: async () => undefined,
    },
    schedule: createPollSchedule({
      taskTimes: { recent: async () => [], note: ignore },
      settings: DEFAULT_SETTINGS,
      random: Math.random,
    }),
    settings: DEFAULT_SETTINGS,
    clock: { now: () => Date.now() },
    random: Math.random,
    reporter,
  };
  const handlers = {
    create: createPipeline.create(parts),
    poll: createPipeline.poll(parts),
    download: createPipeline.download(parts),
  };
  const signal = new AbortController().signal;
  await producer.submitBatch(
    prompts.map((prompt) => ({ request: { model: "MiniMax-Hailuo-2.3", prompt } })),
    { batchId: "b" },
  );
  const ids = (await ledger.list({ batchId: "b", limit: 1000 })).items.map(({ id }) => id);

  async function work(stage: Stage, job: NewJob): Promise<void> {
    await handlers[stage]({ job: { version: 1, ...job } as StageJob, attemptsMade: 0, signal });
  }

  /** All that waits for a time has waited for it. */
  async function letTimePass(): Promise<void> {
    const account = keys.account("default");
    const waits = (await redis.hkeys(account)).filter((field) =>
      /^(pausedUntil|trialUntil|capTrialAt|disabled\..*)$/.test(field),
    );
    for (const field of waits) await redis.hset(account, field, "1");
    for (const model of await redis.smembers(`${keys.backlog}:aside`)) {
      const aside = `${keys.backlog}:aside:${model}`;
      for (const place of await redis.zrange(aside, "0", "-1")) await redis.zadd(aside, "1", place);
    }
  }

  /**
   * One round: whoever may start does, and each goes on as far as it can. Returns how long nothing could start, in ms.
   */
  async function round(): Promise<number> {
    const { grants, nextInMs } = await admission.admit(100);
    expect(await redis.zcard(keys.slots("default"))).toBeLessThanOrEqual(LIMIT);
    await Promise.all(grants.map((grant) => work("create", grant)));
    while (jobs.length > 0) await Promise.all(jobs.splice(0).map(({ stage, job }) => work(stage, job)));
    if (grants.length > 0) return 0;
    await letTimePass();
    return nextInMs ?? 0;
  }

  const read = async (id: string | undefined): Promise<GenerationRecord> =>
    (await ledger.get(id ?? "")) as GenerationRecord;
  const othersLeft = async (poison: string | undefined): Promise<number> => {
    const records = await Promise.all(ids.filter((id) => id !== poison).map(read));
    return records.filter(({ state }) => state !== "succeeded").length;
  };
  return { ids, round, read, othersLeft, tries, stats: () => simulator.stats(), simulator };
}

async function runAmong(count: number, at: number, mark: string, unreadable?: string) {
  const prompts = Array.from({ length: count }, (_, index) =>
    index === at ? `scene ${index} ${mark}` : `scene ${index}`,
  );
  const world = await openWorld(prompts, unreadable);
  const poison = world.ids[at];
  let restedMs = 0;
  let rounds = 0;
  while ((await world.othersLeft(poison)) > 0) {
    restedMs += await world.round();
    rounds += 1;
    expect(rounds).toBeLessThan(count * 3);
  }
  return { ...world, restedMs, prompt: prompts[at] ?? "", poison: () => world.read(poison) };
}

const CODES = Object.keys(ERROR_TABLE.byProviderCode).map((code) => `[[code ${code}]]`);
const STATUSES = Object.keys(ERROR_TABLE.byHttpStatus).flatMap((status) => [
  `[[http ${status}]]`,
  `[[page ${status}]]`,
]);
/** Those whose task never ends are no refusals. */
const FAULTS = CREATE_FAULTS.filter((fault) => fault.startsWith("create")).map((fault) => `[[${fault}]]`);
const ALL = [...CODES, "[[code 7777]]", ...STATUSES, "[[http 418]]", "[[page 451]]", ...FAULTS, "[[flagged]]"];

test("of a hundred, one of which is answered with anything that a provider may answer, the other 99 are made, in few tries and within the limits", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ALL), fc.nat(99), async (mark, at) => {
      const { restedMs, tries, prompt, stats } = await runAmong(100, at, mark);
      expect(tries.get(prompt)).toBeLessThanOrEqual(MOST_TRIES);
      expect(tries.size).toBe(100);
      expect([...tries.values()].filter((count) => count > 1).length).toBeLessThanOrEqual(1);
      expect(restedMs).toBeLessThan(LONGEST_REST_MS);
      expect(stats()).toMatchObject({ duplicateAccepts: 0, breachesInFlight: 0 });
    }),
    { numRuns: Number(process.env["HAILUO_TEST_RUNS"] ?? 3) },
  );
});

test.each(ALL)("one of twelve is answered %s: the others are made, and it holds none of them up", async (mark) => {
  const { restedMs, tries, prompt, poison } = await runAmong(12, 1, mark);
  expect(tries.get(prompt)).toBeLessThanOrEqual(MOST_TRIES);
  expect(restedMs).toBeLessThan(LONGEST_REST_MS);
  expect(["queued", "failed", "submission_unknown", "succeeded"]).toContain((await poison()).state);
});

test("a fifth of them is refused, each in another way: the others are made all the same, and none of them fails", async () => {
  const marks = [
    "[[create403Html]]",
    "[[code 1004]]",
    "[[code 1008]]",
    "[[create2056]]",
    "[[code 2061]]",
    "[[create405Html]]",
  ];
  const prompts = Array.from({ length: 30 }, (_, index) =>
    index % 5 === 2 ? `scene ${index} ${marks[(index - 2) / 5]}` : `scene ${index}`,
  );
  const world = await openWorld(prompts, undefined);
  const wanted = world.ids.filter((_, index) => index % 5 !== 2);
  const unmade = async (): Promise<number> => {
    const records = await Promise.all(wanted.map(world.read));
    expect(records.filter(({ state }) => state === "failed")).toEqual([]);
    return records.filter(({ state }) => state !== "succeeded").length;
  };
  for (let rounds = 0; (await unmade()) > 0; rounds += 1) {
    await world.round();
    expect(rounds).toBeLessThan(90);
  }
  for (const prompt of prompts) expect(world.tries.get(prompt)).toBeLessThanOrEqual(MOST_TRIES);
  expect(world.stats()).toMatchObject({ duplicateAccepts: 0, breachesInFlight: 0 });
});

describe("what alone is refused fails, with a reason that blames neither key nor account", () => {
  test.each([
    "[[create403Html]]",
    "[[create405Html]]",
    "[[create403Json]]",
    "[[code 1004]]",
    "[[code 1008]]",
    "[[code 2061]]",
    "[[http 404]]",
  ])("%s", async (mark) => {
    const { poison, round, tries, prompt } = await runAmong(40, 2, mark);
    for (let rounds = 0; (await poison()).state !== "failed" && rounds < 60; rounds += 1) await round();
    const { state, error, refusals } = await poison();
    expect(state).toBe("failed");
    expect(refusals).toBeUndefined();
    expect(error?.code).toBe(/create40/.test(mark) ? "request_blocked" : "request_refused_alone");
    expect(error?.message).toMatch(/let others through|accepted others/);
    expect(error?.message.replace(/It said: .*/s, "")).not.toMatch(/\bkeys?\b|MINIMAX_|HAILUO_/);
    expect(tries.get(prompt)).toBeLessThanOrEqual(MOST_TRIES);
  });
});

describe("the only one that is left fails too, where its account took others before, whoever refuses it and wherever it stood", () => {
  test.each([
    ["[[create403Html]]", 6],
    ["[[create403Json]]", 6],
    ["[[http 405]]", 6],
    ["[[code 2061]]", 6],
    ["[[code 1008]]", 24],
    ["[[code 1004]]", 24],
    ["[[http 404]]", 24],
    ["[[code 2056]]", 24],
  ] as const)("%s, after at most %i tries", async (mark, most) => {
    const { poison, round, tries, prompt } = await runAmong(3, 2, mark);
    for (let rounds = 0; (await poison()).state !== "failed" && rounds < 3 * most; rounds += 1) await round();
    const { state, error } = await poison();
    expect(state).toBe("failed");
    expect(error?.message).toMatch(/It said: /);
    expect(error?.message.replace(/It said: .*/s, "")).not.toMatch(/\bkeys?\b|MINIMAX_|HAILUO_/);
    expect(tries.get(prompt)).toBeLessThanOrEqual(most);
  });
});

test("two that are refused each time do not wait for each other: both fail once the others are made", async () => {
  const marks: Readonly<Record<number, string>> = { 3: "[[code 1008]]", 9: "[[code 1004]]" };
  const world = await openWorld(
    Array.from({ length: 40 }, (_, index) => `scene ${index} ${marks[index] ?? ""}`),
    undefined,
  );
  const failed = async (): Promise<number> => {
    const records = await Promise.all([3, 9].map((index) => world.read(world.ids[index])));
    return records.filter(({ state }) => state === "failed").length;
  };
  for (let rounds = 0; (await failed()) < 2; rounds += 1) {
    await world.round();
    expect(rounds).toBeLessThan(120);
  }
});

test.each(["create1004", "create1008", "create2061", "create403Json", "create1002"] as const)(
  "an account that answers everybody with %s fails nobody, and all go on when it works again",
  async (fault) => {
    const { ids, round, read, othersLeft, simulator } = await openWorld(
      Array.from({ length: 8 }, (_, index) => `scene ${index}`),
      undefined,
    );
    simulator.configure({ faults: { [fault]: 1 } });
    for (let rounds = 0; rounds < 60; rounds += 1) await round();
    for (const id of ids) expect(await read(id)).toMatchObject({ state: "queued" });
    simulator.configure({ faults: { [fault]: 0 } });
    for (let rounds = 0; (await othersLeft(undefined)) > 0; rounds += 1) {
      await round();
      expect(rounds).toBeLessThan(40);
    }
    expect((await read(ids[0])).refusals).toBeUndefined();
  },
);

test("an input that storage does not give up holds up nobody, and is waited for", async () => {
  const { poison, restedMs, tries, prompt } = await runAmong(20, 0, "unreadable", "unreadable");
  expect(tries.get(prompt)).toBeUndefined();
  expect(restedMs).toBeLessThan(LONGEST_REST_MS);
  expect(await poison()).toMatchObject({ state: "queued" });
});
