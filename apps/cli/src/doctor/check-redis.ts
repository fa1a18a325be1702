import { describeServer, findRedisServer } from "@hailuo-queue/local";
import {
  closeRedis,
  describeRedisUrl,
  type DiskSafety,
  inspectDiskSafety,
  inspectRedis,
  openRedis,
  type RedisClient,
  type RedisReport,
  tryWrite,
  whyEvicting,
} from "@hailuo-queue/redis";
import { createKeys } from "@hailuo-queue/store";
import { CONNECTIONS_OF_RUN } from "../run/connections-of-run.ts";
import type { CheckResult } from "./check-result.ts";
import { checkWebhookSecrets } from "./check-webhook-secrets.ts";
import { slowness } from "./slowness.ts";
import { say } from "../words/say.ts";

const WHAT = "redis";

export async function checkRedis(
  url: string | undefined,
  { prefix, stateDirectory }: { readonly prefix: string; readonly stateDirectory: string },
): Promise<readonly CheckResult[]> {
  if (url === undefined) {
    const server = describeServer(await findRedisServer());
    return [
      {
        status: "ok",
        what: WHAT,
        detail: say`REDIS_URL is not set: \`hailuo run\` starts ${server} with its data in ${stateDirectory}`,
      },
    ];
  }
  const redis = await openRedis(url, { role: "client" });
  try {
    const report = await inspectRedis(redis);
    const hz = /^(?:configured_)?hz:(\d+)/m.exec(String(await redis.info("server")))?.[1];
    const speed = await judgeSpeed(redis);
    const refused = await tryWrite(redis, createKeys(prefix).writeCheck);
    return [
      ...(refused === undefined
        ? []
        : [
            {
              status: "fail" as const,
              what: WHAT,
              detail: say`it takes no writes (${refused.reason})`,
              cure: refused.cure,
            },
          ]),
      ...judgeRedis(report, { place: describeRedisUrl(url), ...(hz === undefined ? {} : { hz: Number(hz) }) }),
      ...judgeDisk(await inspectDiskSafety(redis, report.appendOnly)),
      ...speed,
      ...(await checkWebhookSecrets(redis, prefix)),
    ];
  } finally {
    await closeRedis(redis);
  }
}

/** Farther than any other machine of a place. */
const SLOW_PING_MS = 100;

/** The quickest of some calls: others may have waited for this machine. */
async function judgeSpeed(redis: RedisClient): Promise<readonly CheckResult[]> {
  let quickestMs = Number.POSITIVE_INFINITY;
  for (let call = 0; call < 3; call += 1) {
    const startedAt = performance.now();
    await redis.ping();
    quickestMs = Math.min(quickestMs, performance.now() - startedAt);
    if (quickestMs <= SLOW_PING_MS) return [];
  }
  return [
    {
      status: "warn",
      what: "redis speed",
      detail: say`each call takes ${slowness(quickestMs, SLOW_PING_MS)}, and a video needs dozens`,
      cure: say`put Redis near the workers, or look at what it is busy with (\`redis-cli --latency\`, \`redis-cli slowlog get\`)`,
    },
  ];
}

/** Whether the note that a video is about to be bought stands on the disk before the money is spent. */
export function judgeDisk(safety: DiskSafety): readonly CheckResult[] {
  const what = "redis disk";
  switch (safety) {
    case "always":
      return [
        { status: "ok", what, detail: say`every write is on the disk before it is acknowledged (appendfsync always)` },
      ];
    case "can_wait":
      return [
        {
          status: "ok",
          what,
          detail: say`a create is sent when its record is on the disk, up to a second later (appendfsync everysec)`,
        },
      ];
    case "never_synced":
      return [
        {
          status: "fail",
          what,
          detail: say`nothing is bought: Redis leaves its file to the system (appendfsync no) and never says that a create's record is on the disk`,
          cure: say`redis-cli config set appendfsync everysec (or always), and the same line in redis.conf; or HAILUO_WAIT_DISK=off, where a video may be bought twice after a crash of Redis`,
        },
      ];
    case "cannot_wait":
      return [
        {
          status: "warn",
          what,
          detail: say`writes are acknowledged before they are on the disk: if Redis or its machine is killed, up to two seconds of writes are lost, and what was bought in that time is bought again`,
          cure: say`redis-cli config set appendfsync always, and the same line in redis.conf; or Redis 7.2 or Valkey, which creates can wait for`,
        },
      ];
    case "not_told":
      return [
        {
          status: "ok",
          what,
          detail: say`this user may not read appendfsync (CONFIG GET); unless it is always, a Redis older than 7.2 that is killed may forget what was bought last`,
        },
      ];
    // Told by what is said of persistence.
    case "no_file":
      return [];
  }
}

/** What the facts of a Redis mean for a queue that must lose nothing. */
export function judgeRedis(
  report: RedisReport,
  { place, hz }: { readonly place: string; readonly hz?: number },
): readonly CheckResult[] {
  const [major = 0, minor = 0] = report.version.split(".").map(Number);
  const evicting = whyEvicting(report);
  const oldest = major > 6 || (major === 6 && minor >= 2);
  return [
    oldest
      ? { status: "ok", what: WHAT, detail: say`${report.server} ${report.version} at ${place}` }
      : {
          status: "fail",
          what: WHAT,
          detail: say`${report.server} ${report.version} at ${place}`,
          cure: say`upgrade it to 6.2 or newer`,
        },
    evicting === undefined
      ? { status: "ok", what: "redis memory", detail: say`never evicts data (noeviction)` }
      : { status: "fail", what: "redis memory", detail: evicting.reason, cure: evicting.cure },
    report.appendOnly
      ? { status: "ok", what: "redis persistence", detail: say`writes are kept in an append-only file` }
      : {
          status: "warn",
          what: "redis persistence",
          detail: say`no append-only file: a crash of Redis may lose task ids of videos that were paid for`,
          cure: say`redis-cli config set appendonly yes, and appendonly yes with appendfsync always in redis.conf`,
        },
    ...judgeRoom(report),
    ...(hz === undefined || hz >= 50
      ? []
      : [
          {
            status: "ok" as const,
            what: "redis timers",
            detail: say`hz is ${hz}; 100 makes waits below a second more exact, which only short poll steps notice`,
          },
        ]),
  ];
}

/** A run beside what is there, the connection of this look not counted. */
function judgeRoom({ maxClients, connectedClients }: RedisReport): readonly CheckResult[] {
  if (maxClients === undefined || connectedClients === undefined) return [];
  const free = maxClients - (connectedClients - 1);
  if (free > CONNECTIONS_OF_RUN) return [];
  return [
    {
      status: "warn",
      what: "redis connections",
      detail: say`it takes ${maxClients} (maxclients), of which ${Math.max(0, free)} are free; a run or \`hailuo worker all\` needs ${CONNECTIONS_OF_RUN + 1}`,
      cure: say`raise maxclients, or close other clients (\`redis-cli client list\` shows them)`,
    },
  ];
}
