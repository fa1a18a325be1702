import { expect, test } from "@jest/globals";
import type { GenerationRecord, GenerationState } from "@hailuo-queue/contracts";
import { openProducer } from "@hailuo-queue/producer";
import { type SimulatorOptions, startSimulator } from "@hailuo-queue/simulator";
import { expectCleanBooks, readTasks } from "./stand/books.ts";
import { openStand } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { until } from "./stand/until.ts";
import { startWorker } from "./stand/workers.ts";

/** Videos of MiniMax-H3 made again, larger, and prompts that it writes: real workers, the simulator's own books. */

const DRAFT = { model: "MiniMax-H3", prompt: "a lighthouse", duration: 5, resolution: "768P", ratio: "16:9" };

async function openWorld(simulated: SimulatorOptions = {}, accounts: readonly object[] = []) {
  const stand = await openStand({ lifetime: { fixedMs: 100 }, ...simulated });
  Object.assign(stand.env, { MINIMAX_DIALECT: "minimax-v1" });
  if (accounts.length > 0) {
    const named = accounts.map((account) => ({ keyEnv: "MINIMAX_API_KEY", dialect: "minimax-v1", ...account }));
    stand.env["HAILUO_ACCOUNTS_FILE"] = await stand.write("accounts.json", JSON.stringify({ accounts: named }));
  }
  const redis = await shareRedis(stand);
  const storage = await shareStorage(stand);
  const producer = await openProducer({ redisUrl: redis.url });
  stand.defer(() => producer.close());
  await startWorker(stand, "all");
  async function reach(id: string, state: GenerationState): Promise<GenerationRecord> {
    await until(`${id} is ${state}`, async () => (await producer.get(id))?.state === state);
    return (await producer.get(id)) as GenerationRecord;
  }
  async function make(request: object): Promise<GenerationRecord> {
    const { id } = await producer.submit({ request, customId: "lighthouse" }, { batchId: "drafts" });
    return reach(id, "succeeded");
  }
  async function only(batchId: string): Promise<GenerationRecord> {
    const { items } = await producer.list({ batchId });
    expect(items).toHaveLength(1);
    return items[0] as GenerationRecord;
  }
  return { stand, storage, producer, reach, make, only, [Symbol.asyncDispose]: () => stand[Symbol.asyncDispose]() };
}

test("a picked draft is made large from its stored video, once, for the price of its seconds", async () => {
  await using world = await openWorld();
  const { stand, storage, make, only, reach } = world;
  const draft = await make(DRAFT);
  expect(draft.usage).toEqual({ outputSeconds: 5, inputSeconds: 0, inputImages: 0 });
  const dry = await stand.run(["upscale", draft.id, "--dry-run"]);
  expect(dry.stdout).toBe("1 would be made again in 2K for $0.25; nothing was enqueued.\n");
  const first = await stand.run(["upscale", draft.id, "--resolution", "2K"]);
  expect(first.stdout).toMatch(/^batch drafts-2K: 1 enqueued in 2K; \$0\.25 together\n/);
  const large = await reach((await only("drafts-2K")).id, "succeeded");
  // The same again buys nothing.
  const again = await stand.run(["upscale", draft.id]);
  expect(again.stdout).toMatch(/^batch drafts-2K: 0 enqueued in 2K, 1 were there before/);

  expect(large).toMatchObject({
    objectKey: "drafts-2K/lighthouse.mp4",
    customId: "lighthouse",
    priceMicroUsd: 250_000,
  });
  const [sent] = stand.creates.filter(({ path }) => path === "/v2/video_regeneration");
  expect(sent?.body).toEqual({
    model: "MiniMax-H3",
    resolution: "2K",
    content: [
      { type: "text", text: "a lighthouse" },
      { type: "video_url", role: "base_video", video_url: { url: expect.stringMatching(/^data:video\/mp4;base64,/) } },
    ],
  });
  expect((await storage.read("drafts-2K/lighthouse.mp4")).length).toBe(large.video?.bytes);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 2, billed: 2 });
  expectCleanBooks(stand.simulator);
});

test("it is made from its task where that is asked for; an account that may not is refused, and nothing is bought", async () => {
  await using world = await openWorld();
  const { stand, make, only, reach } = world;
  const draft = await make(DRAFT);
  await stand.run(["upscale", draft.id, "--from", "task"]);
  const large = await reach((await only("drafts-2K-by-task")).id, "succeeded");
  const sent = stand.creates.filter(({ path }) => path === "/v2/video_regeneration").map(({ body }) => body);
  expect(sent).toEqual([{ model: "MiniMax-H3", resolution: "2K", source_task_id: draft.taskId }]);
  expect(large.costMicroUsd).toBe(250_000);
  const bill = (await readTasks(stand.simulator)).reduce((sum, { billedUsd }) => sum + (billedUsd ?? 0), 0);
  expect(bill).toBeCloseTo(0.4 + 0.25, 6);

  stand.simulator.configure({ sourceTasks: false });
  await stand.run(["upscale", draft.id, "--from", "task", "--batch", "other"]);
  expect(await reach((await only("other")).id, "failed")).toMatchObject({
    error: { code: "invalid_parameters", stage: "create" },
  });
  expect(stand.simulator.stats().accepted).toBe(2);
  expectCleanBooks(stand.simulator);
});

