import { unavailable } from "./connection.ts";
import { isRedisTrouble } from "./redis-troubles.ts";
import { refusalAtTheDoor } from "./refusal-at-the-door.ts";

/** Who is told that Redis is in trouble, and how often. */
export interface RedisTroubleParts {
  readonly url: string;
  readonly now: () => number;
  /** Told at once, and then once in so long while it lasts; default one minute. `times`: faults since the last word. */
  readonly tell: (trouble: { readonly reason: string; readonly times: number }) => void;
  readonly everyMs?: number;
  /** Told of each fault that is not Redis'. */
  readonly onOther: (error: unknown) => void;
}

/**
 * For all connections of a process: while Redis is away each of them fails every two seconds, in its own words and
 * without the reason that the server gave. Finds that reason, and says it seldom.
 */
export function watchRedisTrouble({
  url,
  now,
  tell,
  onOther,
  everyMs = 60_000,
}: RedisTroubleParts): (error: unknown) => void {
  let times = 0;
  let toldAt = Number.NEGATIVE_INFINITY;

  async function find(error: unknown): Promise<void> {
    const { message } = unavailable(url, (await refusalAtTheDoor(url)) ?? error);
    tell({ reason: message, times });
    times = 0;
  }

  return (error) => {
    if (!isRedisTrouble(error)) return onOther(error);
    times += 1;
    if (now() - toldAt < everyMs) return;
    toldAt = now();
    void find(error);
  };
}
