import { optional } from "@hailuo-queue/contracts";
import { startDashboard } from "@hailuo-queue/dashboard";
import { startGateway } from "@hailuo-queue/gateway";
import { createScope } from "@hailuo-queue/runtime";
import { readDashboardSettings, readGatewaySettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { endsWithin } from "../stand/ends-within.ts";
import { freeOr } from "../stand/free-or.ts";
import { openStand } from "../stand/open-stand.ts";
import { rejectionOf } from "../stand/rejection-of.ts";
import { startWorkers } from "../stand/start-workers.ts";
import { untilInterrupted } from "../stand/until-interrupted.ts";
import { withChange } from "../stand/with-change.ts";
import { say } from "../words/say.ts";

export interface DevOptions {
  readonly out?: string;
  readonly port?: number;
  readonly dashboardPort?: number;
  readonly speed?: number;
  readonly json: boolean;
}

const TENANT = "dev";

interface DevPlaces {
  readonly gateway: string;
  readonly dashboard: string;
  readonly simulator: string;
  readonly redis: string;
  readonly videos: string;
  readonly key: string;
}

/**
 * Serves everything in this process until Ctrl-C, with a simulated provider and a Redis that ends with it: what the
 * simulator has forgotten may not stand in a queue. Nothing of it touches the folder's Redis, REDIS_URL or a provider.
 */
export async function dev(options: DevOptions, shell: Shell): Promise<ExitCode> {
  const { json, out, speed = true } = options;
  const interrupted = untilInterrupted(shell);
  const note = (line: string): void => {
    if (!json) printLine(shell.stderr, line);
  };
  await using stand = await openStand({ simulate: speed, ...optional({ out }) }, shell.env, note);
  const { settings } = stand;
  const env = {
    ...shell.env,
    REDIS_URL: settings.REDIS_URL,
    HAILUO_OUT: settings.HAILUO_OUT,
    HAILUO_CALLBACK_URL: "",
    HAILUO_LOG_LEVEL: settings.HAILUO_LOG_LEVEL,
  };
  const gatewaySettings = readGatewaySettings(env);
  const dashboardSettings = readDashboardSettings(env);
  const gatewayPort = await freeOr(options.port ?? gatewaySettings.HAILUO_GATEWAY_PORT, "127.0.0.1");
  const dashboardPort = await freeOr(options.dashboardPort ?? dashboardSettings.HAILUO_DASHBOARD_PORT, "127.0.0.1");
  const token = await withChange({ ...shell, env }, "key.create", { tenant: TENANT }, async ({ apiKeys, tell }) => {
    const created = await apiKeys.create({ tenant: TENANT, role: "submit", name: "hailuo dev" });
    tell({ about: { key: created.key.id } });
    return created.token;
  });
  await using scope = createScope();
  const workers = scope.use(await startWorkers(settings, stand.pool));
  // A receiver of webhooks in development is on this machine.
  const privately = {
    ...gatewaySettings,
    REDIS_URL: settings.REDIS_URL,
    HAILUO_GATEWAY_HOST: "127.0.0.1",
    HAILUO_WEBHOOK_ALLOW_PRIVATE: true,
  };
  const gateway = scope.use(await startGateway({ ...privately, HAILUO_GATEWAY_PORT: gatewayPort }));
  const dashboard = scope.use(
    await startDashboard({
      ...dashboardSettings,
      REDIS_URL: settings.REDIS_URL,
      HAILUO_DASHBOARD_HOST: "127.0.0.1",
      HAILUO_DASHBOARD_PORT: dashboardPort,
    }),
  );
  await workers.whenReady();
  tellPlaces(
    {
      gateway: gateway.url,
      dashboard: dashboard.url,
      simulator: stand.pool.configured[0]?.baseUrl ?? "",
      redis: settings.REDIS_URL,
      videos: settings.HAILUO_OUT,
      key: token,
    },
    json,
    shell,
  );
  await Promise.race([interrupted, rejectionOf(stand.lost)]);
  note(say`Stopping.`);
  if (!(await endsWithin(settings.HAILUO_SHUTDOWN_GRACE_MS, scope, shell))) shell.exitNow(EXIT.someFailed);
  return EXIT.allSucceeded;
}

function tellPlaces(
  { gateway, dashboard, simulator, redis, videos, key }: DevPlaces,
  json: boolean,
  shell: Shell,
): void {
  if (json)
    return printJson(shell.stdout, { type: "dev", gateway, dashboard, simulator, redis_url: redis, out: videos, key });
  const lines = [
    say`Everything runs, with a simulated provider: nothing is bought.`,
    "",
    say`  dashboard  ${dashboard}`,
    say`  API        ${gateway}/api/v1/docs`,
    say`  key        ${key}`,
    say`  videos     ${videos}`,
    say`  provider   ${simulator}/__stats shows its requests and costs`,
    say`  commands   export REDIS_URL=${redis}`,
    "",
    say`Make a video:`,
    "",
    `curl -s ${gateway}/api/v1/generations \\`,
    `  -H 'Authorization: Bearer ${key}' \\`,
    "  -H 'content-type: application/json' \\",
    `  -d '{"model": "MiniMax-Hailuo-2.3", "prompt": "A lighthouse in a storm"}'`,
    "",
    say`Ctrl-C stops all of it. The queue ends with it; the videos stay.`,
  ];
  for (const line of lines) printLine(shell.stdout, line);
}
