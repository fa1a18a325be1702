import { describeRedisUrl, type RedisPatience } from "@hailuo-queue/redis";
import { colorsFor } from "../colors.ts";
import type { CliSettings } from "../env.ts";
import { printSentence, type Shell } from "../shell.ts";
import { say } from "../words/say.ts";

/**
 * How a command waits for a Redis that stands still: it says so once, on standard error. A person who asked can wait
 * through a failover or a disk that is slow, and would otherwise only ask again.
 */
export function patienceWith(
  { HAILUO_REDIS_WAIT_MS: ms }: Pick<CliSettings, "HAILUO_REDIS_WAIT_MS">,
  redisUrl: string,
  shell: Pick<Shell, "env" | "stderr">,
): RedisPatience {
  let isTold = false;
  return {
    ms,
    onWait() {
      if (isTold) return;
      isTold = true;
      const words = say`Redis at ${describeRedisUrl(redisUrl)} gives no answer; waiting for it, up to ${Math.round(ms / 1000)} s (Ctrl-C stops)`;
      printSentence(shell.stderr, colorsFor(shell.stderr, shell.env).yellow(words));
    },
  };
}
