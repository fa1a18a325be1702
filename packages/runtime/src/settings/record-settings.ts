import { choice, integer } from "../env/setting-kinds.ts";

const LONGEST_MS = 10 * 365 * 24 * 60 * 60_000;

/** For the process that reconciles, and for those that tell when an input may go. */
export const inputSettings = {
  HAILUO_RETENTION_INPUTS_MS: integer({
    description:
      "How long an input (an uploaded picture, video or recording, or one sent in a request) is kept " +
      "while no unfinished generation needs it; 0: forever. The default outlasts a weekend: a video " +
      "that failed on Friday evening can be bought again on Monday.",
    default: 3 * 24 * 60 * 60_000,
    min: 0,
    max: LONGEST_MS,
    unit: "ms",
  }),
} as const;

/** For the process that reconciles, and for the one that creates. */
export const recordSettings = {
  ...inputSettings,
  HAILUO_AMBIGUOUS_CREATE: choice(["park", "resubmit"], {
    description:
      "What happens to a create whose answer was lost, and which may have been bought: `park` it as " +
      "submission_unknown for `hailuo resolve`, or `resubmit` it once, which MAY BUY THE VIDEO TWICE.",
    default: "park",
  }),
  HAILUO_FLAGGED_PICTURE: choice(["fail", "try_again"], {
    description:
      "What happens to a create with a picture that moderation refused (1026): it fails " +
      "(`fail`), or is sent once more (`try_again`), since some users saw the same picture " +
      "pass the second time. A refused create costs nothing.",
    default: "fail",
  }),
  HAILUO_FOUND_TASKS: choice(["adopt", "show"], {
    description:
      "What happens to a v2 task in the provider's list that matches a lost create and nothing else: " +
      "`adopt` it, or only `show` it in `hailuo resolve`. Use `show` if other programs use " +
      "the account, since their tasks cannot be distinguished.",
    default: "adopt",
  }),
  HAILUO_RETENTION_SUCCEEDED_MS: integer({
    description:
      "How long Redis keeps the record of a succeeded generation after its end; 0: forever. The sidecar " +
      "in storage stays. While a record is kept, submitting it again buys nothing. The private Redis of " +
      "`hailuo run` keeps records forever unless this is set.",
    default: 30 * 24 * 60 * 60_000,
    min: 0,
    max: LONGEST_MS,
    unit: "ms",
  }),
  HAILUO_RETENTION_FAILED_MS: integer({
    description: "The same for failed and cancelled generations. They can be retried while they are kept.",
    default: 30 * 24 * 60 * 60_000,
    min: 0,
    max: LONGEST_MS,
    unit: "ms",
  }),
} as const;
