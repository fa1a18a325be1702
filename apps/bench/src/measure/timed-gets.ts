import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

export interface TimedGets {
  readonly latenciesMs: readonly number[];
  readonly failed: number;
  /** Of each answer, what the server's first thread worked meanwhile: its latency if it waited for no processor. */
  readonly workedMs: readonly number[];
}

/** Asked on time whether or not the last answers have come: a queue of them counts as latency. */
const CONNECTIONS = 64;
/** An answer that is later than this has failed. */
const LATEST_MS = 60_000;

/**
 * Asks at an even pace; each answer is timed from when it was due. Those of the first seconds warm up and do not count.
 */
export async function timeGets(input: {
  readonly url: (number: number) => string;
  readonly token: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** How long the server's first thread has worked so far. */
  readonly readWorkedMs?: () => number;
}): Promise<TimedGets> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const latenciesMs: number[] = [];
  const workedMs: number[] = [];
  const { readWorkedMs = () => 0 } = input;
  let failed = 0;
  const startedAt = performance.now();
  const warmUp = input.perSecond * input.warmUpSeconds;
  const total = warmUp + input.perSecond * input.seconds;
  const pending: Promise<void>[] = [];
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * input.perSecond));
    for (; sent < due; sent += 1) {
      const number = sent;
      const workedBefore = readWorkedMs();
      const dueAt = startedAt + (number / input.perSecond) * 1000;
      pending.push(
        get(input.url(number), input.token, agent).then((status) => {
          if (status !== 200) failed += 1;
          if (number < warmUp) return;
          latenciesMs.push(performance.now() - dueAt);
          workedMs.push(readWorkedMs() - workedBefore);
        }),
      );
    }
    await delay(1);
  }
  await Promise.all(pending);
  agent.destroy();
  return { latenciesMs, failed, workedMs };
}

/** The status; 0 where the connection broke or nothing came in time. */
function get(url: string, token: string, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const call = request(
      url,
      { agent, headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(LATEST_MS) },
      (response) => {
        response.resume();
        response.once("error", () => resolve(0));
        response.once("end", () => resolve(response.statusCode ?? 0));
      },
    );
    call.once("error", () => resolve(0));
    call.end();
  });
}
