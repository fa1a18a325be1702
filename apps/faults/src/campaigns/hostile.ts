import { setTimeout as pause } from "node:timers/promises";
import { createApiKeys, type Role } from "@hailuo-queue/access";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createKeys } from "@hailuo-queue/store";
import type { Campaign, CampaignPart, CampaignWorld, Finding } from "../campaign.ts";
import type { HostileAnswers } from "../hostile/hostile-tenant.ts";
import { LEAK } from "../hostile/target.ts";
import type { HostileInput } from "../hostile-child.ts";
import { fitLine, type Sample } from "../measure/fit-line.ts";
import { quantile } from "../measure/quantile.ts";
import { readResidentBytes } from "../measure/resident-memory.ts";
import { startChild } from "../processes/child-process.ts";
import { type ApiGateway, startApiGateway } from "../stand/api-gateway.ts";
import { type RedisServer, startRedisServer } from "../stand/redis-server.ts";
import { openStand, type Stand } from "../stand/stand.ts";
import type { HonestReport, HonestTimes } from "../tenants/honest-tenant.ts";

const HONEST = "honest";
const MEGABYTE = 1e6;
const SAMPLE_EVERY_MS = 1000;
/** Nothing is flat in its first quarter. */
const WARM_UP = 0.25;
/**
 * What a line through the samples may grow from warm-up to end: a part of its mean, or so much. The audit, the log of
 * webhooks and the stream of events have bounds of their own, which ten minutes do not fill.
 */
const FLAT = 0.15;
const HISTORY_BYTES = 64 * MEGABYTE;
/** The heap that the gateway is given, and what it may hold in all: buffers of uploads under way come on top. */
const HEAP_MEGABYTES = 512;
const MOST_GATEWAY_BYTES = 1000 * MEGABYTE;
/** Some tenants' history of ten minutes has a tenth of it. */
const MOST_REDIS_BYTES = 300 * MEGABYTE;
/**
 * How much longer the honest tenant may wait beside the hostile one: the attackers and the gateway share the machine's
 * cores with it, so half of its calls may take some times as long, and one in a hundred may meet a burst. Waiting
 * behind somebody else's upload or receiver takes seconds and shows.
 */
const SLOWER = { median: { times: 4, andMs: 50 }, p99: { times: 6, andMs: 500 } } as const;

/**
 * Of the processor time that the gateway wanted while it had work. Below it the machine was others', and times say
 * nothing of the gateway.
 */
const LEAST_SHARE = 0.7;

/** An honest tenant alone, and then beside one that does all the harm that it can. */
export const hostileCampaign: Campaign = {
  name: "hostile",
  limitSeconds: { short: 1800, full: 3600 },
  run: async (world) => [await besideHostileTenant(world)],
};

