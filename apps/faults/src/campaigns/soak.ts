import { setTimeout as pause } from "node:timers/promises";
import type { Producer } from "@hailuo-queue/producer";
import type { Campaign, CampaignPart, CampaignWorld, Finding } from "../campaign.ts";
import { settleBatch } from "../judge/settle.ts";
import { fitLine, type Sample } from "../measure/fit-line.ts";
import { readResidentBytes } from "../measure/resident-memory.ts";
import { type RedisServer, startRedisServer } from "../stand/redis-server.ts";
import { distinctPrompts } from "../stand/prompts.ts";
import { openStand, type Stand } from "../stand/stand.ts";
import { STAGES } from "../stand/worker-process.ts";

const WANTED_PER_SECOND = 200;
const BATCH = "soak";
const SAMPLE_EVERY_MS = 2000;
/** Nothing is flat in its first quarter: heaps and buffers find their size. */
const WARM_UP = 0.25;
/** What a line may grow between warm-up and end, as a part of its mean. */
const FLAT = 0.15;
const MEGABYTE = 1e6;
/** Fifteen seconds' work: a task takes four, and ten may pass until it is asked for. */
const MOST_UNFINISHED = 15 * WANTED_PER_SECOND;
/** So that Redis forgets during the run what ended during the run. */
const RETENTION_MS = { short: 30_000, full: 120_000 } as const;

/** The whole chain for a long time, as fast as is asked for or as the machine can; what grows is what stays. */
export const soakCampaign: Campaign = {
  name: "soak",
  limitSeconds: { short: 1800, full: 4800 },
  run: async (world) => [await soak(world)],
};

async function soak(world: CampaignWorld): Promise<CampaignPart> {
  const seconds = world.short ? 60 : 1200;
  const retentionMs = world.short ? RETENTION_MS.short : RETENTION_MS.full;
  let redis: RedisServer | undefined;
  await using stand = await openStand({
    world,
    name: "soak",
    maxInFlight: 5000,
    createPerMinute: 100_000,
    keep: false,
    direct: true,
    openRedis: async (directory) => (redis = await startRedisServer({ world, directory })),
    // As spread as live ones, and so short that most are over when they are first asked for, as with callbacks.
    simulated: { lifetime: { medianMs: 4000 } },
    environment: {
      // The product's defaults; the stand's own are shorter.
      HAILUO_POLL_MIN_MS: "5000",
      HAILUO_POLL_MAX_MS: "10000",
      HAILUO_DOWNLOAD_CONCURRENCY: "50",
      HAILUO_LOG_LEVEL: "warn",
      HAILUO_RETENTION_SUCCEEDED_MS: String(retentionMs),
    },
  });
  try {
    const fleet = stand.startFleet(1);
    const producer = await stand.openProducer();
    const startedAt = performance.now();
    const stop = new AbortController();
    const sampling = sampleMemory(() => fleet.workers(), redis, stop.signal);
    const { submitted, perSecond } = await feed(producer, seconds, world.note);
    const { succeeded: ended } = await stand.books.stats();
    const feedSeconds = (performance.now() - startedAt) / 1000;
    stop.abort();
    const samples = await sampling;
    await producer.close();
    await settleBatch(stand, BATCH, { limitMs: 1_200_000 });
    const finished = (performance.now() - startedAt) / 1000;
    const strange = fleet.strangeEnds();
    const memory = judgeMemory(samples, world);
    const findings: Finding[] = [
      ...(await judgeCounts(stand, submitted)),
      ...memory.findings,
      {
        promise: "no worker ends by itself",
        kept: strange.length === 0,
        seen: strange.length === 0 ? 0 : strange.join(", "),
      },
    ];
    if (findings.some(({ kept }) => !kept)) stand.keepDirectory();
    return {
      name: "soak",
      findings,
      figures: {
        "generations a second wanted": WANTED_PER_SECOND,
        "generations a second, submitted to stored": round(submitted / finished),
        "stored a second, after warm-up": round(perSecond),
        "tasks that the provider ended, a second": round(ended / feedSeconds),
        "polls a generation": round((await stand.books.stats()).queriesPerTask.mean),
        generations: submitted,
        seconds: Math.round(feedSeconds),
        ...memory.figures,
        "records are kept for, in seconds": retentionMs / 1000,
        ...(await redisFigures(redis)),
      },
    };
  } catch (error) {
    stand.keepDirectory();
    throw error;
  }
}

