import { describeServer, findRedisServer } from "@hailuo-queue/local";
import { closeRedis, describeRedisUrl, inspectRedis, openRedis, type RedisReport, whyEvicting } from "@hailuo-queue/redis";
import { CONNECTIONS_OF_RUN } from "../run/connections-of-run.ts";
import type { CheckResult } from "./check-result.ts";
import { checkWebhookSecrets } from "./check-webhook-secrets.ts";

const WHAT = "redis";

export async function checkRedis(
  url: string | undefined,
  { prefix, stateDirectory }: { readonly prefix: string; readonly stateDirectory: string },
): Promise<readonly CheckResult[]> {
  if (url === undefined) {
    const server = describeServer(await findRedisServer());
    return [
      { status: "ok", what: WHAT, detail: `REDIS_URL is not set: \`hailuo run\` starts ${server} with its data in ${stateDirectory}` },
    ];
  }
  const redis = await openRedis(url, { role: "client" });
  try {
    const hz = /^(?:configured_)?hz:(\d+)/m.exec(String(await redis.info("server")))?.[1];
    return [
      ...judgeRedis(await inspectRedis(redis), { place: describeRedisUrl(url), ...(hz === undefined ? {} : { hz: Number(hz) }) }),
      ...(await checkWebhookSecrets(redis, prefix)),
    ];
  } finally {
    await closeRedis(redis);
  }
}

/** What the facts of a Redis mean for a queue that must lose nothing. */
export function judgeRedis(report: RedisReport, { place, hz }: { readonly place: string; readonly hz?: number }): readonly CheckResult[] {
  const [major = 0, minor = 0] = report.version.split(".").map(Number);
  const evicting = whyEvicting(report);
  const oldest = major > 6 || (major === 6 && minor >= 2);
  return [
    oldest
      ? { status: "ok", what: WHAT, detail: `${report.server} ${report.version} at ${place}` }
      : { status: "fail", what: WHAT, detail: `${report.server} ${report.version} at ${place}`, cure: "upgrade it to 6.2 or newer" },
    evicting === undefined
      ? { status: "ok", what: "redis memory", detail: "never throws data away (noeviction)" }
      : { status: "fail", what: "redis memory", detail: evicting.reason, cure: evicting.cure },
    report.appendOnly
      ? { status: "ok", what: "redis persistence", detail: "writes are kept in an append-only file" }
      : {
          status: "warn",
          what: "redis persistence",
          detail: "no append-only file: a crash of Redis may lose task ids of videos that were paid for",
          cure: "redis-cli config set appendonly yes, and appendonly yes with appendfsync everysec (always: also when the machine dies) in redis.conf",
        },
    ...judgeRoom(report),
    ...(hz === undefined || hz >= 50
      ? []
      : [
          {
            status: "ok" as const,
            what: "redis timers",
            detail: `hz is ${hz}; 100 makes waits below a second more exact, which only short poll steps notice`,
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
      detail: `it takes ${maxClients} (maxclients), of which ${Math.max(0, free)} are free; a run or \`hailuo worker all\` needs ${CONNECTIONS_OF_RUN + 1}`,
      cure: "raise maxclients, or close other clients (`redis-cli client list` shows them)",
    },
  ];
}
