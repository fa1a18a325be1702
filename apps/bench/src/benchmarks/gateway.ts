import { startPrivateRedis } from "@hailuo-queue/local";
import { startFleet } from "../admission/fleet.ts";
import { numberedItems, withStand } from "../admission/stand.ts";
import type { Benchmark, BenchmarkReport, BenchmarkWorld } from "../benchmark.ts";
import type { GatewayMemory, GatewayReady } from "../gateway-child.ts";
import type { GatewayLoadInput, GatewayLoadRun, UploadRun } from "../gateway-load-child.ts";
import type { IngestRun } from "../ingest-child.ts";
import { medianOf, quantileOf } from "../measure/statistics.ts";
import { startChild } from "../processes/child-process.ts";

const STREAMS = 200;
const REQUESTS_PER_SECOND = 500;
const SECONDS = { short: 5, full: 30 } as const;
const PROMPTS = { short: 20_000, full: 100_000 } as const;
const PROMPT_CHARACTERS = 500;
/** About ten generations a second run through the workers meanwhile. */
const LIMIT = 20;
const LIFETIME_MS = 2000;

interface UploadRound {
  readonly producerSeconds: number;
  readonly gatewaySeconds: number;
  readonly rssGrowthBytes: number;
  /** Of the gateway's largest RSS, by a second upload of as many. */
  readonly furtherGrowthBytes: number;
}

/** What the HTTP API adds: to a look at one generation while much goes on, and to an upload of a hundred thousand. */
export const gatewayBenchmark: Benchmark = {
  name: "gateway",
  async run(world) {
    const rounds: UploadRound[] = [];
    for (let round = 0; round < (world.short ? 1 : 3); round += 1) rounds.push(await uploadRound(world));
    return report(world, rounds, await underLoad(world));
  },
};

async function uploadRound(world: BenchmarkWorld): Promise<UploadRound> {
  const prompts = world.short ? PROMPTS.short : PROMPTS.full;
  await using redis = await startPrivateRedis({ server: world.redisServer });
  const sizes = { prompts, promptCharacters: PROMPT_CHARACTERS };
  const producerSeconds = await (async () => {
    await using child = await startChild("ingest-child", { input: { which: "ours", redisUrl: redis.url, ...sizes } });
    return (await child.ask<IngestRun>("run")).seconds;
  })();
  await using gateway = await startChild<GatewayReady>("gateway-child", {
    input: { redisUrl: redis.url },
    profileDirectory: world.profileDirectory,
  });
  await using loader = await startChild("gateway-load-child", { input: { ...gateway.ready, ...sizes } });
  await loader.ask<UploadRun>("warmUp");
  await gateway.ask("begin");
  const upload = async (): Promise<GatewayMemory & { readonly seconds: number }> => {
    const { seconds, accepted } = await loader.ask<UploadRun>("upload");
    if (accepted !== prompts) throw new Error(`of ${prompts} prompts ${accepted} were accepted`);
    return { seconds, ...(await gateway.ask<GatewayMemory>("memory")) };
  };
  const { seconds, rssAtStartBytes, rssPeakBytes } = await upload();
  const second = await upload();
  const rssGrowthBytes = rssPeakBytes - rssAtStartBytes;
  const round = {
    producerSeconds,
    gatewaySeconds: seconds,
    rssGrowthBytes,
    furtherGrowthBytes: second.rssPeakBytes - rssPeakBytes,
  };
  world.note(
    `gateway: ${prompts} prompts in ${seconds.toFixed(1)} s, by the producer alone in ${producerSeconds.toFixed(1)} s`,
  );
  return round;
}

