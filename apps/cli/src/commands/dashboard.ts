import { startDashboard } from "@hailuo-queue/dashboard";
import { readCliSettings, readDashboardSettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { withFolderDefaults } from "../stand/kept-for-good.ts";
import { rejectionOf } from "../stand/rejection-of.ts";
import { useRedis } from "../stand/use-redis.ts";
import { untilInterrupted } from "../stand/until-interrupted.ts";
import { say } from "../words/say.ts";

export interface DashboardOptions {
  readonly port?: number;
  readonly json: boolean;
}

/** Serves the web page until Ctrl-C, on the Redis of REDIS_URL or the embedded one. */
export async function dashboard({ port, json }: DashboardOptions, shell: Shell): Promise<ExitCode> {
  const env = port === undefined ? shell.env : { ...shell.env, HAILUO_DASHBOARD_PORT: String(port) };
  const interrupted = untilInterrupted(shell);
  const settings = readDashboardSettings(withFolderDefaults(env));
  const redis = await useRedis(readCliSettings(env), { what: "dashboard", makes: true }, shell);
  try {
    const page = await startDashboard({ ...settings, REDIS_URL: redis.url });
    if (json) printJson(shell.stdout, { type: "dashboard", url: page.url });
    else printLine(shell.stdout, say`The dashboard is at ${page.url}; Ctrl-C stops it.`);
    try {
      await Promise.race([interrupted, rejectionOf(redis.lost)]);
    } finally {
      await page.close();
    }
  } finally {
    await redis.close();
  }
  return EXIT.allSucceeded;
}
