import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { CampaignWorld } from "../campaign.ts";
import type { Stand } from "../stand/stand.ts";
import { until } from "../stand/until.ts";
import { type Stage, STAGES, startWorkerProcess, type WorkerProcess } from "../stand/worker-process.ts";
import { callsOf, untilCalled } from "./calls-of.ts";
import type { AwaitPoint } from "./find-awaits.ts";
import { type DebuggerOrder, nodeOptionsFor } from "./orders.ts";
import { openSweepStand } from "./sweep-stand.ts";
import { type Flavour, sendTraffic, SWEEP_BATCH } from "./traffic.ts";

/** A point that the traffic of a flavour passes in workers of a stage. */
export interface ReachedPoint {
  readonly stage: Stage;
  readonly point: AwaitPoint;
  readonly flavour: Flavour;
  readonly passed: number;
}

const GENERATIONS = 3;
const SETTLE_MS = 20_000;
/** A job's lock, the next check for stalled jobs, and some time to run. */
const STALLED_MS = 24_000;

/** Which awaits the three stages pass, and what it takes: counted in one run of each flavour. */
export async function profileAwaits(
  world: CampaignWorld,
  points: readonly AwaitPoint[],
  flavours: readonly Flavour[],
): Promise<readonly ReachedPoint[]> {
  await using stand = await openSweepStand(world, "profile");
  const workers = new Map<Stage, WorkerProcess>();
  for (const stage of STAGES) workers.set(stage, await startCounted(stand, stage, points));
  const producer = await stand.openProducer();
  const reached = new Map<string, ReachedPoint>();
  try {
    for (const flavour of flavours) {
      const before = {
        create: await callsOf(stand, "create"),
        poll: await callsOf(stand, "poll"),
        download: await callsOf(stand, "download"),
      };
      const calm = await sendTraffic({ stand, producer }, { flavour, label: `profile-${flavour}`, count: GENERATIONS });
      if (flavour === "crashed") await crashAll(stand, workers, { points, before });
      await pause(flavour === "throttled" || flavour === "unanswered" || flavour === "badDownload" ? 1500 : 0);
      await calm();
      if (flavour === "crashed") await pause(STALLED_MS);
      await until("the profile's traffic has ended", () => hasEnded(), { limitMs: SETTLE_MS }).catch(() => undefined);
      // The last counts are kept some 100 ms later.
      await pause(300);
      for (const stage of STAGES) {
        const counts = await readCounts(countsDirectory(stand, stage));
        for (const point of points) {
          const passed = counts.get(point.name) ?? 0;
          const key = `${stage} ${point.name}`;
          if (passed > 0 && !reached.has(key)) reached.set(key, { stage, point, flavour, passed });
        }
      }
      world.note(`kill-sweep: ${reached.size} awaits are passed after ${flavour} traffic`);
    }
    return [...reached.values()];
  } finally {
    await producer.close();
    for (const worker of workers.values()) worker.signal("SIGKILL");
  }

  async function hasEnded(): Promise<boolean> {
    const summary = await producer.batch(SWEEP_BATCH);
    if (summary === undefined) return false;
    const { succeeded, failed, cancelled, submission_unknown: unknown } = summary.counts;
    return succeeded + failed + cancelled + unknown === summary.total;
  }
}

/** Kills each worker in the middle of its own stage's work, and starts it again. */
async function crashAll(
  stand: Stand,
  workers: Map<Stage, WorkerProcess>,
  { points, before }: { readonly points: readonly AwaitPoint[]; readonly before: Readonly<Record<Stage, number>> },
): Promise<void> {
  for (const stage of STAGES) {
    await untilCalled(stand, stage, before[stage]);
    workers.get(stage)?.signal("SIGKILL");
    await workers.get(stage)?.ended;
    workers.set(stage, await startCounted(stand, stage, points));
  }
}

async function startCounted(stand: Stand, stage: Stage, points: readonly AwaitPoint[]): Promise<WorkerProcess> {
  const directory = countsDirectory(stand, stage);
  await mkdir(directory, { recursive: true });
  const order: DebuggerOrder = { type: "count", points, directory };
  const orderFile = join(stand.directory, `count-${stage}.json`);
  await writeFile(orderFile, JSON.stringify(order));
  return startWorkerProcess(stage, {
    environment: stand.environment,
    logFile: join(stand.directory, `counted-${stage}.log`),
    nodeOptions: nodeOptionsFor(orderFile),
  });
}

function countsDirectory(stand: Stand, stage: Stage): string {
  return join(stand.directory, "counts", stage);
}

async function readCounts(directory: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const file of await readdir(directory)) {
    if (!file.endsWith(".json")) continue;
    const told = JSON.parse(await readFile(join(directory, file), "utf8")) as Readonly<Record<string, number>>;
    for (const [name, passed] of Object.entries(told)) counts.set(name, (counts.get(name) ?? 0) + passed);
  }
  return counts;
}
