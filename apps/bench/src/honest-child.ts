import { openThreadTimes } from "./measure/thread-times.ts";
import { timeGets, type TimedGets } from "./measure/timed-gets.ts";
import { serveParent } from "./processes/serve-parent.ts";

export interface HonestInput {
  readonly url: string;
  readonly token: string;
  readonly ids: readonly string[];
  readonly perSecond: number;
  readonly seconds: number;
  /** The server's. */
  readonly processId: number;
}

const WARM_UP_SECONDS = 1;

/** A tenant that looks at its generations at an even pace. */
await serveParent(async ({ url, token, ids, perSecond, seconds, processId }: HonestInput) => {
  const times = openThreadTimes(processId);
  return {
    ready: true,
    answers: {
      look: (): Promise<TimedGets> =>
        timeGets({
          url: (number) => `${url}/api/v1/generations/${ids[number % ids.length] ?? ""}`,
          token,
          perSecond,
          seconds,
          warmUpSeconds: WARM_UP_SECONDS,
          readWorkedMs: () => times.read().workedMs,
        }),
    },
    close: async () => times.close(),
  };
});
