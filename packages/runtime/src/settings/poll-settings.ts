import { integer } from "../env/setting-kinds.ts";

/** Settings of polls. */
export const pollSettings = {
  HAILUO_POLL_MIN_MS: integer({
    description:
      "Wait between two polls of a task around its expected end. A task is not polled " +
      "before it can be done, as learned from others of its kind.",
    default: 5_000,
    min: 10,
    max: 3_600_000,
    unit: "ms",
  }),
  HAILUO_POLL_MAX_MS: integer({
    description:
      "Longest wait between two polls of a task that is late. It does not limit the time before the " +
      "first poll. Past its deadline a task is polled at six times this interval.",
    default: 10_000,
    min: 10,
    max: 3_600_000,
    unit: "ms",
    notLessThan: "HAILUO_POLL_MIN_MS",
  }),
  HAILUO_TASK_DEADLINE_MS: integer({
    description:
      "A task that takes longer is shown as overdue. It is still polled, since it may finish and is paid for.",
    default: 1_800_000,
    min: 1_000,
    max: 604_800_000,
    unit: "ms",
  }),
} as const;
