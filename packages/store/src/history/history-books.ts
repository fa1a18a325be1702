import {
  type Happening,
  HISTORY_STEPS,
  type HistoryBooks,
  type HistoryScope,
  optional,
  type WaitingTogether,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { writeSums } from "./point-text.ts";
import { addHistoryScript, listWaitingScript } from "./scripts.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Of how many there are series, and for how many ms one must have been unused before it makes room for a new one. With
 * every point of all of them full they take 10 MB.
 */
export const HISTORY_ROOM = {
  account: [16, 31 * DAY_MS],
  tenant: [36, 31 * DAY_MS],
  model: [14, 31 * DAY_MS],
  batch: [40, HOUR_MS],
} as const;

const STEPS = JSON.stringify(Object.entries(HISTORY_STEPS).map(([name, { ms, kept }]) => [name, ms, kept]));
/** Taken off the list at once: some milliseconds of work here, and less there. */
const MOST_NEWS = 5000;
/** Lanes that are looked at: about 2 ms of Redis. */
const MOST_LANES = 1000;
const STOPS: readonly string[] = ["paused", "budget", "aside", "admitted"] satisfies WaitingTogether["stop"][];

/** How a scope is called in the name of a key. */
export function scopeName(scope: HistoryScope): string {
  return scope.kind === "all" ? scope.kind : `${scope.kind}:${scope.name}`;
}

/** Where the worker that keeps the history reads and writes it. Three round trips for each look. */
export function createHistoryBooks({
  redis,
  keys,
}: {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
}): HistoryBooks {
  return {
    async news() {
      // The place first: what another takes off meanwhile is noticed when this is added.
      const [[taken, lookedAt], texts, [seconds]] = await Promise.all([
        redis.hmget(keys.historyPlace, "taken", "lookedAt"),
        redis.lrange(keys.happenings, 0, MOST_NEWS - 1),
        redis.time(),
      ]);
      return {
        cursor: taken ?? "0",
        happenings: texts.map(readHappening),
        now: Number(seconds) * 1000,
        ...(lookedAt === null || lookedAt === undefined ? {} : { lookedAt: Number(lookedAt) }),
      };
    },
    async waiting() {
      const { lanes, groups } = await listWaitingScript(redis, keys, [], [MOST_LANES]);
      const scale = Math.max(1, lanes / MOST_LANES);
      return groups.map(({ tenant, batchId, model, account, count, why }): WaitingTogether => {
        const stop = STOPS.includes(why) ? (why as NonNullable<WaitingTogether["stop"]>) : undefined;
        const inLane = stop !== "aside" && stop !== "admitted";
        return {
          tenant,
          batchId,
          count: inLane ? count * scale : count,
          ...optional({ stop }),
          ...(model === "" ? {} : { model }),
          ...(account === "" ? {} : { account }),
        };
      });
    },
    add: ({ cursor, happenings, now }, changes) =>
      addHistoryScript(
        redis,
        keys,
        [],
        [
          cursor,
          happenings.length,
          now,
          STEPS,
          JSON.stringify(HISTORY_ROOM),
          ...changes.flatMap(({ at, scope, sums }) => [
            scope.kind,
            scope.kind === "all" ? "" : scope.name,
            at,
            writeSums(sums),
          ]),
        ],
      ),
  };
}

function readHappening(text: string): Happening {
  const [kind, at, tenant = "", batchId = "", model = "", account = "", ...rest] = text.split("|");
  const [first = "", code = "", polls = "0"] = rest;
  return {
    at: Number(at),
    tenant,
    batchId,
    model,
    ...(account === "" ? {} : { account }),
    what: whatOf(kind),
  };

  function whatOf(letter: string | undefined): Happening["what"] {
    if (letter === "c") return { type: "created", count: Number(first) };
    if (letter === "m") return { type: "charged", microUsd: Number(first) };
    const state = first as "succeeded" | "failed" | "cancelled";
    return { type: "ended", state, polls: Number(polls), ...(code === "" ? {} : { code }) };
  }
}