test("from its task it is refused before anything is enqueued where another account could get the create, which does not know the task", async () => {
  await using second = await startSimulator({ dialects: ["minimax-v1", "minimax-v2"], lifetime: { fixedMs: 100 } });
  const accounts = [
    { name: "drafts", models: ["MiniMax-H3"] },
    { name: "large", models: ["MiniMax-H3-Regeneration"], baseUrl: second.url },
  ];
  await using world = await openWorld({}, accounts);
  const { stand, make, only, reach } = world;
  const draft = await make(DRAFT);
  expect(draft.account).toBe("drafts~v2");
  const refused = await stand.run(["upscale", draft.id, "--from", "task"]);
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringMatching(
      /its task is known to account drafts alone, and the create could go to another one; make it from its video/,
    ),
  ]);
  expect((await world.producer.batches()).map(({ batchId }) => batchId)).toEqual(["drafts"]);
  // Its video any account can make larger.
  await stand.run(["upscale", draft.id]);
  expect((await reach((await only("drafts-2K")).id, "succeeded")).account).toBe("large~v2");
  expect([stand.simulator.stats().accepted, second.stats().accepted]).toEqual([1, 1]);
});

test("a create of a larger video whose answer was lost is parked, never sent again, and goes on with its task", async () => {
  await using world = await openWorld({ faults: { script: [{ nth: 2, fault: "createResetAfterAccept" }] } });
  const { stand, make, only, reach } = world;
  const draft = await make(DRAFT);
  await stand.run(["upscale", draft.id, "--from", "task"]);
  const lost = await reach((await only("drafts-2K-by-task")).id, "submission_unknown");
  expect(stand.simulator.stats()).toMatchObject({ accepted: 2, unansweredAccepts: 1 });
  const task = (await readTasks(stand.simulator)).find(({ request }) => request.kind === "regeneration");
  await stand.run(["resolve", lost.id, "--task", String(task?.id)]);
  await reach(lost.id, "succeeded");
  // A plain video's task is none of a larger one.
  expect(stand.simulator.stats()).toMatchObject({ accepted: 2, duplicateAccepts: 0 });
});

test.each([
  [
    "a draft of another model",
    { model: "MiniMax-Hailuo-2.3", prompt: "x" },
    /MiniMax makes MiniMax-H3 videos of 768P larger, and it is MiniMax-Hailuo-2\.3 of 768P/,
  ],
  ["a video that is large", { ...DRAFT, resolution: "2K" }, /and it is MiniMax-H3 of 2K/],
])("%s is refused before anything is enqueued", async (_what, request, reason) => {
  await using world = await openWorld();
  const draft = await world.make(request);
  const refused = await world.stand.run(["upscale", draft.id]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(reason)]);
  const unknown = await world.stand.run(["upscale", "gen_nix"]);
  expect(unknown.stderr).toMatch(/There is no generation "gen_nix"/);
  expect((await world.producer.batches()).map(({ batchId }) => batchId)).toEqual(["drafts"]);
});

test("a prompt that MiniMax writes is stored as a text with its sidecar, for what its tokens cost", async () => {
  await using world = await openWorld();
  const { stand, storage, make } = world;
  const written = await make({ model: "MiniMax-H3-Context-IR", prompt: "a lighthouse", duration: 8, ratio: "9:16" });
  expect(written).toMatchObject({ objectKey: "drafts/lighthouse.txt", costMicroUsd: 5760 });
  // As the provider told it.
  expect(written.usage).toEqual({
    outputSeconds: 0,
    inputSeconds: 0,
    inputImages: 0,
    tokens: { input: 2400, output: 1000 },
  });
  const text = (await storage.read("drafts/lighthouse.txt")).toString();
  expect(text).toContain("[Shot 1] a lighthouse");
  expect(JSON.parse((await storage.read("drafts/lighthouse.json")).toString())).toMatchObject({
    text,
    bytes: Buffer.byteLength(text),
  });
  expect(stand.creates.map(({ path, body }) => [path, body])).toEqual([
    [
      "/v2/h3_context_ir",
      { model: "MiniMax-H3", content: [{ type: "text", text: "a lighthouse" }], duration: 8, ratio: "9:16" },
    ],
  ]);
  expectCleanBooks(stand.simulator);
});
