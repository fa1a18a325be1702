import type { CampaignWorld } from "../campaign.ts";
import { openStand, type Stand } from "../stand/stand.ts";

/** Answers take their time, so that a process can be killed before one. */
export const LATENCY_MS = { minMs: 30, maxMs: 60 } as const;

export function openSweepStand(world: CampaignWorld, name: string): Promise<Stand> {
  return openStand({
    world,
    name: `sweep-${name}`,
    maxInFlight: 200,
    createPerMinute: 10_000,
    simulated: { lifetime: { fixedMs: 300, jitter: 0.3 }, latencyMs: LATENCY_MS, videoBytes: 9_000_000 },
    environment: { HAILUO_POLL_MIN_MS: "50", HAILUO_POLL_MAX_MS: "200" },
  });
}
