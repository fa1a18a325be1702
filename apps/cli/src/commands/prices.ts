import type { PriceRow } from "@hailuo-queue/contracts";
import { readPrices } from "@hailuo-queue/runtime/settings";
import { readCliSettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatMoney, inUsd } from "../money.ts";
import { renderTable } from "../render-table.ts";
import { wrapWords } from "../progress/display-text.ts";
import { columnsOf, printJson, printLine, type Shell } from "../shell.ts";
import { say } from "../words/say.ts";

const unitWords = (): Readonly<Record<PriceRow["unit"], string>> => ({
  video: say`a video`,
  second: say`a second`,
  input_image: say`an image sent along`,
  input_second: say`a second of video sent along`,
  million_input_tokens: say`a million tokens read`,
  million_output_tokens: say`a million tokens written`,
});

/** What generations are priced with: the list prices, with those of HAILUO_PRICES_FILE in their place. */
export async function showPrices({ json }: { readonly json: boolean }, shell: Shell): Promise<ExitCode> {
  const settings = readCliSettings(shell.env);
  const { rows } = await readPrices(settings);
  if (json) {
    for (const row of rows) printJson(shell.stdout, priceLine(row));
    return EXIT.allSucceeded;
  }
  // Each is told once, below: a link takes a line of its own.
  const sourceOf = ({ source, from }: PriceRow): string =>
    say`since ${from}: ${source ?? settings.HAILUO_PRICES_FILE ?? ""}`;
  const sources = [...new Set(rows.map(sourceOf))];
  const cells = rows.map((row) => [
    row.model,
    row.resolution ?? say`any`,
    `${formatMoney(row.microUsd)}${row.microCny === undefined ? "" : ` (¥${row.microCny / 1_000_000})`}`,
    [
      unitWords()[row.unit],
      row.duration === undefined ? "" : say` of ${row.duration} s`,
      row.free === undefined ? "" : say`, first ${row.free} free`,
    ].join(""),
    `[${sources.indexOf(sourceOf(row)) + 1}]`,
  ]);
  const columns = columnsOf(shell.stdout);
  for (const line of renderTable([say`model`, say`size`, say`price`, say`for`, ""], cells, columns))
    printLine(shell.stdout, line);
  const notes = [
    ...sources.map((source, at) => `[${at + 1}] ${source}`),
    say`Videos that fail are not charged. Templates have no price on the provider's page. Use HAILUO_PRICES_FILE for your own prices.`,
  ];
  for (const line of notes.flatMap((note) => wrapWords(note, { indent: "", columns, breakWords: false })))
    printLine(shell.stdout, line);
  return EXIT.allSucceeded;
}

function priceLine({
  model,
  resolution,
  duration,
  unit,
  microUsd,
  microCny,
  free = 0,
  from,
  source,
}: PriceRow): object {
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
