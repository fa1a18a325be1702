import type { HailuoEnd, HailuoOptions } from "./hailuo-process.ts";
import type { Stand } from "./open-stand.ts";

/** What is said of a service that is there, on a machine that is too slow for the limits of a command. */
const TOO_SLOW =
  /did not answer within|no (?:complete )?answer within|could not be reached within|no connection within|Command timed out/;

/**
 * A command that buys nothing, again and again until what is wanted is told, or no limit was passed: commands promise an
 * answer within seconds, which a busy machine has no way to keep.
 */
export async function patiently(
  start: () => Promise<HailuoEnd>,
  isTold: (output: string) => boolean = () => false,
): Promise<HailuoEnd> {
  for (;;) {
    const end = await start();
    const output = end.stdout + end.stderr;
    if (isTold(output) || !TOO_SLOW.test(output)) return end;
  }
}

/** `hailuo doctor`, see {@link patiently}. */
export async function examine(
  stand: Stand,
  options: Partial<HailuoOptions> & {
    readonly words?: readonly string[];
    /** Default: never, so that no limit may be passed. */
    readonly isTold?: (output: string) => boolean;
  } = {},
): Promise<HailuoEnd> {
  const { words = [], isTold, ...rest } = options;
  return patiently(() => stand.run(["doctor", ...words], rest), isTold);
}
