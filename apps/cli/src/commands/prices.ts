import type { PriceRow } from "@hailuo-queue/contracts";
import { readPrices } from "@hailuo-queue/runtime/settings";
import { readCliSettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatMoney, inUsd } from "../money.ts";
import { renderTable } from "../render-table.ts";
import { printJson, printLine, type Shell } from "../shell.ts";

const UNITS: Readonly<Record<PriceRow["unit"], string>> = {
  video: "a video",
  second: "a second",
  input_image: "an image sent along",
  input_second: "a second of video sent along",
  million_input_tokens: "a million tokens read",
  million_output_tokens: "a million tokens written",
};

/** What generations are priced with: the list prices, with those of HAILUO_PRICES_FILE in their place. */
export async function showPrices({ json }: { readonly json: boolean }, shell: Shell): Promise<ExitCode> {
  const settings = readCliSettings(shell.env);
  const { rows } = await readPrices(settings);
  if (json) {
    for (const row of rows) printJson(shell.stdout, priceLine(row));
    return EXIT.allSucceeded;
  }
  const cells = rows.map((row) => [
    row.model,
    row.resolution ?? "any",
    row.duration === undefined ? "any" : `${row.duration} s`,
    formatMoney(row.microUsd),
    row.free === undefined ? UNITS[row.unit] : `${UNITS[row.unit]}, the first ${row.free} free`,
    row.from,
    `${row.microCny === undefined ? "" : `¥${row.microCny / 1_000_000}, `}${row.source ?? settings.HAILUO_PRICES_FILE ?? ""}`,
  ]);
  for (const line of renderTable(["model", "resolution", "length", "price", "for", "since", "source"], cells))
    printLine(shell.stdout, line);
  printLine(
    shell.stdout,
    "Videos that fail are not charged. Templates have no price on the provider's page. Use HAILUO_PRICES_FILE for your own prices.",
  );
  return EXIT.allSucceeded;
}

function priceLine({ model, resolution, duration, unit, microUsd, microCny, free = 0, from, source }: PriceRow): object {
  return {
    type: "price",
    model,
    resolution: resolution ?? null,
    duration: duration ?? null,
    unit,
    price_usd: inUsd(microUsd),
    ...(microCny === undefined ? {} : { price_cny: microCny / 1_000_000 }),
    free,
    from,
    source: source ?? null,
  };
}
