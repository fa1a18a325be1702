import { z } from "zod";

/**
 * What is counted: `video` (a finished video of the row's length), `second` (of the finished video), `input_image` (an
 * image that is sent along, those that are free not counted), `input_second` (of a video that is sent along),
 * `million_input_tokens` and `million_output_tokens` (of a text that is read and written).
 */
export const PRICE_UNITS = [
  "video",
  "second",
  "input_image",
  "input_second",
  "million_input_tokens",
  "million_output_tokens",
] as const;
/** See PRICE_UNITS. */
export type PriceUnit = (typeof PRICE_UNITS)[number];

/** One line of a price list: data, without a rule of its own. */
export interface PriceRow {
  readonly model: string;
  /** Default: whatever the resolution. */
  readonly resolution?: string;
  /** Seconds of the finished video. Default: whatever the length. */
  readonly duration?: number;
  readonly unit: PriceUnit;
  /** Millionths of a US dollar a unit: whole numbers, so that sums are exact. */
  readonly microUsd: number;
  /** Where the price is one in yuan: what `microUsd` was made from, in millionths of a yuan. */
  readonly microCny?: number;
  /** Units of each generation that cost nothing. Default 0. */
  readonly free?: number;
  /** The first UTC day, as `2026-10-08`, that the price is known to hold on. */
  readonly from: string;
  /** Where the price was read. */
  readonly source?: string;
}

/** For files of prices of one's own, e.g. those of a contract or a reseller: each in US dollars or in yuan. */
export const priceRowShape = z
  .strictObject({
    model: z.string().min(1),
    resolution: z.string().min(1).optional(),
    duration: z.number().int().min(1).optional(),
    unit: z.enum(PRICE_UNITS),
    microUsd: z.number().int().min(0).optional(),
    microCny: z.number().int().min(0).optional(),
    free: z.number().int().min(0).optional(),
    from: z.iso.date(),
    source: z.string().optional(),
  })
  .refine(
    (row) => (row.microUsd === undefined) !== (row.microCny === undefined),
    "needs microUsd or microCny, and not both",
  );

/** A row of a file, whose price may be in yuan. */
export type GivenPriceRow = Omit<PriceRow, "microUsd"> & { readonly microUsd?: number };

/** Our books are in US dollars: a price in yuan is entered at this rate, rounded up. */
export function priceRowInUsd(row: GivenPriceRow, cnyPerUsd: number): PriceRow {
  const { microUsd = Math.ceil((row.microCny ?? 0) / cnyPerUsd) } = row;
  return { ...row, microUsd };
}
