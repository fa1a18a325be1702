import { setTimeout as pause } from "node:timers/promises";
import type { Campaign, CampaignPart, CampaignWorld } from "../campaign.ts";
import { createDraw, drawInteger, drawOne } from "../draw.ts";
import { judgeBatch } from "../judge/judge-batch.ts";
import { judgeParked, operatorFigures } from "../judge/operator-finding.ts";
import { settleBatch } from "../judge/settle.ts";
import type { Fleet } from "../stand/fleet.ts";
import { mixedPrompts } from "../stand/prompts.ts";
import { openStand, type Stand } from "../stand/stand.ts";

const WORKERS_OF_EACH_STAGE = 3;
const STRIKE_EVERY_MS = 500;
/**
 * Longer than a job's lock (10 s): the work of a process that stood still this long is somebody else's when it wakes.
 */
const LONG_STOP_MS = 22_000;
/** Two parts and a bit: a kill may fall into the middle of a multipart upload. */
const LARGE_BYTES = 18_000_000;
const SMALL_BYTES = 0;

/** What a provider, a firewall before it and its links were seen to answer. */
const FAULTS: Readonly<Record<string, number>> = {
  create500: 0.02,
  createResetAfterAccept: 0.01,
  create403Html: 0.01,
  create403Json: 0.01,
  create405Html: 0.005,
  create1002: 0.02,
  create2045: 0.01,
  query500: 0.02,
  queryNotFound: 0.02,
  query1002: 0.01,
  fileError: 0.02,
  file1002: 0.01,
  downloadTruncated: 0.01,
  downloadGzip: 0.05,
  downloadOddEncoding: 0.05,
  download206: 0.05,
  downloadRedirects: 0.05,
};
/** One prompt that a firewall refuses each time: it alone fails. */
const POISON = {
  customId: "storm-poison",
  request: { model: "MiniMax-Hailuo-2.3", prompt: "A paper boat [[page 403]]" },
} as const;
const REFUSED_ALONE = ["request_blocked", "request_refused_alone"] as const;

/** Processes die and stand still at random for the whole run, while the provider answers wrongly now and then. */
export const stormCampaign: Campaign = {
  name: "storm",
  limitSeconds: { short: 1800, full: 3600 },
  run: async (world) => [await storm(world)],
};

async function storm(world: CampaignWorld): Promise<CampaignPart> {
  const total = world.short ? 60 : 1000;
  await using stand = await openStand({
    world,
    name: "storm",
    maxInFlight: world.short ? 30 : 150,
    createPerMinute: world.short ? 240 : 1200,
    simulated: {
      lifetime: { fixedMs: 1500, jitter: 0.5 },
      latencyMs: { minMs: 5, maxMs: 60 },
      linkTtlMs: 2000,
      faults: FAULTS,
    },
  });
  try {
    const startedAt = performance.now();
    const fleet = stand.startFleet(WORKERS_OF_EACH_STAGE);
    const producer = await stand.openProducer();
    await producer.submitBatch([POISON, ...mixedPrompts(total - 1, "storm")], { batchId: "storm" });
    await producer.close();
    const stop = new AbortController();
    const striking = strike(world, stand, fleet, stop.signal);
    const operator = await settleBatch(stand, "storm", { limitMs: (world.short ? 1500 : 3000) * 1000 }).finally(() =>
      stop.abort(),
    );
    const strikes = await striking;
    const seconds = (performance.now() - startedAt) / 1000;
    const findings = await judgeBatch(stand, {
      batchId: "storm",
      submitted: total,
      failuresOfProvider: REFUSED_ALONE,
      someInDoubt: operator.resubmitted > 0,
    });
    const strange = fleet.strangeEnds();
    const part: CampaignPart = {
      name: "storm",
      findings: [
        judgeParked(operator),
        ...findings,
        {
          promise: "no worker ends by itself",
          kept: strange.length === 0,
          seen: strange.length === 0 ? 0 : strange.slice(0, 5).join(", "),
        },
      ],
      figures: {
        generations: total,
        seconds: Math.round(seconds),
        ...strikes,
        restarts: fleet.restarts(),
        ...operatorFigures(operator),
        "faults met": JSON.stringify((await stand.books.stats()).faults),
      },
    };
    if (part.findings.some(({ kept }) => !kept)) stand.keepDirectory();
    return part;
  } catch (error) {
    stand.keepDirectory();
    throw error;
  }
}

interface Strikes {
  readonly "processes killed": number;
  readonly "processes stopped": number;
  readonly "of them beyond their locks": number;
}

/** Every half second one worker is killed, or stands still for a while. */
async function strike(world: CampaignWorld, stand: Stand, fleet: Fleet, stop: AbortSignal): Promise<Strikes> {
  const draw = createDraw(world.seed, "storm/strikes");
  const strikes = { "processes killed": 0, "processes stopped": 0, "of them beyond their locks": 0 };
  const stopped = new Set<number>();
  const wakes: Promise<void>[] = [];
  while (!stop.aborted) {
    await pause(STRIKE_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) break;
    await stand.books.configure({ videoBytes: draw() < 0.1 ? LARGE_BYTES : SMALL_BYTES });
    const awake = fleet.workers().filter(({ pid }) => !stopped.has(pid));
    const kills = draw() < 0.5;
    const stopMs = draw() < 0.05 ? LONG_STOP_MS : drawInteger(draw, 50, 3000);
    if (awake.length === 0) continue;
    const victim = drawOne(draw, awake);
    if (kills) {
      strikes["processes killed"] += 1;
      victim.signal("SIGKILL");
      continue;
    }
    strikes["processes stopped"] += 1;
    if (stopMs === LONG_STOP_MS) strikes["of them beyond their locks"] += 1;
    stopped.add(victim.pid);
    victim.signal("SIGSTOP");
    wakes.push(
      pause(stopMs, undefined, { signal: stop })
        .catch(() => undefined)
        .then(() => {
          stopped.delete(victim.pid);
          victim.signal("SIGCONT");
        }),
    );
  }
  await Promise.all(wakes);
  return strikes;
}
