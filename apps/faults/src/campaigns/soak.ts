import { setTimeout as pause } from "node:timers/promises";
import type { Producer } from "@hailuo-queue/producer";
import type { Campaign, CampaignPart, CampaignWorld, Finding } from "../campaign.ts";
import { settleBatch } from "../judge/settle.ts";
import { fitLine, type Sample } from "../measure/fit-line.ts";
import { readResidentBytes } from "../measure/resident-memory.ts";
import { type RedisServer, startRedisServer } from "../stand/redis-server.ts";
import { distinctPrompts } from "../stand/prompts.ts";
import { openStand, type Stand } from "../stand/stand.ts";
import { KINDS } from "../stand/worker-process.ts";

const WANTED_PER_SECOND = 200;
const BATCH = "soak";
const SAMPLE_EVERY_MS = 2000;
/** Nothing is flat in its first quarter: heaps and buffers find their size. */
const WARM_UP = 0.25;
/** What a line may grow between warm-up and end, as a part of its mean. */
const FLAT = 0.15;
const MEGABYTE = 1e6;
/** So that Redis forgets during the run what ended during the run. */
const RETENTION_MS = { short: 30_000, full: 120_000 } as const;

/** The whole chain for a long time, as fast as is asked for or as the machine can; what grows is what stays. */
export const soakCampaign: Campaign = {
  name: "soak",
  limitSeconds: { short: 420, full: 2400 },
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
    openRedis: async (directory) => (redis = await startRedisServer({ world, directory })),
    simulated: { lifetime: { fixedMs: 2000, jitter: 0.3 } },
    environment: {
      HAILUO_POLL_MIN_MS: "1000",
      HAILUO_POLL_MAX_MS: "2000",
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
    const submitted = await feed(producer, seconds, world.note);
    const ended = (await stand.books.stats()).succeeded;
    const feedSeconds = (performance.now() - startedAt) / 1000;
    stop.abort();
    const samples = await sampling;
    await producer.close();
    await settleBatch(stand, BATCH, { limitMs: 300_000 });
    const finished = (performance.now() - startedAt) / 1000;
    const strange = fleet.strangeEnds();
    const memory = judgeMemory(samples, world);
    const findings: Finding[] = [
      ...(await judgeCounts(stand, submitted)),
      ...memory.findings,
      { promise: "no worker ends by itself", kept: strange.length === 0, seen: strange.length === 0 ? 0 : strange.join(", ") },
    ];
    if (findings.some(({ kept }) => !kept)) stand.keepDirectory();
    return {
      name: "soak",
      findings,
      figures: {
        "generations a second wanted": WANTED_PER_SECOND,
        "generations a second, submitted to stored": round(submitted / finished),
        "tasks that the provider ended, a second": round(ended / feedSeconds),
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

/** Submits what is wanted each second, unless what waits already is more than five seconds' work. Returns how many. */
async function feed(producer: Producer, seconds: number, note: (line: string) => void): Promise<number> {
  const endsAt = performance.now() + seconds * 1000;
  let submitted = 0;
  for (let second = 1; performance.now() < endsAt; second += 1) {
    const nextAt = performance.now() + 1000;
    const summary = await producer.batch(BATCH);
    const unfinished = submitted - (summary?.counts.succeeded ?? 0);
    if (unfinished < WANTED_PER_SECOND * 5) {
      await producer.submitBatch(distinctPrompts(WANTED_PER_SECOND, `soak-${second}`), { batchId: BATCH });
      submitted += WANTED_PER_SECOND;
    }
    if (second % 60 === 0) note(`soak: ${submitted - unfinished} of ${submitted} stored after ${second} s`);
    await pause(Math.max(0, nextAt - performance.now()));
  }
  return submitted;
}

type Samples = ReadonlyMap<string, readonly Sample[]>;

async function sampleMemory(
  workers: () => readonly { readonly kind: string; readonly pid: number }[],
  redis: RedisServer | undefined,
  stop: AbortSignal,
): Promise<Samples> {
  const samples = new Map<string, Sample[]>();
  const add = (name: string, value: number): void => {
    const known = samples.get(name) ?? [];
    known.push({ atMs: performance.now(), value });
    samples.set(name, known);
  };
  while (!stop.aborted) {
    for (const { kind, pid } of workers()) add(kind, await readResidentBytes(pid));
    if (redis !== undefined) add("redis", await readResidentBytes(redis.pid()));
    await pause(SAMPLE_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  return samples;
}

/** A minute is mostly warm-up: the short form only tells. */
function judgeMemory(samples: Samples, { short }: CampaignWorld): Pick<CampaignPart, "findings" | "figures"> {
  const lines = [...KINDS, "redis"].map((name) => {
    const all = samples.get(name) ?? [];
    const { mean, slopePerMinute, growth } = fitLine(all.slice(Math.floor(all.length * WARM_UP)));
    const seen = `${round(mean / MEGABYTE)} MB, ${round(slopePerMinute / MEGABYTE)} MB a minute, ${round(growth * 100)} % from warm-up to end`;
    return { what: `resident memory of ${name === "redis" ? "Redis" : `the ${name} worker`}`, growth, seen };
  });
  if (short) return { findings: [], figures: Object.fromEntries(lines.map(({ what, seen }) => [what, seen])) };
  return { findings: lines.map(({ what, growth, seen }) => ({ promise: `${what} is flat`, kept: growth <= FLAT, seen })), figures: {} };
}

async function judgeCounts(stand: Stand, submitted: number): Promise<readonly Finding[]> {
  const producer = await stand.openProducer();
  try {
    const succeeded = (await producer.batch(BATCH))?.counts.succeeded ?? 0;
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
    return { "used memory of Redis at the end, in MB": round(used / MEGABYTE), "keys in Redis at the end": await client.dbsize() };
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
