import { optional, type Stage, STAGES } from "@hailuo-queue/contracts";
import { distinctPrompts } from "../stand/prompts.ts";
import { type Drill, type DrillWorld } from "./drill.ts";
import { type FullDisk, openFullDisk } from "./small-disk.ts";

const fullDisks = new WeakMap<DrillWorld, FullDisk>();
const BATCH = "drill";
const PRICE = 280_000;

async function submit({ producer }: DrillWorld, count: number, limits: object = {}): Promise<void> {
  await producer.submitBatch(distinctPrompts(count, BATCH), { batchId: BATCH, limits });
}

async function allSucceeded({ producer }: DrillWorld): Promise<boolean> {
  const batch = await producer.batch(BATCH);
  return batch !== undefined && batch.counts.succeeded === batch.total;
}

/** Nothing waits for a person, and nothing is unfinished. */
async function allEnded({ producer }: DrillWorld): Promise<boolean> {
  const batch = await producer.batch(BATCH);
  if (batch === undefined) return false;
  const { succeeded, failed, cancelled } = batch.counts;
  return succeeded + failed + cancelled === batch.total;
}

/** Presses a button of what the diagnosis names, and the one of the dialog that it opens. */
async function press({ page }: DrillWorld, cause: string, button: RegExp, confirm?: string): Promise<void> {
  await page.locator(`[data-cause=${cause}]`).first().getByRole("button", { name: button }).click();
  if (confirm !== undefined) await page.getByRole("dialog").getByRole("button", { name: confirm, exact: true }).click();
}

const unworked = (stage: Stage): Drill => ({
  name: `no ${stage} worker`,
  causes: [`no_${stage}_worker`],
  stages: STAGES.filter((each) => each !== stage),
  make: (world) => submit(world, 4),
  mendedIn: "elsewhere",
  mend: async (world) => world.startWorkers([stage]),
  isMended: allSucceeded,
});

const refused = (name: string, fault: string, causes: Drill["causes"]): Drill => ({
  name,
  ...optional({ causes }),
  simulated: { faults: { [fault]: 1 } },
  make: (world) => submit(world, 4),
  mendedIn: "both",
  async mend(world) {
    await world.configure({ faults: { [fault]: 0 } });
    // The account rests for minutes; nobody has to wait for that.
    const rests = world.page.getByRole("button", { name: "Try now" }).first();
    await rests.click();
  },
  isMended: allSucceeded,
});

