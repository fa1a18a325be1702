import { DEFAULT_PRICES } from "./default-prices.ts";
import { type GivenPriceRow, type PriceRow, priceRowInUsd } from "./price-row.ts";

/** Read off the pages for China and ledgers of users there. */
const PAGE = { from: "2026-11-29", source: "the provider's price pages for China" } as const;

/** Micro-yuan of a video: 768P of 6 s, 768P of 10 s, 1080P of 6 s. */
function hailuo(model: string, [short, long, fullHd]: readonly [number, number, number]): GivenPriceRow[] {
  return [
    { model, resolution: "768P", duration: 6, unit: "video", microCny: short, ...PAGE },
    { model, resolution: "768P", duration: 10, unit: "video", microCny: long, ...PAGE },
    { model, resolution: "1080P", duration: 6, unit: "video", microCny: fullHd, ...PAGE },
  ];
}

/** The provider's prices in yuan, for accounts of its platform in China. */
export const CNY_PRICES: readonly GivenPriceRow[] = [
  ...hailuo("MiniMax-Hailuo-2.3", [2_000_000, 4_000_000, 3_500_000]),
  ...hailuo("MiniMax-Hailuo-2.3-Fast", [1_350_000, 2_250_000, 2_310_000]),
  ...hailuo("MiniMax-Hailuo-02", [2_000_000, 4_000_000, 3_500_000]),
  { model: "MiniMax-H3", resolution: "768P", unit: "second", microCny: 500_000, ...PAGE },
  { model: "MiniMax-H3", resolution: "2K", unit: "second", microCny: 800_000, ...PAGE },
  { model: "MiniMax-H3", unit: "input_image", microCny: 200_000, free: 5, ...PAGE },
  { model: "MiniMax-H3", resolution: "768P", unit: "input_second", microCny: 500_000, ...PAGE },
  { model: "MiniMax-H3", resolution: "2K", unit: "input_second", microCny: 800_000, ...PAGE },
  { model: "MiniMax-H3-Regeneration", unit: "second", microCny: 300_000, ...PAGE },
  { model: "MiniMax-H3-Max", resolution: "480P", unit: "second", microCny: 330_000, ...PAGE },
  { model: "MiniMax-H3-Max", resolution: "768P", unit: "second", microCny: 500_000, ...PAGE },
];

/**
 * The whole list for China in our books' US dollars. What its pages leave out has the price of the list in US dollars.
 */
export function cnyPriceList(cnyPerUsd: number): readonly PriceRow[] {
  const own = CNY_PRICES.map((row) => priceRowInUsd(row, cnyPerUsd));
  const thing = ({ model, resolution, duration, unit }: PriceRow): string =>
    [model, resolution, duration, unit].join(" ");
  const known = new Set(own.map(thing));
  return [...own, ...DEFAULT_PRICES.filter((row) => !known.has(thing(row)))];
}