async function underLoad(world: BenchmarkWorld): Promise<GatewayLoadRun> {
  const provider = { maxInFlight: LIMIT, createPerMinute: 100_000, lifetime: { fixedMs: LIFETIME_MS, jitter: 0.1 } };
  const seconds = world.short ? SECONDS.short : SECONDS.full;
  return withStand(world, provider, async ({ redisUrl, simulatorUrl, directory, producer }) => {
    await using _fleet = await startFleet({
      processes: 1,
      directory,
      environment: {
        REDIS_URL: redisUrl,
        MINIMAX_BASE_URL: simulatorUrl,
        HAILUO_MAX_IN_FLIGHT: String(LIMIT),
        HAILUO_CREATE_PER_MINUTE: "100000",
        HAILUO_POLL_MIN_MS: "200",
        HAILUO_POLL_MAX_MS: "500",
      },
    });
    await using gateway = await startChild<GatewayReady>("gateway-child", {
      input: { redisUrl },
      profileDirectory: world.profileDirectory,
    });
    const batchId = "bench";
    await producer.submitBatch(numberedItems((seconds + 20) * (LIMIT / (LIFETIME_MS / 1000))), {
      batchId,
      tenant: "bench",
    });
    const { items } = await producer.list({ batchId, limit: 100 });
    const input: Omit<GatewayLoadInput, "prompts" | "promptCharacters"> = {
      ...gateway.ready,
      streams: STREAMS,
      requestsPerSecond: REQUESTS_PER_SECOND,
      seconds,
      batchId,
      ids: items.map(({ id }) => id),
    };
    await using loader = await startChild("gateway-load-child", { input });
    return await loader.ask<GatewayLoadRun>("load");
  });
}

function report(world: BenchmarkWorld, rounds: readonly UploadRound[], load: GatewayLoadRun): BenchmarkReport {
  const prompts = world.short ? PROMPTS.short : PROMPTS.full;
  const seconds = world.short ? SECONDS.short : SECONDS.full;
  const p99 = quantileOf(load.latenciesMs, 0.99);
  const upload = {
    ours: medianOf(rounds, (round) => round.gatewaySeconds),
    peer: medianOf(rounds, (round) => round.producerSeconds),
  };
  const growth = Math.max(...rounds.map(({ rssGrowthBytes }) => rssGrowthBytes)) / 1e6;
  const further = medianOf(rounds, ({ furtherGrowthBytes }) => furtherGrowthBytes) / 1e6;
  return {
    setting:
      `${REQUESTS_PER_SECOND} GETs of one generation a second for ${seconds} s after 3 s of warm-up, sent on time ` +
      `whatever is still open over 64 connections, timed from when they were due, beside ${STREAMS} open event ` +
      "streams of a batch that runs through `hailuo worker all` at about ten generations a second; gateway, load, " +
      `workers, simulator and Redis each in a process of their own. Then ${prompts} prompts of ${PROMPT_CHARACTERS} ` +
      "characters as one NDJSON upload into a batch that is sealed with it, beside the producer's own addItems of " +
      `the same just before, ${rounds.length} rounds, a new Redis and gateway each, which an upload of 10,000 warms ` +
      "up; and a second upload of as many into the same gateway, whose memory is flat if that needs no more.",
    figures: [
      { what: "a GET: half of them within", unit: "ms", ours: quantileOf(load.latenciesMs, 0.5) },
      { what: "a GET: 99 % of them within", unit: "ms", ours: p99 },
      { what: "events that the streams were told", unit: "", ours: load.events },
      { what: `${prompts} prompts taken in`, unit: "s", ...upload },
      { what: "growth of the gateway's RSS by the upload", unit: "MB", ours: growth },
      { what: "further growth of its largest RSS by a second upload", unit: "MB", ours: further },
    ],
    targets: [
      { what: "99 % of GETs within", unit: "ms", value: p99, bound: "at most", limit: 50 },
      { what: "GETs that failed", unit: "", value: load.failed, bound: "at most", limit: 0 },
      { what: "event streams that stayed open", unit: "", value: load.openStreams, bound: "at least", limit: STREAMS },
      {
        what: "an upload beside the producer's own time",
        unit: "x",
        value: upload.ours / upload.peer,
        bound: "at most",
        limit: 3,
      },
      {
        what: "further growth of the gateway's largest RSS by a second upload",
        unit: "MB",
        value: further,
        bound: "at most",
        limit: 10,
      },
    ],
    rounds: [...rounds, { load: { ...load, latenciesMs: load.latenciesMs.length } }],
  };
}