/** Each kind of trouble that holds up generations, as the one on call meets it. */
export const DRILLS: readonly Drill[] = [
  { ...unworked("create"), inShort: true },
  unworked("poll"),
  unworked("download"),
  refused("throttled", "create1002", ["account_refused", "account_refused_at_times", "cap_lowered"]),
  refused("bad key", "create1004", ["account_refused", "account_refused_at_times"]),
  refused("out of balance", "create1008", ["account_refused", "account_refused_at_times", "funds_low"]),
  refused("model refused", "create2061", ["model_refused", "account_refused"]),
  {
    name: "hanging tasks",
    causes: ["slots_overdue"],
    environment: { HAILUO_TASK_DEADLINE_MS: "3000", HAILUO_MAX_IN_FLIGHT: "2" },
    simulated: { faults: { taskStuck: 1 } },
    make: (world) => submit(world, 4),
    mendedIn: "page",
    async mend(world) {
      await world.configure({ faults: { taskStuck: 0 } });
      for (;;) {
        const { items } = await world.producer.list({ batchId: BATCH, state: "overdue" });
        const [first] = items;
        if (first === undefined) return;
        await world.page.goto(new URL(`/generations/${first.id}`, world.page.url()).href);
        await world.page.getByRole("button", { name: "Give up…" }).click();
        await world.page.getByRole("dialog").getByRole("button", { name: "Give up", exact: true }).click();
        await world.page.locator("#generation .state-failed").waitFor();
      }
    },
    isMended: allEnded,
  },
  {
    name: "links refused",
    causes: ["links_refused", "downloads_failing"],
    simulated: { faults: { file1002: 1 } },
    make: (world) => submit(world, 4),
    mendedIn: "elsewhere",
    mend: (world) => world.configure({ faults: { file1002: 0 } }),
    isMended: allSucceeded,
  },
  {
    name: "storage full",
    causes: ["storage_full"],
    inShort: true,
    async make(world) {
      await world.stand.storage.ask("fill", true);
      await submit(world, 4);
    },
    mendedIn: "elsewhere",
    mend: (world) => world.stand.storage.ask("fill", false),
    isMended: allSucceeded,
  },
  {
    name: "disk full",
    causes: ["storage_full"],
    out: "folder",
    async make(world) {
      fullDisks.set(world, world.stand.use(await openFullDisk(world.stand.videos)));
      await submit(world, 4);
    },
    mendedIn: "elsewhere",
    mend: async (world) => fullDisks.get(world)?.makeRoom(),
    isMended: allSucceeded,
  },
  {
    name: "storage away",
    causes: ["storage_refused", "downloads_failing"],
    async make(world) {
      await submit(world, 4);
      await world.stand.storageGateway.shut();
    },
    mendedIn: "elsewhere",
    mend: (world) => world.stand.storageGateway.open(),
    isMended: allSucceeded,
  },
  {
    name: "lost creates",
    inShort: true,
    causes: ["decision_needed", "slots_lost"],
    environment: { HAILUO_MAX_IN_FLIGHT: "3" },
    simulated: { faults: { createResetAfterAccept: 1 } },
    make: (world) => submit(world, 6),
    mendedIn: "page",
    async mend(world) {
      await world.configure({ faults: { createResetAfterAccept: 0 } });
      await world.page.getByRole("button", { name: /^Give up: drill/ }).click();
      await world.page.getByRole("dialog").getByRole("button", { name: "Give up", exact: true }).click();
    },
    isMended: allEnded,
  },
  {
    name: "budget stop",
    inShort: true,
    causes: ["batch_budget"],
    make: (world) => submit(world, 4, { budgetMicroUsd: PRICE }),
    mendedIn: "page",
    async mend(world) {
      await world.page.locator("[data-cause=batch_budget]").getByRole("button", { name: "Change budget…" }).click();
      await world.page.getByLabel("In all, in US dollars").fill("10");
      await world.page.getByRole("dialog").getByRole("button", { name: "Change it" }).click();
    },
    isMended: allSucceeded,
  },
  {
    name: "failure ratio",
    causes: ["batch_failure_ratio"],
    environment: { HAILUO_MAX_IN_FLIGHT: "1" },
    simulated: { moderation: { refuseRate: 1 } },
    make: (world) => submit(world, 20, { maxFailureRatio: 0.1 }),
    mendedIn: "page",
    async mend(world) {
      await world.configure({ moderation: { refuseRate: 0 } });
      await world.page.goto(new URL("/batches/drill", world.page.url()).href);
      await world.page.getByRole("button", { name: "Change…" }).click();
      await world.page.getByLabel("Share that may fail, 0 to 1").fill("1");
      await world.page.getByRole("dialog").getByRole("button", { name: "Change it" }).click();
    },
    isMended: allEnded,
  },
  {
    name: "poison prompt",
    inShort: true,
    says: /× prompt_flagged/,
    async make(world) {
      await world.producer.submitBatch(
        [{ customId: "poison", request: { model: "MiniMax-Hailuo-2.3", prompt: "a boat [[flagged]]" } }],
        { batchId: BATCH },
      );
    },
    mendedIn: "page",
    async mend({ page, producer }) {
      const [record] = (await producer.list({ batchId: BATCH })).items;
      await page.goto(new URL(`/generations/${record?.id ?? ""}`, page.url()).href);
      await page.getByRole("button", { name: "Edit…" }).click();
      await page.getByLabel("Prompt").fill("a boat in the rain");
      await page.getByRole("dialog").getByRole("button", { name: "Make it again" }).click();
    },
    isMended: allSucceeded,
  },
  {
    name: "account paused",
    causes: ["account_paused"],
    async make(world) {
      await world.producer.account("default").pause({ who: "drill", why: "to see" });
      await submit(world, 4);
    },
    mendedIn: "page",
    mend: (world) => press(world, "account_paused", /Resume default/, "Resume default"),
    isMended: allSucceeded,
  },
  {
    name: "limit of 0",
    causes: ["limit_zero"],
    async make(world) {
      await world.producer.account("default").setLimits({ maxInFlight: 0 }, { who: "drill", why: "to see" });
      await submit(world, 4);
    },
    mendedIn: "page",
    async mend({ page }) {
      await page.goto(new URL("/accounts/default", page.url()).href);
      await page.getByRole("button", { name: "Limits…" }).click();
      await page.getByLabel("Unfinished tasks at once").fill("4");
      await page.getByRole("dialog").getByRole("button", { name: "Change them" }).click();
    },
    isMended: allSucceeded,
  },
  {
    name: "batch paused",
    causes: ["batch_paused"],
    async make(world) {
      await world.producer.backlog.pauseTenant("default");
      await submit(world, 4);
      await world.producer.backlog.pauseBatch(BATCH);
      await world.producer.backlog.resumeTenant("default");
    },
    mendedIn: "page",
    mend: (world) => press(world, "batch_paused", /Resume drill/, "Resume drill"),
    isMended: allSucceeded,
  },
  {
    name: "tenant paused",
    causes: ["tenant_paused"],
    async make(world) {
      await world.producer.backlog.pauseTenant("default");
      await submit(world, 4);
    },
    mendedIn: "page",
    mend: (world) => press(world, "tenant_paused", /Resume default/, "Resume default"),
    isMended: allSucceeded,
  },
  {
    name: "tenant flood",
    causes: ["tenant_flood"],
    inShort: true,
    async make(world) {
      await world.producer.submitBatch(distinctPrompts(300, "flood"), { batchId: "flood", tenant: "flood" });
      await submit(world, 4);
    },
    mendedIn: "page",
    async mend({ page }) {
      await page.goto(new URL("/tenants", page.url()).href);
      const flood = page.getByLabel("Tenant flood");
      await flood.getByRole("button", { name: "Pause…" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Pause", exact: true }).click();
      await flood.getByText("paused", { exact: true }).waitFor();
    },
    isMended: allSucceeded,
  },
  {
    name: "Redis away",
    inShort: true,
    says: /Redis at .* cannot be used/,
    make: ({ stand }) => stand.redisGateway.shut(),
    mendedIn: "elsewhere",
    mend: ({ stand }) => stand.redisGateway.open(),
    isMended: async ({ page }) => (await page.locator("#live.good").count()) === 1,
  },
];
