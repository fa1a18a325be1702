import { startGateway } from "@hailuo-queue/gateway";
import { readGatewaySettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { openRedisForReading } from "../stand/redis-for-reading.ts";
import { untilInterrupted } from "../stand/until-interrupted.ts";

export interface GatewayOptions {
  readonly port?: number;
  readonly json: boolean;
}

/** Serves the HTTP API until Ctrl-C, on the Redis of REDIS_URL or the embedded one. */
export async function gateway({ port, json }: GatewayOptions, shell: Shell): Promise<ExitCode> {
  const env = port === undefined ? shell.env : { ...shell.env, HAILUO_PORT: String(port) };
  const interrupted = untilInterrupted(shell);
  const settings = readGatewaySettings(env);
  const redis = await openRedisForReading(settings);
  try {
    const door = await startGateway({ ...settings, REDIS_URL: redis.url });
    if (json) printJson(shell.stdout, { type: "gateway", url: door.url });
    else printLine(shell.stdout, `The gateway is at ${door.url}, its pages at ${door.url}/api/v1/docs; Ctrl-C stops it.`);
    await interrupted;
    await door.close();
  } finally {
    await redis.close();
  }
  return EXIT.allSucceeded;
}
