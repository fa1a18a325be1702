import { optional } from "@hailuo-queue/contracts";
import { describeServer, findRedisServer } from "@hailuo-queue/local";
import type { Campaign, CampaignName, CampaignPart, CampaignWorld } from "./campaign.ts";
import { drillsCampaign } from "./campaigns/drills.ts";
import { hostileCampaign } from "./campaigns/hostile.ts";
import { killSweepCampaign } from "./campaigns/kill-sweep.ts";
import { outagesCampaign } from "./campaigns/outages.ts";
import { redisCampaign } from "./campaigns/redis.ts";
import { soakCampaign } from "./campaigns/soak.ts";
import { stormCampaign } from "./campaigns/storm.ts";
import { explain } from "./judge/part-or-error.ts";
import type { FaultsArguments } from "./parse-arguments.ts";
import { renderPart } from "./report/render-part.ts";

const CAMPAIGNS: Readonly<Record<CampaignName, Campaign>> = {
  "kill-sweep": killSweepCampaign,
  storm: stormCampaign,
  redis: redisCampaign,
  outages: outagesCampaign,
  hostile: hostileCampaign,
  drills: drillsCampaign,
  soak: soakCampaign,
};

export interface CampaignReport {
  readonly name: CampaignName;
  readonly seconds: number;
  readonly parts: readonly CampaignPart[];
  /** What kept it from coming to its end. */
  readonly error?: string;
}

export interface Report {
  readonly type: "faults";
  readonly seed: number;
  readonly short: boolean;
  readonly startedAt: string;
  readonly redis: string;
  /** Whether every promise was kept, and every campaign came to its end. */
  readonly kept: boolean;
  readonly campaigns: readonly CampaignReport[];
}

export interface RunOptions {
  readonly path: string;
  /** See CampaignWorld. */
  readonly browser?: string;
  readonly print: (line: string) => void;
  readonly note: (line: string) => void;
}

/** Runs one campaign after the other, and prints what was found. */
export async function runCampaigns(wanted: FaultsArguments, options: RunOptions): Promise<Report> {
  const { path, browser, print, note } = options;
  const startedAt = new Date().toISOString();
  const redisServer = await findRedisServer({ allowFetch: true, log: note });
  const { short, seed } = wanted;
  const world: CampaignWorld = { short, seed, redisServer, path, note, ...optional({ browser }) };
  const campaigns: CampaignReport[] = [];
  for (const name of wanted.names) {
    const report = await runOne(CAMPAIGNS[name], world);
    campaigns.push(report);
    if (wanted.json) continue;
    for (const part of report.parts) for (const line of renderPart(part)) print(line);
    if (report.error !== undefined) print(`${name} did not come to its end: ${report.error}`);
  }
  const kept = campaigns.every(
    ({ parts, error }) => error === undefined && parts.every(({ findings }) => findings.every((each) => each.kept)),
  );
  const report: Report = {
    type: "faults",
    seed,
    short,
    startedAt,
    redis: describeServer(redisServer),
    kept,
    campaigns,
  };
  if (wanted.json) print(JSON.stringify(report));
  return report;
}

async function runOne(campaign: Campaign, world: CampaignWorld): Promise<CampaignReport> {
  const { name, limitSeconds } = campaign;
  const limit = world.short ? limitSeconds.short : limitSeconds.full;
  const startedAt = performance.now();
  world.note(`${name}: begins, seed ${world.seed}${world.short ? ", short" : ""}; at most ${limit} s`);
  const seconds = (): number => Math.round((performance.now() - startedAt) / 1000);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${limit} s`)), limit * 1000);
  });
  try {
    const parts = await Promise.race([campaign.run(world), late]);
    return { name, seconds: seconds(), parts };
  } catch (error) {
    return { name, seconds: seconds(), parts: [], error: explain(error) };
  } finally {
    clearTimeout(timer);
  }
}
