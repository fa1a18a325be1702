import type { HailuoEnd, HailuoOptions } from "./hailuo-process.ts";
import type { Stand } from "./open-stand.ts";

/** What a doctor says of a service that is there, on a machine that is too slow for the limits of its checks. */
const TOO_SLOW = /did not answer within|no answer within|could not be reached within|no connection within/;

/**
 * `hailuo doctor`, again and again until what is wanted is told, or no limit of its checks was passed: it promises an
 * answer within seconds, which a busy machine has no way to keep.
 */
export async function examine(
  stand: Stand,
  options: Partial<HailuoOptions> & {
    readonly words?: readonly string[];
    /** Default: never, so that no limit may be passed. */
    readonly isTold?: (stdout: string) => boolean;
  } = {},
): Promise<HailuoEnd> {
  const { words = [], isTold = () => false, ...rest } = options;
  for (;;) {
    const end = await stand.run(["doctor", ...words], rest);
    if (isTold(end.stdout) || !TOO_SLOW.test(end.stdout)) return end;
  }
}
