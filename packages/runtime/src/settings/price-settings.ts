import { amountOrNone, optionalText, text } from "../env/setting-kinds.ts";

/** In place of a file: the list prices in yuan. */
export const CNY_LIST = "cny";

/**
 * For whatever submits generations, as their price is fixed then, and for poll workers, which price what was used where
 * the provider tells it.
 */
export const priceSettings = {
  HAILUO_CNY_PER_USD: text({
    description:
      "Yuan per US dollar. Budgets and reports are in US dollars, and prices in yuan are converted at this rate.",
    default: "7.1",
    allowed: "a number such as 7.1",
    pattern: /^(?:[1-9]\d{0,3}(?:\.\d{1,4})?|0\.\d{0,3}[1-9])$/,
  }),
  HAILUO_PRICES_FILE: optionalText({
    description:
      'A JSON file of prices of your own, in place of the list prices of the models that it names: `[{"model": "MiniMax-Hailuo-2.3", "resolution": "768P", "duration": 6, "unit": "video", "microUsd": 250000, "from": "2026-10-01"}, …]`, in millionths of a US dollar (or `microCny`, of a yuan). `cny` alone is the list of MiniMax in China, which [examples/prices-cny.json](../examples/prices-cny.json) holds too. Budgets, dry runs and the cost of each video are counted in them.',
    defaultText: "the provider's list prices",
  }),
} as const;

/** For the commands that buy what a file asks for. */
export const questionSettings = {
  HAILUO_ASK_ABOVE: amountOrNone({
    description:
      "`hailuo run` and `hailuo submit` ask before they buy more than this in one go; where nobody can be asked " +
      "(no terminal) they refuse, unless `--yes` or a `--budget` is given. `none`: never.",
    default: 50,
  }),
} as const;