interface Fed {
  readonly submitted: number;
  /** Stored after warm-up: before, the workers learn how long tasks take. */
  readonly perSecond: number;
}

/**
 * Submits what is wanted up to each second, but never has more than so many unfinished: what it is behind, it makes up
 * for.
 */
async function feed(producer: Producer, seconds: number, note: (line: string) => void): Promise<Fed> {
  const startedAt = performance.now();
  const warmUp = { stored: 0, endedAt: startedAt };
  let submitted = 0;
  for (let second = 1; second <= seconds; second += 1) {
    const stored = await readStored(producer);
    const unfinished = submitted - stored;
    if (second === Math.ceil(seconds * WARM_UP)) Object.assign(warmUp, { stored, endedAt: performance.now() });
    const count = Math.min(WANTED_PER_SECOND * second - submitted, MOST_UNFINISHED - unfinished);
    if (count > 0) await producer.submitBatch(distinctPrompts(count, `soak-${second}`), { batchId: BATCH });
    submitted += Math.max(count, 0);
    if (second % 60 === 0) note(`soak: ${stored} of ${submitted} stored after ${second} s`);
    await pause(Math.max(0, startedAt + 1000 * second - performance.now()));
  }
  const storedSince = (await readStored(producer)) - warmUp.stored;
  return { submitted, perSecond: (1000 * storedSince) / (performance.now() - warmUp.endedAt) };
}

async function readStored(producer: Producer): Promise<number> {
  return (await producer.batch(BATCH))?.counts.succeeded ?? 0;
}

type Samples = ReadonlyMap<string, readonly Sample[]>;

async function sampleMemory(
  workers: () => readonly { readonly stage: string; readonly pid: number }[],
  redis: RedisServer | undefined,
  stop: AbortSignal,
): Promise<Samples> {
  const samples = new Map<string, Sample[]>();
  const add = (name: string, value: number): void => {
    const sizes = samples.get(name) ?? [];
    sizes.push({ atMs: performance.now(), value });
    samples.set(name, sizes);
  };
  while (!stop.aborted) {
    for (const { stage, pid } of workers()) add(stage, await readResidentBytes(pid));
    if (redis !== undefined) add("redis", await readResidentBytes(redis.pid()));
    await pause(SAMPLE_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  return samples;
}

/** A minute is mostly warm-up: the short form only tells. */
function judgeMemory(samples: Samples, { short }: CampaignWorld): Pick<CampaignPart, "findings" | "figures"> {
  const lines = [...STAGES, "redis"].map((name) => {
    const all = samples.get(name) ?? [];
    const { mean, slopePerMinute, growth } = fitLine(all.slice(Math.floor(all.length * WARM_UP)));
    const seen =
      `${round(mean / MEGABYTE)} MB, ${round(slopePerMinute / MEGABYTE)} MB a ` +
      `minute, ${round(growth * 100)} % from warm-up to end`;
    return { what: `resident memory of ${name === "redis" ? "Redis" : `the ${name} worker`}`, growth, seen };
  });
  if (short) return { findings: [], figures: Object.fromEntries(lines.map(({ what, seen }) => [what, seen])) };
  return {
    findings: lines.map(({ what, growth, seen }) => ({ promise: `${what} is flat`, kept: growth <= FLAT, seen })),
    figures: {},
  };
}

async function judgeCounts(stand: Stand, submitted: number): Promise<readonly Finding[]> {
  const producer = await stand.openProducer();
  try {
    const succeeded = await readStored(producer);
    const { accounts } = await producer.overview();
    const slots = accounts.reduce((sum, { slotsUsed }) => sum + slotsUsed, 0);
    const stats = await stand.books.stats();
    return [
      { promise: "every generation succeeds", kept: succeeded === submitted, seen: `${succeeded} of ${submitted}` },
      {
        promise: "nothing is bought twice",
        kept: stats.duplicateAccepts === 0 && stats.accepted === submitted,
        seen: stats.accepted - submitted,
      },
      { promise: "no slot is leaked", kept: slots === 0, seen: slots },
    ];
  } finally {
    await producer.close();
  }
}

async function redisFigures(redis: RedisServer | undefined): Promise<CampaignPart["figures"]> {
  if (redis === undefined) return {};
  return redis.use(async (client) => {
    const used = Number(/^used_memory:(\d+)/m.exec(await client.info("memory"))?.[1] ?? 0);
    return {
      "used memory of Redis at the end, in MB": round(used / MEGABYTE),
      "keys in Redis at the end": await client.dbsize(),
    };
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
