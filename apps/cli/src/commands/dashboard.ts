import { startDashboard } from "@hailuo-queue/dashboard";
import { readDashboardSettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { openRedisForReading } from "../stand/redis-for-reading.ts";
import { untilInterrupted } from "../stand/until-interrupted.ts";

export interface DashboardOptions {
  readonly port?: number;
  readonly json: boolean;
}

/** Serves the web page until Ctrl-C, on the Redis of REDIS_URL or the embedded one. */
export async function dashboard({ port, json }: DashboardOptions, shell: Shell): Promise<ExitCode> {
  const env = port === undefined ? shell.env : { ...shell.env, HAILUO_DASHBOARD_PORT: String(port) };
  const interrupted = untilInterrupted(shell);
  const settings = readDashboardSettings(env);
  const redis = await openRedisForReading(settings);
  try {
    const page = await startDashboard({ ...settings, REDIS_URL: redis.url });
    if (json) printJson(shell.stdout, { type: "dashboard", url: page.url });
    else printLine(shell.stdout, `The dashboard is at ${page.url}; Ctrl-C stops it.`);
    await interrupted;
    await page.close();
  } finally {
    await redis.close();
  }
  return EXIT.allSucceeded;
}
