import { integer, optionalInteger } from "../env/setting-kinds.ts";

/** Settings of the limits of accounts and of the watch on their balances. */
export const admissionSettings = {
  HAILUO_LOW_BALANCE: integer({
    description:
      "An account whose balance is below this, in its own currency, is reported as low by " +
      "doctor, accounts, status, dashboard and metrics, before the provider refuses creates " +
      "(1008). The threshold that you set at MiniMax counts too.",
    default: 5,
    min: 0,
    max: 1_000_000,
  }),
  HAILUO_FUNDS_EVERY_MS: integer({
    description: "How often the balance of each account is read, which is free. 0: never.",
    default: 60_000,
    min: 0,
    max: 86_400_000,
    unit: "ms",
  }),
  HAILUO_MAX_IN_FLIGHT: integer({
    description: "Unfinished tasks at the provider at once, over all processes.",
    default: 20,
    min: 1,
    max: 100_000,
  }),
  HAILUO_CREATE_PER_MINUTE: integer({
    description: "Create calls within any 60 seconds, over all processes.",
    default: 20,
    min: 1,
    max: 100_000,
  }),
  HAILUO_V2_MAX_IN_FLIGHT: integer({
    description:
      "Unfinished tasks of MiniMax-H3 and -Max at once, over all processes; the provider counts them separately.",
    default: 30,
    min: 1,
    max: 100_000,
  }),
  HAILUO_V2_CREATE_PER_MINUTE: integer({
    description: "Create calls for MiniMax-H3 and -Max within any 60 seconds, over all processes.",
    default: 300,
    min: 1,
    max: 100_000,
  }),
  HAILUO_QUERY_PER_MINUTE: optionalInteger({
    description: "Status queries within any 60 seconds, over all processes.",
    defaultText: "not limited",
    min: 1,
    max: 1_000_000,
  }),
  HAILUO_FILES_PER_MINUTE: optionalInteger({
    description: "Calls for download links within any 60 seconds, over all processes.",
    defaultText: "not limited",
    min: 1,
    max: 1_000_000,
  }),
} as const;
