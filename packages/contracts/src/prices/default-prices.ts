import type { PriceRow } from "./price-row.ts";

/** Read off the provider's pay-as-you-go page. Which of its prices held before that day is not known. */
const PAGE = { from: "2026-10-08", source: "the provider's pay-as-you-go price page" } as const;
/**
 * The page leaves the 01-series out: what a reseller bills for a video, and for S2V-01 a low estimate from a price in
 * yuan.
 */
const RESELLER = { from: "2026-10-08", source: "a reseller's price; the provider's page has none" } as const;

/** Micro-USD of a video: 768P of 6 s, 768P of 10 s, 1080P of 6 s. */
function hailuo(model: string, [short, long, fullHd]: readonly [number, number, number]): PriceRow[] {
  return [
    { model, resolution: "768P", duration: 6, unit: "video", microUsd: short, ...PAGE },
    { model, resolution: "768P", duration: 10, unit: "video", microUsd: long, ...PAGE },
    { model, resolution: "1080P", duration: 6, unit: "video", microUsd: fullHd, ...PAGE },
  ];
}

/**
 * The provider's prices in US dollars. Taken on trust: no call of its API tells a price. Template Agents have none on
 * its page.
 */
export const DEFAULT_PRICES: readonly PriceRow[] = [
  ...hailuo("MiniMax-Hailuo-2.3", [280_000, 560_000, 490_000]),
  ...hailuo("MiniMax-Hailuo-2.3-Fast", [190_000, 320_000, 330_000]),
  ...hailuo("MiniMax-Hailuo-02", [280_000, 560_000, 490_000]),
  { model: "MiniMax-Hailuo-02", resolution: "512P", duration: 6, unit: "video", microUsd: 100_000, ...PAGE },
  { model: "MiniMax-Hailuo-02", resolution: "512P", duration: 10, unit: "video", microUsd: 150_000, ...PAGE },

  { model: "MiniMax-H3", resolution: "768P", unit: "second", microUsd: 80_000, ...PAGE },
  { model: "MiniMax-H3", resolution: "2K", unit: "second", microUsd: 130_000, ...PAGE },
  { model: "MiniMax-H3", unit: "input_image", microUsd: 40_000, free: 5, ...PAGE },
  { model: "MiniMax-H3", resolution: "768P", unit: "input_second", microUsd: 80_000, ...PAGE },
  { model: "MiniMax-H3", resolution: "2K", unit: "input_second", microUsd: 130_000, ...PAGE },

  { model: "MiniMax-H3-Max", resolution: "480P", unit: "second", microUsd: 50_000, ...PAGE },
  { model: "MiniMax-H3-Max", resolution: "768P", unit: "second", microUsd: 80_000, ...PAGE },
  { model: "MiniMax-H3-Max", unit: "input_image", microUsd: 74_000, free: 2, ...PAGE },
  { model: "MiniMax-H3-Max", resolution: "480P", unit: "input_second", microUsd: 55_300, ...PAGE },
  { model: "MiniMax-H3-Max", resolution: "768P", unit: "input_second", microUsd: 143_000, ...PAGE },

  { model: "MiniMax-H3-Regeneration", unit: "second", microUsd: 50_000, ...PAGE },
  { model: "MiniMax-H3-Regeneration", unit: "input_image", microUsd: 40_000, free: 5, ...PAGE },
  { model: "MiniMax-H3-Regeneration", unit: "input_second", microUsd: 130_000, ...PAGE },

  { model: "MiniMax-H3-Context-IR", unit: "million_input_tokens", microUsd: 900_000, ...PAGE },
  { model: "MiniMax-H3-Context-IR", unit: "million_output_tokens", microUsd: 3_600_000, ...PAGE },

  ...["T2V-01", "T2V-01-Director", "I2V-01", "I2V-01-Director", "I2V-01-live", "video-01", "S2V-01"].map((model) => ({
    model,
    unit: "video" as const,
    microUsd: 430_000,
    ...RESELLER,
  })),
];