async function besideHostileTenant(world: CampaignWorld): Promise<CampaignPart> {
  // The first calls of a process are slow ones.
  const seconds = world.short ? { first: 2, alone: 8, beside: 22 } : { first: 10, alone: 120, beside: 480 };
  let redis: RedisServer | undefined;
  await using stand = await openStand({
    world,
    name: "hostile",
    maxInFlight: 200,
    createPerMinute: 100_000,
    keep: false,
    direct: true,
    openRedis: async (directory) => (redis = await startRedisServer({ world, directory })),
    simulated: { lifetime: { fixedMs: 500, jitter: 0.5 } },
    environment: {
      HAILUO_LOG_LEVEL: "warn",
      // What ends is forgotten while the campaign goes on.
      HAILUO_RETENTION_SUCCEEDED_MS: "60000",
      HAILUO_RETENTION_FAILED_MS: "60000",
    },
  });
  try {
    stand.startFleet(1);
    const environment = {
      ...stand.environment,
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}`,
      HAILUO_WEBHOOK_ALLOW_PRIVATE: "true",
      HAILUO_CALLBACK_URL: "https://video.example.com/callbacks/minimax",
    };
    const gateway = stand.use(await startApiGateway({ environment, directory: stand.directory }));
    const { url } = gateway;
    const honest = stand.use(
      await startChild("honest-child", { url, token: await makeKey(stand, HONEST, "submit") }, world.path),
    );
    await pause(seconds.first * 1000);
    await honest.ask("lap");
    await pause(seconds.alone * 1000);
    const alone = await honest.ask<HonestTimes>("lap");
    world.note(`hostile: ${seconds.alone} s alone are over`);

    const readUse = await openUse(url, await makeKey(stand, "operator", "admin"));
    const input: HostileInput = {
      url,
      token: await makeKey(stand, "hostile", "submit"),
      victim: HONEST,
      seed: world.seed,
    };
    const hostile = stand.use(await startChild("hostile-child", input, world.path));
    const stop = new AbortController();
    const sampling = sampleMemory(gateway, redis, stop.signal);
    await pause(seconds.beside * 1000);
    const beside = await honest.ask<HonestTimes>("lap");
    const share = await readUse();
    const answers = await hostile.ask<HostileAnswers>("finish");
    stop.abort();
    const samples = await sampling;
    const report = await honest.ask<HonestReport>("finish");
    const isAlive = gateway.pid() !== 0 && (await fetch(`${url}/readyz`)).ok;

    const findings = [
      ...judgeHonest(report),
      {
        promise: "the gateway never ends",
        kept: gateway.ends().length === 0 && isAlive,
        seen: gateway.ends().join(", ") || 0,
      },
      { promise: "nothing of the honest tenant is told", kept: leaks(answers) === 0, seen: leaks(answers) },
      ...judgeMemory(samples, world),
      ...(world.short || share < LEAST_SHARE ? [] : judgeTimes(alone, beside)),
    ];
    if (findings.some(({ kept }) => !kept)) stand.keepDirectory();
    return {
      name: "hostile",
      findings,
      figures: {
        "seconds alone": seconds.alone,
        "seconds beside": seconds.beside,
        "of the processor time that it wanted, the gateway had":
          `${Math.round(share * 100)} ` + `%${share < LEAST_SHARE ? ": too little to judge times" : ""}`,
        ...timeFigures(alone, beside),
        "the honest one's errors": report.errors.slice(0, 10).join("; ") || 0,
        ...Object.fromEntries(Object.entries(answers).map(([attack, words]) => [attack, JSON.stringify(words)])),
      },
    };
  } catch (error) {
    stand.keepDirectory();
    throw error;
  }
}

async function makeKey(stand: Stand, tenant: string, role: Role): Promise<string> {
  const redis = await openRedis(stand.redisUrl, { role: "client" });
  try {
    return (await createApiKeys({ redis, keys: createKeys(stand.prefix) }).create({ tenant, role })).token;
  } finally {
    await closeRedis(redis);
  }
}

/**
 * Begins to measure; returns what reads which part of the processor time that the gateway wanted it was given since.
 */
async function openUse(url: string, token: string): Promise<() => Promise<number>> {
  const scrape = async (): Promise<{
    readonly atSeconds: number;
    readonly cpuSeconds: number;
    readonly busy: number;
  }> => {
    const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
    const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
    return {
      atSeconds: performance.now() / 1000,
      cpuSeconds: value("process_cpu_seconds_total"),
      // Since the scrape before.
      busy: value("nodejs_eventloop_utilization"),
    };
  };
  const before = await scrape();
  return async () => {
    const { atSeconds, cpuSeconds, busy } = await scrape();
    // A gateway that was started anew meanwhile counts from 0: nothing is to be judged then.
    return Math.max(0, cpuSeconds - before.cpuSeconds) / Math.max(0.001, busy * (atSeconds - before.atSeconds));
  };
}

interface Samples {
  readonly gateway: readonly Sample[];
  readonly redis: readonly Sample[];
}

async function sampleMemory(gateway: ApiGateway, redis: RedisServer | undefined, stop: AbortSignal): Promise<Samples> {
  const samples = { gateway: [] as Sample[], redis: [] as Sample[] };
  while (!stop.aborted) {
    const atMs = performance.now();
    const resident = await readResidentBytes(gateway.pid());
    if (resident > 0) samples.gateway.push({ atMs, value: resident });
    const used = await redis?.use((client) => client.info("memory")).catch(() => undefined);
    const bytes = Number(/^used_memory:(\d+)/m.exec(used ?? "")?.[1] ?? 0);
    if (bytes > 0) samples.redis.push({ atMs, value: bytes });
    await pause(SAMPLE_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  return samples;
}

/** Half a minute is mostly warm-up: the short form asks for bounds only. */
function judgeMemory({ gateway, redis }: Samples, { short }: CampaignWorld): readonly Finding[] {
  return [
    ...judgeLine("resident memory of the gateway", gateway, MOST_GATEWAY_BYTES, short),
    ...judgeLine("memory used by Redis", redis, MOST_REDIS_BYTES, short),
  ];
}

function judgeLine(what: string, samples: readonly Sample[], mostBytes: number, short: boolean): readonly Finding[] {
  const highest = Math.max(...samples.map(({ value }) => value));
  const bound: Finding = {
    promise: `${what} is bounded`,
    kept: highest <= mostBytes,
    seen: `${megabytes(highest)} at most`,
  };
  if (short) return [bound];
  const { mean, growth } = fitLine(samples.slice(Math.floor(samples.length * WARM_UP)));
  const seen = `${megabytes(mean)}, ${Math.round(growth * 100)} % from warm-up to end`;
  return [bound, { promise: `${what} is flat`, kept: growth <= FLAT || growth * mean <= HISTORY_BYTES, seen }];
}

function judgeHonest({ errors, generations, batches }: HonestReport): readonly Finding[] {
  return [
    {
      promise: "the honest tenant sees no error",
      kept: errors.length === 0,
      seen: errors.length === 0 ? 0 : `${errors.length}: ${errors[0] ?? ""}`,
    },
    {
      promise: "its work is done",
      kept: generations > 0 && batches > 0,
      seen: `${generations} generations and ${batches} batches, with their webhooks`,
    },
  ];
}

const KINDS = ["create", "firstEvent", "upload", "webhook"] as const satisfies readonly (keyof HonestTimes)[];
const WORDS: Readonly<Record<(typeof KINDS)[number], string>> = {
  create: "creates",
  firstEvent: "first events",
  upload: "uploads",
  webhook: "webhooks",
};

function judgeTimes(alone: HonestTimes, beside: HonestTimes): readonly Finding[] {
  return KINDS.map((kind) => {
    const keeps = (part: number, { times, andMs }: { readonly times: number; readonly andMs: number }): boolean =>
      quantile(beside[kind], part) <= quantile(alone[kind], part) * times + andMs;
    return {
      promise: `the honest tenant's ${WORDS[kind]} keep their times`,
      kept: keeps(0.5, SLOWER.median) && keeps(0.99, SLOWER.p99),
      seen: `${shown(alone[kind])} alone, ${shown(beside[kind])} beside`,
    };
  });
}

function timeFigures(alone: HonestTimes, beside: HonestTimes): Readonly<Record<string, string>> {
  return Object.fromEntries(
    KINDS.map((kind) => [`${WORDS[kind]}, alone and beside`, `${shown(alone[kind])}; ${shown(beside[kind])}`]),
  );
}

function shown(times: readonly number[]): string {
  return `${Math.round(quantile(times, 0.5))} ms, p99 ${Math.round(quantile(times, 0.99))} ms (${times.length})`;
}

function leaks(answers: HostileAnswers): number {
  return Object.values(answers).reduce((sum, words) => sum + (words[LEAK] ?? 0), 0);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / MEGABYTE)} MB`;
}
