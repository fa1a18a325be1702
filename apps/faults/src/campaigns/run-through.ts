import { optional } from "@hailuo-queue/contracts";
import type { CampaignPart, CampaignWorld, Finding } from "../campaign.ts";
import { judgeBatch } from "../judge/judge-batch.ts";
import { judgeParked, operatorFigures } from "../judge/operator-finding.ts";
import { partOrError } from "../judge/part-or-error.ts";
import { settleBatch } from "../judge/settle.ts";
import { distinctPrompts } from "../stand/prompts.ts";
import { openStand, type Stand, type StandOptions } from "../stand/stand.ts";
import { until } from "../stand/until.ts";

export interface RunThrough<Disturbed> {
  readonly world: CampaignWorld;
  readonly name: string;
  readonly generations: number;
  readonly openRedis?: NonNullable<StandOptions["openRedis"]>;
  /** Comes when a quarter of the videos are made. */
  readonly disturb: (stand: Stand) => Promise<Disturbed>;
  /** Default: all promises. */
  readonly judge?: (stand: Stand) => Promise<readonly Finding[]>;
  readonly figures?: (disturbed: Disturbed, stand: Stand) => Promise<CampaignPart["figures"]> | CampaignPart["figures"];
  readonly settleMs?: number;
}

export const RUN_BATCH = "run";
const SETTLE_MS = 300_000;

/**
 * A run of one worker of each stage with something that goes wrong in the middle; judged when it has come to its end.
 */
export function runThrough<Disturbed>(run: RunThrough<Disturbed>): Promise<CampaignPart> {
  return partOrError(run.name, () => runToItsEnd(run));
}

async function runToItsEnd<Disturbed>(run: RunThrough<Disturbed>): Promise<CampaignPart> {
  const { world, name, generations } = run;
  await using stand = await openStand({
    world,
    name: name.replace(/\W+/g, "-"),
    maxInFlight: 20,
    createPerMinute: 6000,
    simulated: { lifetime: { fixedMs: 1000, jitter: 0.5 }, latencyMs: { minMs: 5, maxMs: 40 } },
    ...optional({ openRedis: run.openRedis }),
  });
  try {
    const startedAt = performance.now();
    const fleet = stand.startFleet(1);
    const producer = await stand.openProducer();
    await producer.submitBatch(distinctPrompts(generations, name.replace(/\W+/g, "-")), { batchId: RUN_BATCH });
    await producer.close();
    await until(
      "a quarter of the videos are made",
      async () => (await stand.books.stats()).succeeded >= generations / 4,
    );
    const disturbed = await run.disturb(stand);
    const calmAt = performance.now();
    const operator = await settleBatch(stand, RUN_BATCH, { limitMs: run.settleMs ?? SETTLE_MS });
    const endedAt = performance.now();
    const findings = [
      ...(run.judge === undefined
        ? [
            judgeParked(operator),
            ...(await judgeBatch(stand, {
              batchId: RUN_BATCH,
              submitted: generations,
              someInDoubt: operator.resubmitted > 0,
            })),
          ]
        : await run.judge(stand)),
    ];
    const strange = fleet.strangeEnds();
    findings.push({
      promise: "no worker ends by itself",
      kept: strange.length === 0,
      seen: strange.length === 0 ? 0 : strange.slice(0, 5).join(", "),
    });
    if (findings.some(({ kept }) => !kept)) stand.keepDirectory();
    return {
      name,
      findings,
      figures: {
        generations,
        seconds: Math.round((endedAt - startedAt) / 1000),
        "seconds from its end to that of the last generation": Math.round((endedAt - calmAt) / 1000),
        ...operatorFigures(operator),
        ...(await run.figures?.(disturbed, stand)),
      },
    };
  } catch (error) {
    stand.keepDirectory();
    throw error;
  }
}
