import type { FoundServer } from "@hailuo-queue/local";

export const CAMPAIGN_NAMES = ["kill-sweep", "storm", "redis", "outages", "hostile", "drills", "soak"] as const;
export type CampaignName = (typeof CAMPAIGN_NAMES)[number];

/** One promise, as it was found when all was quiet. */
export interface Finding {
  readonly promise: string;
  readonly kept: boolean;
  /** What was seen; for a broken promise enough to look further. */
  readonly seen: string | number;
}

/** One run of a campaign against a world of its own, e.g. one kind of outage. */
export interface CampaignPart {
  readonly name: string;
  readonly findings: readonly Finding[];
  /** What was measured and is no promise. */
  readonly figures: Readonly<Record<string, number | string>>;
  /** Why it was not run: what this machine lacks. Then nothing was found. */
  readonly skipped?: string;
}

export interface CampaignWorld {
  /** The form for CI: smaller, and within a minute each. */
  readonly short: boolean;
  readonly seed: number;
  readonly redisServer: FoundServer;
  /** What child processes are given of our own environment: PATH. */
  readonly path: string;
  /** Chromium or Chrome; undefined where there is none. */
  readonly browser?: string;
  /** A line for people about what goes on. */
  readonly note: (line: string) => void;
}

export interface Campaign {
  readonly name: CampaignName;
  /** Everything within it is given up when it takes longer; in seconds, by form. */
  readonly limitSeconds: { readonly short: number; readonly full: number };
  run(world: CampaignWorld): Promise<readonly CampaignPart[]>;
}
