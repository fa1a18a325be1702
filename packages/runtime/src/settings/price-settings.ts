import { amountOrNone, optionalText } from "../env/setting-kinds.ts";

/** For whatever submits generations, as their price is fixed then, and for poll workers, which price what was used where the provider tells it. */
export const priceSettings = {
  HAILUO_PRICES_FILE: optionalText({
    description:
      'A JSON file of prices of your own, in place of the list prices of the models that it names: `[{"model": "MiniMax-Hailuo-2.3", "resolution": "768P", "duration": 6, "unit": "video", "microUsd": 250000, "from": "2026-10-01"}, …]`, in millionths of a US dollar. Budgets, dry runs and the cost of each video are counted in them.',
    defaultText: "the provider's list prices",
  }),
} as const;

/** For the commands that buy what a file asks for. */
export const questionSettings = {
  HAILUO_ASK_ABOVE: amountOrNone({
    description:
      "`hailuo run` and `hailuo submit` ask before they buy more than this in one go; where nobody can be asked (no terminal) they refuse, unless `--yes` or a `--budget` is given. `none`: never.",
    default: 50,
  }),
} as const;
