import { optionalText } from "../env/setting-kinds.ts";

/** For whatever submits generations, as their price is fixed then, and for poll workers, which price what was used where the provider tells it. */
export const priceSettings = {
  HAILUO_PRICES_FILE: optionalText({
    description:
      'A JSON file of prices of your own, in place of the list prices of the models that it names: `[{"model": "MiniMax-Hailuo-2.3", "resolution": "768P", "duration": 6, "unit": "video", "microUsd": 250000, "from": "2026-10-01"}, …]`, in millionths of a US dollar. Budgets, dry runs and the cost of each video are counted in them.',
    defaultText: "the provider's list prices",
  }),
} as const;
