import { InvalidInputError } from "../errors.ts";
import type { GenerationRequest } from "../generation-request.ts";
import type { TaskUsage } from "../task-usage.ts";
import { DEFAULT_PRICES } from "./default-prices.ts";
import type { PriceRow, PriceUnit } from "./price-row.ts";

/** Prices in millionths of a US dollar, by model, size and date. */
export interface PriceTable {
  readonly rows: readonly PriceRow[];
  /**
   * What a generation costs when it succeeds, in millionths of a US dollar; undefined when the table does not say.
   * Never too low for what only the provider measures: a video that is sent along counts with the longest that is
   * allowed. `at` (Unix ms) is the day to price for: of the rows for one thing the latest holds that began by then, and
   * before the first of them the first. `usage` is what was really used, once the provider has told it: then nothing is
   * guessed.
   */
  priceOf(request: GenerationRequest, at: number, usage?: TaskUsage): number | undefined;
}

/**
 * Prices from rows; see {@link overridePrices} for a few of one's own.
 * @throws InvalidInputError for a row with a price or day that is none.
 */
export function createPriceTable(rows: readonly PriceRow[] = DEFAULT_PRICES): PriceTable {
  for (const row of rows) refuseUnusable(row);
  return {
    rows,
    priceOf(request, at, usage) {
      const fitting = rows.filter((row) => fits(row, request));
      const rowFor = (unit: PriceUnit): PriceRow | undefined =>
        rowAt(
          fitting.filter((row) => row.unit === unit),
          at,
        );
      const text = priceOfText(rowFor("million_input_tokens"), rowFor("million_output_tokens"), usage?.tokens);
      if (text !== undefined) return text;
      const made = priceOfVideo(rowFor("video"), rowFor("second"), usage?.outputSeconds ?? request.duration);
      if (made === undefined) return undefined;
      const inputs =
        usage === undefined ? inputsOf(request) : { images: usage.inputImages, seconds: usage.inputSeconds };
      const images = inputs.images === 0 ? 0 : costOf(rowFor("input_image"), inputs.images);
      const seconds = inputs.seconds === 0 ? 0 : costOf(rowFor("input_second"), inputs.seconds);
      return made + images + seconds;
    },
  };
}

/** The default prices, without those of the models that `own` names. */
export function overridePrices(
  own: readonly PriceRow[],
  base: readonly PriceRow[] = DEFAULT_PRICES,
): readonly PriceRow[] {
  const models = new Set(own.map(({ model }) => model));
  return [...base.filter(({ model }) => !models.has(model)), ...own];
}

function fits(row: PriceRow, { model, resolution, duration }: GenerationRequest): boolean {
  return (
    row.model === model &&
    (row.resolution === undefined || row.resolution === resolution) &&
    (row.duration === undefined || row.duration === duration)
  );
}

/** A row that names more of the request goes before one that names less; then the day decides. */
function rowAt(rows: readonly PriceRow[], at: number): PriceRow | undefined {
  if (rows.length <= 1) return rows[0];
  const closeness = (row: PriceRow): number =>
    Number(row.resolution !== undefined) + Number(row.duration !== undefined);
  const closest = Math.max(...rows.map(closeness));
  const dated = rows
    .filter((row) => closeness(row) === closest)
    .toSorted((one, other) => Date.parse(one.from) - Date.parse(other.from));
  return dated.findLast((row) => Date.parse(row.from) <= at) ?? dated[0];
}

function priceOfVideo(
  video: PriceRow | undefined,
  second: PriceRow | undefined,
  seconds: number | undefined,
): number | undefined {
  if (video !== undefined) return video.microUsd;
  return second === undefined || seconds === undefined ? undefined : costOf(second, seconds);
}

/** How many a text takes is not known before: what a long prompt with all of its media was reckoned at. */
const MOST_TOKENS = { input: 100_000, output: 10_000 } as const;
const MILLION = 1_000_000;

function priceOfText(
  read: PriceRow | undefined,
  written: PriceRow | undefined,
  tokens: TaskUsage["tokens"] = MOST_TOKENS,
): number | undefined {
  if (read === undefined && written === undefined) return undefined;
  return costOf(read, tokens.input / MILLION) + costOf(written, tokens.output / MILLION);
}

function costOf(row: PriceRow | undefined, units: number): number {
  return row === undefined ? 0 : Math.round(Math.max(0, units - (row.free ?? 0)) * row.microUsd);
}

/** Each video that is sent along may have 15 s, and so may all of them together. */
const MOST_INPUT_SECONDS = 15;

function inputsOf(request: GenerationRequest): { readonly images: number; readonly seconds: number } {
  const frames = [request.image_url, request.last_frame_image].filter((frame) => frame !== undefined);
  return {
    images: frames.length + (request.reference_images?.length ?? 0),
    seconds: request.reference_videos === undefined ? 0 : MOST_INPUT_SECONDS,
  };
}

function refuseUnusable({ model, microUsd, from }: PriceRow): void {
  if (Number.isSafeInteger(microUsd) && microUsd >= 0 && !Number.isNaN(Date.parse(from))) return;
  throw new InvalidInputError(
    "invalid_price",
    `The price of ${model} is ${microUsd} from ${from}; needed are whole ` +
      "millionths of a US dollar and a day such as 2026-10-08",
  );
}
