import type { Campaign, CampaignPart, CampaignWorld } from "../campaign.ts";
import { createDraw, shuffle } from "../draw.ts";
import { partOrError } from "../judge/part-or-error.ts";
import { KINDS, type WorkerKind } from "../stand/worker-process.ts";
import { findAwaits } from "../sweep/find-awaits.ts";
import { cutsACreate, type Kill, runKillLane } from "../sweep/kill-lane.ts";
import { MOMENTS } from "../sweep/orders.ts";
import { profileAwaits, type ReachedPoint } from "../sweep/profile.ts";
import { FLAVOURS } from "../sweep/traffic.ts";

const SHORT_KILLS = 4;

/** Kills a worker at every await that it passes: before the call, during it, and after it. */
export const killSweepCampaign: Campaign = {
  name: "kill-sweep",
  limitSeconds: { short: 150, full: 3600 },
  async run(world) {
    const points = await findAwaits();
    const reached = await profileAwaits(world, points, world.short ? ["ordinary"] : FLAVOURS);
    const lanes = await Promise.all(
      KINDS.map((kind) => partOrError(`kill sweep, ${kind}`, () => runKillLane(world, kind, chooseKills(world, kind, reached)))),
    );
    return lanes.map((lane): CampaignPart => ({
      ...lane,
      figures: { "awaits in the packages": points.length, ...reachedBy(lane, reached), ...lane.figures },
    }));
  },
};

/** All of them in the order of the code; in the short form some, drawn from the seed, and the one where money is spent. */
function chooseKills(world: CampaignWorld, kind: WorkerKind, reached: readonly ReachedPoint[]): readonly Kill[] {
  const kills = reached.filter((each) => each.kind === kind).flatMap((each) => MOMENTS.map((moment): Kill => ({ ...each, moment })));
  if (!world.short) return kills;
  return [...kills.filter(cutsACreate), ...shuffle(createDraw(world.seed, `sweep/choice/${kind}`), kills)].slice(0, SHORT_KILLS);
}

function reachedBy(lane: CampaignPart, reached: readonly ReachedPoint[]): Readonly<Record<string, number>> {
  const kind = KINDS.find((each) => lane.name.endsWith(each));
  return { "awaits that its worker passes": reached.filter((each) => each.kind === kind).length };
}
