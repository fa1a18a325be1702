import {
  type Happening,
  HISTORY_STEPS,
  type HistoryBooks,
  type HistoryScope,
  optional,
  type Total,
  type WaitingTogether,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { writeSums } from "./point-text.ts";
import { addHistoryScript, listReservedScript, listWaitingScript } from "./scripts.ts";

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
      const [{ lanes, oldestAt, groups }, reservedMicroUsd] = await Promise.all([
        listWaitingScript(redis, keys, [], [MOST_LANES]),
        listReservedScript(redis, keys, [], []),
      ]);
      const scale = Math.max(1, lanes / MOST_LANES);
      const told = groups.map(({ tenant, batchId, model, account, count, why }): WaitingTogether => {
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
      return { groups: told, oldestAt, reservedMicroUsd };
    },
    add: ({ cursor, happenings, now }, { changes, totals, oldestAt, reservedMicroUsd }) =>
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
          JSON.stringify(Object.fromEntries(sumUp(totals))),
          JSON.stringify(oldestAt),
          JSON.stringify(reservedMicroUsd),
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

/** By the name of its field. */
function sumUp(totals: readonly Total[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { of, labels, value } of totals) {
    const name = [of, ...labels].join("|");
    sums.set(name, (sums.get(name) ?? 0) + Math.round(value));
  }
  return sums;
}

function readHappening(text: string): Happening {
  const [kind, at, tenant = "", batchId = "", model = "", account = "", ...rest] = text.split("|");
  return {
    at: Number(at),
    tenant,
    batchId,
    model,
    ...(account === "" ? {} : { account }),
    what: whatOf(kind, rest),
  };
}

function whatOf(kind: string | undefined, fields: readonly string[]): Happening["what"] {
  if (kind === "c") return { type: "created", count: Number(fields[0]) };
  if (kind === "m") {
    const [microUsd, detectMs] = fields;
    return { type: "charged", microUsd: Number(microUsd), ...optional({ detectMs: numberIn(detectMs) }) };
  }
  const [state, code = "", polls, stage, doubted, created, submitted, accepted, generated] = fields;
  return {
    type: "ended",
    state: state as "succeeded" | "failed" | "cancelled",
    polls: Number(polls ?? 0),
    whileStoring: stage === "download",
    doubted: doubted === "1",
    createdAt: Number(created),
    ...optional({
      submittedAt: numberIn(submitted),
      acceptedAt: numberIn(accepted),
      generatedAt: numberIn(generated),
    }),
    ...(code === "" ? {} : { code }),
  };
}

function numberIn(text: string | undefined): number | undefined {
  return text === undefined || text === "" ? undefined : Number(text);
}
