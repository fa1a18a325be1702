import { readFile } from "node:fs/promises";
import {
  cnyPriceList,
  createPriceTable,
  errorMessage,
  InvalidInputError,
  overridePrices,
  priceRowInUsd,
  priceRowShape,
  type PriceTable,
} from "@hailuo-queue/contracts";
import type { SettingsOf } from "./env/read-env.ts";
import { CNY_LIST, type priceSettings } from "./settings/price-settings.ts";

/**
 * The list prices, those for China, or the list with those of a file in their place.
 * @throws InvalidInputError (`bad_prices_file`) that names every fault.
 */
export async function readPrices({
  HAILUO_PRICES_FILE: path,
  HAILUO_CNY_PER_USD = "7.1",
}: Partial<SettingsOf<typeof priceSettings>>): Promise<PriceTable> {
  const cnyPerUsd = Number(HAILUO_CNY_PER_USD);
  if (path === undefined) return createPriceTable();
  if (path === CNY_LIST) return createPriceTable(cnyPriceList(cnyPerUsd));
  const parsed = priceRowShape
    .array()
    .min(1)
    .safeParse(await readJson(path));
  if (parsed.success)
    return createPriceTable(overridePrices(parsed.data.map((row) => priceRowInUsd(withoutUndefined(row), cnyPerUsd))));
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.length === 0 ? "the file" : `row ${issue.path.join(".")}`}: ${issue.message}`,
  );
  throw badFile(path, faults.join("; "));
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw badFile(path, error instanceof SyntaxError ? "it is not JSON" : errorMessage(error), error);
  }
}

function badFile(path: string, reason: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError("bad_prices_file", `HAILUO_PRICES_FILE ${path} cannot be used: ${reason}.`, { cause });
}

type Defined<Row> = { [Key in keyof Row]: Exclude<Row[Key], undefined> };

function withoutUndefined<Row extends object>(row: Row): Defined<Row> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Defined<Row>;
}
