import type { Campaign, CampaignPart, CampaignWorld } from "../campaign.ts";
import { createDraw, shuffle } from "../draw.ts";
import { partOrError } from "../judge/part-or-error.ts";
import { type Stage, STAGES } from "../stand/worker-process.ts";
import { findAwaits } from "../sweep/find-awaits.ts";
import { cutsACreate, type Kill, runKillSequence } from "../sweep/kill-sequence.ts";
import { MOMENTS } from "../sweep/orders.ts";
import { profileAwaits, type ReachedPoint } from "../sweep/profile.ts";
import { FLAVOURS } from "../sweep/traffic.ts";

const SHORT_KILLS = 4;

/** Kills a worker at every await that it passes: before the call, during it, and after it. */
export const killSweepCampaign: Campaign = {
  name: "kill-sweep",
  limitSeconds: { short: 1800, full: 7200 },
  async run(world) {
    const points = await findAwaits();
    const reached = await profileAwaits(world, points, world.short ? ["ordinary"] : FLAVOURS);
    const parts = await Promise.all(
      STAGES.map((stage) =>
        partOrError(`kill sweep, ${stage}`, () => runKillSequence(world, stage, chooseKills(world, stage, reached))),
      ),
    );
    return parts.map((part): CampaignPart => ({
      ...part,
      figures: { "awaits in the packages": points.length, ...reachedBy(part, reached), ...part.figures },
    }));
  },
};

/**
 * All of them in the order of the code; in the short form some, drawn from the seed, and the one where money is spent.
 */
function chooseKills(world: CampaignWorld, stage: Stage, reached: readonly ReachedPoint[]): readonly Kill[] {
  const kills = reached
    .filter((each) => each.stage === stage)
    .flatMap((each) => MOMENTS.map((moment): Kill => ({ ...each, moment })));
  if (!world.short) return kills;
  return [...kills.filter(cutsACreate), ...shuffle(createDraw(world.seed, `sweep/choice/${stage}`), kills)].slice(
    0,
    SHORT_KILLS,
  );
}

function reachedBy(part: CampaignPart, reached: readonly ReachedPoint[]): Readonly<Record<string, number>> {
  const stage = STAGES.find((each) => part.name.endsWith(each));
  return { "awaits that its worker passes": reached.filter((each) => each.stage === stage).length };
}
