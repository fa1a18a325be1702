import { composeStages } from "@hailuo-queue/composition";
import { afterEach, describe, expect, test } from "@jest/globals";
import { createAccountControl, createKeys, createRedisCallbackRefusals } from "@hailuo-queue/store";
import {
  type CreateOptions,
  DownloadError,
  type GenerationRecord,
  type GenerationRequest,
  InvalidInputError,
  type NewJob,
  optional,
  type PipelineReporter,
  ProviderError,
  type ProviderTask,
  type ProviderVerdict,
  type Stage,
  type StageHandler,
  UnavailableError,
} from "@hailuo-queue/contracts";
import { CALLBACK_LEFT_OUT_MS, createPipeline, DEFAULT_SETTINGS, reconcile } from "@hailuo-queue/pipeline";
import { openProducer } from "@hailuo-queue/producer";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { callbackUrlsFor } from "@hailuo-queue/runtime";
import { SILENT_REPORTER } from "@hailuo-queue/testkit";
import { randomUUID } from "node:crypto";

/** The three stages on a real ledger and admission, with a provider that answers as each test says. */

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

type Answer = { readonly taskId: string } | Error;

async function openWorld() {
  const prefix = `test-${randomUUID()}`;
  const keys = createKeys(prefix);
  const redis = await openRedis(redisUrl, { role: "worker" });
  opened.push(() => closeRedis(redis));
  const producer = await openProducer({ redisUrl, prefix });
  opened.push(() => producer.close());
  const posts: string[] = [];
  const callbackUrls: (string | undefined)[] = [];
  const jobs: { readonly stage: Stage; readonly job: NewJob }[] = [];
  const anomalies: string[] = [];
  const reporter: PipelineReporter = { ...SILENT_REPORTER, anomaly: (_id, event) => void anomalies.push(event) };
  const world = {
    /** What the next create answers; a test may hold it back. */
    answer: async (): Promise<Answer> => ({ taskId: "task-1" }),
    task: { status: "running", rawStatus: "Processing" } as ProviderTask,
    saves: [] as string[],
    saveFails: undefined as Error | undefined,
    nowMs: Date.now(),
    /** Why the images of a request cannot be read. */
    inputsFail: undefined as Error | undefined,
    /** Whether a replica has what was written. */
    replicated: async () => true,
  };
  const provider = {
    createTask: async ({ prompt = "" }: GenerationRecord["request"], { callbackUrl }: CreateOptions) => {
      posts.push(prompt);
      callbackUrls.push(callbackUrl);
      const answer = await world.answer();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    getTask: async () => world.task,
    getFile: async (fileId: string) => ({ downloadUrl: `https://cdn.example/${fileId}` }),
  };
  const queue = {
    add: async (stage: Stage, added: readonly NewJob[]) => void jobs.push(...added.map((job) => ({ stage, job }))),
    revive: async (stage: Stage, job: NewJob) => {
      jobs.push({ stage, job });
      return true;
    },
  };
  const stages = composeStages({
    redis,
    keys,
    queue,
    provider,
    taskApi: undefined,
    accounts: [
      {
        name: "default",
        maxInFlight: 5,
        windows: { create: [{ limit: 100, windowMs: 60_000 }], query: [], files: [] },
      },
    ],
    settings: { downloadAttempts: 3 },
    reporter,
    clock: { now: () => world.nowMs },
    onError: (error) => {
      throw error;
    },
  });
  opened.push(() => stages.close());
  const { ledger, admission } = stages;
  const parts = {
    ...stages,
    guard: { isSafe: () => world.replicated() },
    inputs: {
      fill: async (request: GenerationRequest) => {
        if (world.inputsFail !== undefined) throw world.inputsFail;
        return request;
      },
    },
    archive: {
      save: async ({ objectKey }: { readonly objectKey: string }) => {
        if (world.saveFails !== undefined) throw world.saveFails;
        world.saves.push(objectKey);
        return { location: `memory:///${objectKey}`, bytes: 9, sha256: "ab" };
      },
      saveText: async (objectKey: string, text: string) => ({
        location: `memory:///${objectKey}`,
        bytes: text.length,
        sha256: "ab",
      }),
      saveSidecar: async () => undefined,
      keepTake: async () => undefined,
      remove: async () => undefined,
    },
  };
  const handlers = {
    create: createPipeline.create(parts),
    poll: createPipeline.poll(parts),
    download: createPipeline.download(parts),
  };
  const { id } = await producer.submit({ request: { model: "MiniMax-Hailuo-2.3", prompt: "a cat" } });
  const { grants } = await admission.admit(5);
  const job = { version: 1, ...(grants[0] as (typeof grants)[number]) } as const;
  const signal = new AbortController().signal;
  return {
    world,
    producer,
    admission,
    control: createAccountControl({ redis, keys, account: "default" }),
    ledger,
    redis,
    keys,
    parts,
    posts,
    callbackUrls,
    jobs,
    anomalies,
    id,
    job,
    submit: async (fields: Partial<GenerationRequest>) =>
      (await producer.submit({ request: { model: "MiniMax-Hailuo-2.3", prompt: "a picture", ...fields } })).id,
    callbacksAt: (deployment: string | undefined, callbackUrl?: string | null) => {
      const account = { name: "default", baseUrl: "http://x", dialect: "auto", keys: () => [] } as const;
      return {
        urlFor: callbackUrlsFor([{ ...account, ...optional({ callbackUrl }) }], deployment) ?? (() => undefined),
        refusals: createRedisCallbackRefusals({
          redis,
          keys,
          clock: parts.clock,
          onError: (error) => expect(error).toBeUndefined(),
        }),
      };
    },
    /** One create of this one, which has waited for its turn. */
    admitAndCreate: async (generationId: string, own = parts) => {
      const grant = (await admission.admit(5)).grants.find((granted) => granted.generationId === generationId);
      if (grant === undefined) throw new Error(`${generationId} does not wait`);
      await createPipeline.create(own)({ job: { version: 1, ...grant }, attemptsMade: 0, signal });
    },
    run: (stage: Stage, attemptsMade = 0) => handlers[stage]({ job, attemptsMade, signal }),
    get: async () => (await ledger.get(id)) as GenerationRecord,
    slots: () => redis.zcard(keys.slots("default")),
    backlog: async () => (await admission.usage())[0]?.backlog,
    redisNow: async () => {
      const [seconds, micros] = await redis.time();
      return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    },
    slotEnd: async () => Number(await redis.zscore(keys.slots("default"), id)),
    endLease: () => redis.zadd(keys.slots("default"), 1, id),
    createStamp: async () =>
      Number((await redis.zrange(keys.callWindow("default", "create"), "0", "0", "WITHSCORES"))[1]),
    /** An account that paused does not go on by itself, whether that is in one second or in thirty. */
    pauseOn: async () => {
      expect(Number(await redis.hget(keys.account("default"), "pausedUntil"))).toBeGreaterThan(0);
      await redis.hset(keys.account("default"), "pausedUntil", 9_000_000_000_000);
    },
    windowUsed: async () => redis.zcard(keys.callWindow("default", "create")),
  };
}

function refusal(verdict: ProviderVerdict): ProviderError {
  return new ProviderError("some_code", "some sentence", { verdict });
}

/** An answer that comes when the test says so. */
function heldAnswer(): {
  readonly answer: () => Promise<Answer>;
  readonly asked: Promise<void>;
  give(answer: Answer): void;
} {
  let give: (answer: Answer) => void = () => undefined;
  let ask: () => void = () => undefined;
  const answered = new Promise<Answer>((resolve) => (give = resolve));
  const asked = new Promise<void>((resolve) => (ask = resolve));
  return {
    answer: () => {
      ask();
      return answered;
    },
    asked,
    give: (answer) => give(answer),
  };
}

describe("create", () => {
  test("buys once and hands on to poll; run again, it hands on again and buys nothing", async () => {
    const { run, posts, callbackUrls, jobs, get, slots } = await openWorld();
    await run("create");
    expect(await get()).toMatchObject({ state: "generating", taskId: "task-1", account: "default" });
    await run("create");
    expect(posts).toEqual(["a cat"]);
    expect(callbackUrls).toEqual([undefined]);
    expect(jobs.map(({ stage }) => stage)).toEqual(["poll", "poll"]);
    expect(new Set(jobs.map(({ job }) => job.run)).size).toBe(1);
    expect(await slots()).toBe(1);
  });

  test("names the generation and its run to the provider where that can call back", async () => {
    const { parts, callbacksAt, callbackUrls, job, id } = await openWorld();
    const callbacks = callbacksAt("https://video.example.com/callbacks/minimax");
    await createPipeline.create({ ...parts, callbacks })({
      job,
      attemptsMade: 0,
      signal: new AbortController().signal,
    });
    expect(callbackUrls).toEqual([`https://video.example.com/callbacks/minimax/${id}.${job.run}`]);
  });

  test("whose callback the provider cannot verify goes back to its position, and the next ones go without a callback for a while", async () => {
    const { parts, callbacksAt, producer, world, admission, redis, keys, callbackUrls, posts, job, get, slots } =
      await openWorld();
    // Each create is made by a process of its own.
    const create: StageHandler = (given) =>
      createPipeline.create({ ...parts, callbacks: callbacksAt("https://video.example.com/callbacks/minimax") })(given);
    const refused = async () => (await admission.usage())[0]?.callbackRefused;
    const signal = new AbortController().signal;
    world.answer = async () =>
      new ProviderError("callback_refused", "fail to check callback url", { verdict: "terminal" });
    await create({ job, attemptsMade: 0, signal });
    expect(await get()).toMatchObject({ state: "queued" });
    expect(await slots()).toBe(0);

    world.answer = async () => ({ taskId: "task-1" });
    const admitNext = async () => ({ ...job, ...(await admission.admit(5)).grants[0] });
    await create({ job: await admitNext(), attemptsMade: 0, signal });
    expect(await get()).toMatchObject({ state: "generating", taskId: "task-1" });
    expect(posts).toEqual(["a cat", "a cat"]);
    expect(callbackUrls).toEqual([expect.stringContaining("/callbacks/minimax/"), undefined]);

    const told = await refused();
    expect(told).toMatchObject({ reason: "fail to check callback url" });
    expect((told?.leftOutUntil ?? 0) - (told?.since ?? 0)).toBe(CALLBACK_LEFT_OUT_MS);

    // After some minutes it may be there again.
    await redis.hincrby(keys.account("default"), "callbackLeftOutUntil", -11 * 60_000);
    const { id } = await producer.submit({ request: { model: "MiniMax-Hailuo-2.3", prompt: "a dog" } });
    await create({ job: await admitNext(), attemptsMade: 0, signal });
    expect(callbackUrls[2]).toContain(id);
    // Taken again: nobody is told of a refusal any more.
    while ((await refused()) !== undefined);
  });

  test("is told where its account is to be told, or nowhere", async () => {
    const { parts, callbacksAt, submit, admitAndCreate, callbackUrls, job, id } = await openWorld();
    const own = "https://china.example.com/callbacks/minimax";
    for (const [deployment, account] of [
      ["https://video.example.com/callbacks/minimax", own],
      [undefined, own],
      ["https://video.example.com/callbacks/minimax", null],
    ] as const) {
      Object.assign(parts, { callbacks: callbacksAt(deployment, account) });
      const next = account === own && deployment !== undefined ? undefined : await submit({});
      if (next === undefined)
        await createPipeline.create(parts)({ job, attemptsMade: 0, signal: new AbortController().signal });
      else await admitAndCreate(next, parts);
    }
    expect(callbackUrls).toEqual([`${own}/${id}.${job.run}`, expect.stringContaining(`${own}/`), undefined]);
  });

  test("that died between its intent and the answer is parked with its slot, and never sent again", async () => {
    const { world, run, posts, get, slots } = await openWorld();
    const held = heldAnswer();
    world.answer = held.answer;
    const first = run("create");
    await held.asked;
    world.nowMs += DEFAULT_SETTINGS.createTimeoutMs + 5000;
    await run("create");
    expect(await get()).toMatchObject({ state: "submission_unknown", error: { code: "create_interrupted" } });
    expect(await slots()).toBe(1);
    expect(posts).toHaveLength(1);
    held.give({ taskId: "late" });
    await first;
    expect(await get()).toMatchObject({ state: "generating", taskId: "late" });
    expect((await get()).error).toBeUndefined();
  });

  test.each<ProviderVerdict>(["unknown_outcome", "transient"])(
    "whose answer is %s is parked, and its slot stays taken",
    async (verdict) => {
      const { world, run, get, slots, jobs } = await openWorld();
      world.answer = async () => refusal(verdict);
      await run("create");
      expect(await get()).toMatchObject({ state: "submission_unknown", error: { code: "some_code", stage: "create" } });
      expect(await slots()).toBe(1);
      expect(jobs).toEqual([]);
    },
  );

  test.each<[ProviderVerdict, number]>([
    ["throttled", 1],
    ["account", 1],
    ["concurrency", 1],
    ["not_sent", 0],
  ])(
    "that was refused as %s goes back to its position without its slot, and the account pauses",
    async (verdict, windowUsed) => {
      const world = await openWorld();
      world.world.answer = async () => refusal(verdict);
      await world.run("create");
      expect(await world.get()).toMatchObject({
        state: "queued",
        attempts: { create: [{ code: "some_code", message: "some sentence", times: 1 }] },
      });
      const explained = await world.producer.explain(world.id);
      expect(explained).toMatchObject({ waitsFor: "set_aside", lastAttempt: { stage: "create", code: "some_code" } });
      expect(await world.slots()).toBe(0);
      expect(await world.backlog()).toBe(1);
      expect(await world.windowUsed()).toBe(windowUsed);
      await world.pauseOn();
      expect((await world.admission.usage())[0]?.pausedReason).toContain("some_code");
      expect((await world.admission.admit(5)).grants).toEqual([]);
      await world.control.release({ who: "test" });
      expect((await world.admission.admit(5)).grants).toHaveLength(1);
      await world.run("create");
      expect(world.posts).toHaveLength(1);
    },
  );

  test.each([
    ["no replica has its intent", async () => false],
    ["nobody can say whether one has it", () => Promise.reject<boolean>(new Error("MOVED 15143 127.0.0.1:39341"))],
  ])("is not bought while %s", async (_why, replicated) => {
    const { world, run, posts, get, slots, backlog } = await openWorld();
    world.replicated = replicated;
    await run("create");
    expect(posts).toHaveLength(0);
    expect(await get()).toMatchObject({ state: "queued" });
    expect([await slots(), await backlog()]).toEqual([0, 1]);
  });

  test("whose image is not in storage any more buys nothing and fails with the reason, slot and window free again", async () => {
    const { world, run, posts, get, slots, windowUsed } = await openWorld();
    world.inputsFail = new InvalidInputError(
      "input_image_missing",
      "There is no image at s3://videos/inputs/sha256-ab.png.",
    );
    await run("create");
    expect(await get()).toMatchObject({ state: "failed", error: { code: "input_image_missing", stage: "create" } });
    expect([posts.length, await slots(), await windowUsed()]).toEqual([0, 0, 0]);
  });

  test("whose storage is away goes back to its position, and the account rests for a moment", async () => {
    const { world, run, posts, get, slots, windowUsed, backlog, admission, pauseOn } = await openWorld();
    world.inputsFail = new UnavailableError("storage_refused", "The bucket is away.");
    await run("create");
    expect(await get()).toMatchObject({ state: "queued" });
    expect([posts.length, await slots(), await windowUsed(), await backlog()]).toEqual([0, 0, 0, 1]);
    await pauseOn();
    expect((await admission.usage())[0]?.pausedReason).toBe("storage: The bucket is away.");
  });

  test("that was bought keeps its task id in hand while Redis takes no writes", async () => {
    const { parts, run, get, anomalies, posts } = await openWorld();
    const { transition } = parts.ledger;
    let refusals = 2;
    parts.ledger.transition = async (id, move) => {
      if (move.to === "generating" && refusals > 0) {
        refusals -= 1;
        throw new Error("NOREPLICAS Not enough good replicas to write.");
      }
      return transition(id, move);
    };
    await run("create");
    expect(await get()).toMatchObject({ state: "generating", taskId: "task-1" });
    expect(anomalies).toEqual(["task-not-recorded-yet", "task-not-recorded-yet"]);
    expect(posts).toHaveLength(1);
  });

  test("that another process may still be making is given its time before anybody may decide on it", async () => {
    const { world, run, parts, get } = await openWorld();
    const held = heldAnswer();
    world.answer = held.answer;
    const first = run("create");
    await held.asked;
    expect(await run("create")).toMatchObject({ type: "snooze" });
    expect(await get()).toMatchObject({ state: "creating" });
    world.nowMs += parts.settings.createTimeoutMs + 5000;
    await run("create");
    expect(await get()).toMatchObject({ state: "submission_unknown" });
    held.give({ taskId: "task-1" });
    await first;
    expect(await get()).toMatchObject({ state: "generating", taskId: "task-1" });
  });

  test("that a worker without the account's keys took goes back, and the account is none the worse", async () => {
    const { world, run, get, admission, backlog } = await openWorld();
    world.answer = async () =>
      new ProviderError("account_not_configured", "no such account here", { verdict: "account" });
    await run("create");
    expect(await get()).toMatchObject({ state: "queued" });
    expect(await backlog()).toBe(1);
    expect((await admission.admit(1)).grants).toHaveLength(1);
  });

  test("whose answer was lost is sent once more where the deployment says so, and no more than once", async () => {
    const { world, parts, run, posts, get, admission, id } = await openWorld();
    Object.assign(parts.settings, { ambiguousCreate: "resubmit" });
    world.answer = async () => refusal("unknown_outcome");
    await run("create");
    expect(await get()).toMatchObject({ state: "queued", resubmits: 1 });
    const [again] = (await admission.admit(1)).grants;
    const job = { version: 1, generationId: id, run: again?.run ?? 0 } as const;
    await createPipeline.create(parts)({ job, attemptsMade: 0, signal: new AbortController().signal });
    expect(await get()).toMatchObject({ state: "submission_unknown", resubmits: 1 });
    expect(posts).toHaveLength(2);
  });

  describe("whose picture moderation refused", () => {
    const flagged = new ProviderError("prompt_flagged", "refused (1026)", { verdict: "terminal", providerCode: 1026 });
    const picture = { image_url: "https://example.com/cat.png" };

    test("is sent once more where the deployment says so, and then fails", async () => {
      const { world, parts, submit, admitAndCreate, posts } = await openWorld();
      Object.assign(parts.settings, { flaggedPicture: "try_again" });
      world.answer = async () => flagged;
      const id = await submit(picture);
      await admitAndCreate(id);
      expect(await parts.ledger.get(id)).toMatchObject({ state: "queued", flaggedTries: 1 });
      await admitAndCreate(id);
      expect(await parts.ledger.get(id)).toMatchObject({ state: "failed", error: { code: "prompt_flagged" } });
      expect(posts).toHaveLength(2);
    });

    test.each([
      ["unless the deployment says so", "fail", picture, flagged],
      ["where there is no picture", "try_again", {}, flagged],
      ["where something else was refused", "try_again", picture, refusal("terminal")],
    ] as const)("fails at once %s", async (_when, flaggedPicture, fields, answer) => {
      const { world, parts, submit, admitAndCreate, posts } = await openWorld();
      Object.assign(parts.settings, { flaggedPicture });
      world.answer = async () => answer;
      const id = await submit(fields);
      await admitAndCreate(id);
      expect(await parts.ledger.get(id)).toMatchObject({ state: "failed" });
      expect(posts).toHaveLength(1);
    });

    test("is not sent again once it was cancelled", async () => {
      const { world, parts, submit, admitAndCreate, producer, posts } = await openWorld();
      Object.assign(parts.settings, { flaggedPicture: "try_again" });
      const id = await submit(picture);
      world.answer = async () => {
        await producer.cancel(id);
        return flagged;
      };
      await admitAndCreate(id);
      expect(await parts.ledger.get(id)).toMatchObject({ state: "cancelled" });
      expect(posts).toHaveLength(1);
    });
  });

  test("that was refused for good fails with the reason and frees its slot", async () => {
    const { world, run, get, slots } = await openWorld();
    world.answer = async () => refusal("terminal");
    await run("create");
    expect(await get()).toMatchObject({ state: "failed", error: { code: "some_code", stage: "create" } });
    expect(await slots()).toBe(0);
  });

  test("that stood still after its intent buys nothing, even when another worker parked it meanwhile", async () => {
    const { world, parts, run, posts, get, slots, backlog, ledger, id } = await openWorld();
    const { transition } = ledger;
    parts.ledger.transition = async (...move) => {
      const begun = await transition(...move);
      if (move[1].to !== "creating") return begun;
      await transition(id, { from: ["creating"], to: "submission_unknown", account: "default", leaseMs: 1000 });
      world.nowMs += 11_000;
      return begun;
    };
    await run("create");
    expect(posts).toEqual([]);
    expect(await get()).toMatchObject({ state: "queued" });
    expect(await slots()).toBe(0);
    expect(await backlog()).toBe(1);
  });

  test("of a generation that was cancelled before it began buys nothing", async () => {
    const { run, producer, posts, id, slots, windowUsed } = await openWorld();
    expect(await producer.cancel(id)).toMatchObject({ result: "cancelled" });
    await run("create");
    expect(posts).toEqual([]);
    expect(await slots()).toBe(0);
    expect(await windowUsed()).toBe(0);
  });

  test.each<[string, Answer, string, number]>([
    ["accepted", { taskId: "task-1" }, "cancelling", 1],
    ["refused", refusal("terminal"), "cancelled", 0],
    ["put back", refusal("throttled"), "cancelled", 0],
    ["lost", refusal("unknown_outcome"), "submission_unknown", 1],
  ])("cancelled while the provider is asked, and then %s, ends rightly", async (_how, answer, state, slotsTaken) => {
    const { world, run, producer, id, get, slots, backlog, jobs } = await openWorld();
    const held = heldAnswer();
    world.answer = held.answer;
    const running = run("create");
    await held.asked;
    expect(await producer.cancel(id)).toMatchObject({ result: "cancelling" });
    held.give(answer);
    await running;
    expect((await get()).state).toBe(state);
    expect(await slots()).toBe(slotsTaken);
    expect(await backlog()).toBe(0);
    // At once: a task that waits can be cancelled at some providers.
    expect(jobs).toMatchObject(state === "cancelling" ? [{ stage: "poll", job: { delayMs: 0 } }] : []);
  });
});

describe("a create that was cancelled while the provider is asked, and whose job runs once more meanwhile", () => {
  async function openTwice(laterMs: number) {
    const world = await openWorld();
    const held = heldAnswer();
    world.world.answer = held.answer;
    const first = world.run("create");
    await held.asked;
    expect(await world.producer.cancel(world.id)).toMatchObject({ result: "cancelling" });
    world.world.nowMs += laterMs;
    const second = await world.run("create");
    const between = (await world.get()).state;
    const answered = async (answer: Answer): Promise<void> => {
      held.give(answer);
      await first;
    };
    return { ...world, second, between, answered };
  }

  test("is given its time before anybody may decide on it", async () => {
    const { second, between, answered } = await openTwice(0);
    await answered({ taskId: "task-1" });
    expect([second.type, between]).toEqual(["snooze", "cancelling"]);
  });

  test.each<[string, Answer]>([
    ["put back", refusal("throttled")],
    ["refused", refusal("terminal")],
  ])("is not bought again when it was parked before it was %s: it is cancelled", async (_how, answer) => {
    const { between, answered, get, slots, backlog } = await openTwice(DEFAULT_SETTINGS.createTimeoutMs + 5000);
    await answered(answer);
    expect([between, (await get()).state]).toEqual(["submission_unknown", "cancelled"]);
    expect([await slots(), await backlog()]).toEqual([0, 0]);
  });

  test("goes on being cancelled when it was parked before it was accepted", async () => {
    const { answered, get, slots, jobs } = await openTwice(DEFAULT_SETTINGS.createTimeoutMs + 5000);
    await answered({ taskId: "task-1" });
    expect(await get()).toMatchObject({ state: "cancelling", taskId: "task-1" });
    expect(await slots()).toBe(1);
    expect(jobs).toMatchObject([{ stage: "poll", job: { delayMs: 0 } }]);
  });

  test("is bought like any other when its user then says that it was not accepted: the cancel is taken back", async () => {
    const { answered, producer, id, get, admission, parts } = await openTwice(DEFAULT_SETTINGS.createTimeoutMs + 5000);
    expect((await get()).cancelRequestedAt).toBeDefined();
    expect(await producer.resolve(id, { action: "resubmit" })).toMatchObject({ result: "queued" });
    await answered(refusal("terminal"));
    const [again] = (await admission.admit(1)).grants;
    const job = { version: 1, generationId: id, run: again?.run ?? 0 } as const;
    const signal = new AbortController().signal;
    await createPipeline.create({
      ...parts,
      provider: { ...parts.provider, createTask: async () => ({ taskId: "task-2" }) },
    })({
      job,
      attemptsMade: 0,
      signal,
    });
    expect(await get()).toMatchObject({ state: "generating", taskId: "task-2" });
    expect((await get()).cancelRequestedAt).toBeUndefined();
  });

  test("is not given back to its turn when its process stood still before it asked", async () => {
    const { world, parts, run, posts, get, slots, backlog, ledger, producer, id } = await openWorld();
    const { transition } = ledger;
    parts.ledger.transition = async (...move) => {
      const begun = await transition(...move);
      if (move[1].to !== "creating") return begun;
      expect(await producer.cancel(id)).toMatchObject({ result: "cancelling" });
      await transition(id, { from: ["cancelling"], to: "submission_unknown", account: "default", leaseMs: 1000 });
      world.nowMs += 11_000;
      return begun;
    };
    await run("create");
    expect((await get()).state).toBe("cancelled");
    expect([posts.length, await slots(), await backlog()]).toEqual([0, 0, 0]);
  });
});

test("a create that may have been accepted keeps its slot after its cancel, until its lease ends", async () => {
  const { world, run, producer, id, get, slots, slotEnd, endLease, redisNow, admission } = await openWorld();
  world.answer = async () => refusal("unknown_outcome");
  await run("create");
  expect(await producer.cancel(id)).toMatchObject({ result: "cancelled" });
  expect((await get()).state).toBe("cancelled");
  expect(await slots()).toBe(1);
  expect(await slotEnd()).toBeGreaterThan((await redisNow()) + DEFAULT_SETTINGS.taskDeadlineMs);
  expect(await admission.reclaimSlots()).toEqual([]);
  await endLease();
  expect(await admission.reclaimSlots()).toEqual([id]);
  expect(await slots()).toBe(0);
});

test("a generation that is being cancelled does not keep others of its batch from their turn", async () => {
  const { producer, run, id, admission } = await openWorld();
  await run("create");
  expect(await producer.cancel(id)).toMatchObject({ result: "cancelling" });
  const { id: next } = await producer.submit({ request: { model: "MiniMax-Hailuo-2.3", prompt: "a dog" } });
  expect((await admission.admit(5)).grants).toMatchObject([{ generationId: next }]);
});

test.each([-3_600_000, 3_600_000])(
  "a worker whose clock is %i ms off holds slots and windows by Redis's clock",
  async (skewMs) => {
    const { world, run, get, redisNow, slotEnd, createStamp, parts } = await openWorld();
    world.nowMs += skewMs;
    const lease = parts.settings.taskDeadlineMs + 3_600_000;
    for (const stage of ["create", "poll"] as const) {
      const before = await redisNow();
      await run(stage);
      const after = await redisNow();
      expect(await slotEnd()).toBeGreaterThanOrEqual(before + lease);
      expect(await slotEnd()).toBeLessThanOrEqual(after + lease);
      if (stage === "poll") return;
      expect(await get()).toMatchObject({ state: "generating" });
      expect(await createStamp()).toBeGreaterThanOrEqual(before);
      expect(await createStamp()).toBeLessThanOrEqual(after);
    }
  },
);

describe("poll", () => {
  test("snoozes while the task runs, renews its slot, and is overdue only in name", async () => {
    const { world, run, get, slots } = await openWorld();
    await run("create");
    const snoozed = await run("poll");
    expect(snoozed).toMatchObject({ type: "snooze", reason: "Processing" });
    expect(await get()).toMatchObject({ state: "generating", pollCount: 1, providerStatus: "Processing" });
    world.nowMs += DEFAULT_SETTINGS.taskDeadlineMs + 1000;
    expect(await run("poll")).toMatchObject({ type: "snooze" });
    expect((await get()).state).toBe("overdue");
    expect(await slots()).toBe(1);
    world.task = { status: "succeeded", rawStatus: "Success", fileId: "f1" };
    await run("poll");
    expect((await get()).state).toBe("downloading");
    expect(await slots()).toBe(0);
  });

  test("of a finished task hands on to download, again when it is run again", async () => {
    const { world, run, jobs } = await openWorld();
    await run("create");
    world.task = { status: "succeeded", rawStatus: "Success", fileId: "f1" };
    await run("poll");
    await run("poll");
    expect(jobs.map(({ stage }) => stage)).toEqual(["poll", "download", "download"]);
  });

  test("of a cancelled generation keeps the slot until the task is over, and downloads nothing", async () => {
    const { world, run, producer, id, get, slots, jobs } = await openWorld();
    await run("create");
    await producer.cancel(id);
    expect(await run("poll")).toMatchObject({ type: "snooze" });
    expect(await slots()).toBe(1);
    world.task = { status: "succeeded", rawStatus: "Success", fileId: "f1" };
    await run("poll");
    expect((await get()).state).toBe("cancelled");
    expect(await slots()).toBe(0);
    expect(jobs.map(({ stage }) => stage)).toEqual(["poll"]);
  });
});

describe("download", () => {
  async function atDownload() {
    const opened = await openWorld();
    await opened.run("create");
    opened.world.task = { status: "succeeded", rawStatus: "Success", fileId: "f1" };
    await opened.run("poll");
    return opened;
  }

  test("stores once and says where; run again, it does nothing", async () => {
    const { world, run, get, producer } = await atDownload();
    await run("download");
    await run("download");
    expect(world.saves).toHaveLength(1);
    expect(await get()).toMatchObject({
      state: "succeeded",
      providerStatus: "Success",
      video: { bytes: 9, sha256: "ab" },
    });
    expect(await producer.batch("default")).toMatchObject({ total: 1, counts: { succeeded: 1, downloading: 0 } });
  });

  test("that fails says why, when and until when it waits, before it is given up", async () => {
    const { world, run, get, producer, id } = await atDownload();
    world.saveFails = new DownloadError("storage", "The disk is full");
    await run("download", 0);
    await run("download", 1);
    expect((await get()).attempts).toEqual({
      download: [
        expect.objectContaining({
          code: "download_storage",
          message: "The disk is full",
          times: 2,
          until: world.nowMs + 2000,
        }),
      ],
    });
    const explained = await producer.explain(id);
    // No download worker signs here; the last attempt is told all the same.
    expect(explained).toMatchObject({
      waitsFor: "worker",
      lastAttempt: { stage: "download", code: "download_storage", times: 2 },
    });
    expect(explained?.because).not.toContain("is being stored");
    world.saveFails = undefined;
    await run("download", 2);
    expect(await get()).toMatchObject({ state: "succeeded", attempts: { download: [{ times: 2 }] } });
    expect((await producer.explain(id))?.lastAttempt).toBeUndefined();
  });

  test("fails when its attempts are used up, and can be replayed without buying", async () => {
    const { world, run, get, producer, id, posts } = await atDownload();
    world.saveFails = new Error("the disk is full");
    expect(await run("download", 0)).toMatchObject({ type: "fail", retryInMs: 1000 });
    expect(await run("download", 2)).toEqual({ type: "done" });
    expect(await get()).toMatchObject({ state: "failed", error: { stage: "download", message: "the disk is full" } });
    expect(await producer.retry(id)).toMatchObject({ result: "downloading" });
    expect(posts).toHaveLength(1);
  });
});

describe("the reconciler", () => {
  test("gives a job back to each generation that has been quiet for long, in the stage that its state belongs to", async () => {
    const { parts, world, run, jobs, id } = await openWorld();
    await run("create");
    jobs.length = 0;
    expect(await reconcile(parts, new AbortController().signal)).toBe(0);
    world.nowMs += 10 * 60_000;
    expect(await reconcile(parts, new AbortController().signal)).toBe(1);
    expect(jobs).toMatchObject([{ stage: "poll", job: { generationId: id } }]);
  });

  test("cancels a batch that was left open for longer than failures are kept, and at least a day", async () => {
    const { parts, producer, redis, keys } = await openWorld();
    const { batchId } = await producer.openBatch();
    const [receipt] = await producer.addItems(batchId, [
      { index: 0, request: { model: "MiniMax-Hailuo-2.3", prompt: "a cat" } },
    ]);
    const { id = "" } = receipt as { readonly id?: string };
    const age = async (ms: number): Promise<void> => {
      await redis.zincrby(keys.batches, -ms, batchId);
      await redis.hincrby(keys.batch(batchId), "createdAt", -ms);
      const packed = (await redis.get(keys.generation(id))) ?? "";
      await redis.set(
        keys.generation(id),
        packed.replace(/\d{13}/, (time) => String(Number(time) - ms)),
      );
    };
    const settings = { ...parts.settings, keepFailedMs: 1000 };
    const hour = 60 * 60_000;
    await age(23 * hour);
    await reconcile({ ...parts, settings }, new AbortController().signal);
    expect(await producer.get(id)).toMatchObject({ state: "queued" });
    await age(2 * hour);
    await reconcile({ ...parts, settings: { ...settings, keepFailedMs: 0 } }, new AbortController().signal);
    expect(await producer.get(id)).toMatchObject({ state: "queued" });
    await reconcile({ ...parts, settings }, new AbortController().signal);
    expect(await producer.get(id)).toMatchObject({ state: "cancelled" });
  });
});

describe("a process that works on one batch", () => {
  test("buys nothing of another one, whose grant goes back with its slot and its permit in the window", async () => {
    const { parts, job, posts, slots, windowUsed, get, admission, backlog } = await openWorld();
    const create = createPipeline.create({ ...parts, onlyBatch: "mine" } as unknown as Parameters<
      typeof createPipeline.create
    >[0]);
    const { batchId: _batch, ...bare } = job;
    for (const one of [bare, job]) {
      expect(await create({ job: one, attemptsMade: 0, signal: new AbortController().signal })).toEqual({
        type: "done",
      });
      expect(posts).toEqual([]);
      expect(await get()).toMatchObject({ state: "queued", run: 0 });
      expect([await slots(), await windowUsed(), await backlog()]).toEqual([0, 0, 1]);
    }
    expect((await admission.admit(5)).grants).toHaveLength(1);
  });
});
