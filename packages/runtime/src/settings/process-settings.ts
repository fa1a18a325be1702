import type { Stage } from "@hailuo-queue/contracts";
import { choice, integer, optionalText, portOrOff, text } from "../env/setting-kinds.ts";

/** The levels of HAILUO_LOG_LEVEL, lowest first. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
/** A level of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Settings of logs. */
export const logSettings = {
  HAILUO_LOG_LEVEL: choice(LOG_LEVELS, {
    description: "Lowest level of the JSON lines on standard error.",
    default: "info",
  }),
} as const;

/** The language of a command's messages. */
export const languageSettings = {
  HAILUO_LANG: optionalText({
    description:
      "Language of what `hailuo` says to people: `en` or `zh` (Chinese); `--lang` overrides it. Default: " +
      "that of LC_ALL, LC_MESSAGES or LANG, else English. Logs and `--json` are always English.",
    allowed: "en or zh",
    pattern: /^(?:en|zh)(?:[_.@-].*)?$/i,
  }),
} as const;

/** One port for each stage, so that the three workers can run on one machine. */
export const DEFAULT_HEALTH_PORTS: Readonly<Record<Stage, number>> = { create: 9101, poll: 9102, download: 9103 };

/** Settings of a worker's health server. */
export const healthSettings = {
  HAILUO_HEALTH_HOST: text({
    description:
      "Address on which a worker (and a gateway with HAILUO_GATEWAY_METRICS_PORT) serves /healthz, /readyz and " +
      "/metrics, which need no key. Set 0.0.0.0 for access from other machines or containers, in a private network " +
      "only.",
    default: "127.0.0.1",
    allowed: "a host name or address",
    pattern: /^\S+$/,
  }),
  HAILUO_HEALTH_PORT: portOrOff({
    description: "Port of /healthz, /readyz and /metrics; 0: a free one, `off`: none.",
    defaultText:
      `${DEFAULT_HEALTH_PORTS.create} create, ${DEFAULT_HEALTH_PORTS.poll} ` +
      `poll, ${DEFAULT_HEALTH_PORTS.download} download`,
  }),
} as const;

/** Most tenants that metrics tell apart: each is some series for ever. */
const MOST_TENANTS = 50;

/** What metrics tell beyond what is told of every deployment. */
export const metricsSettings = {
  HAILUO_METRICS_TENANTS: optionalText({
    description:
      "Tenants whose money, share and stock are metrics of their own, separated by commas; at most " +
      `${MOST_TENANTS}. Default: none; \`hailuo tenants\` and the history tell of all.`,
    allowed: `at most ${MOST_TENANTS} names of tenants, separated by commas`,
    pattern: new RegExp(`^\\s*[A-Za-z0-9._-]+(\\s*,\\s*[A-Za-z0-9._-]+){0,${MOST_TENANTS - 1}}\\s*$`),
  }),
} as const;

/** The names in HAILUO_METRICS_TENANTS, each once. */
export function tenantsToMeasure(setting: string | undefined): readonly string[] {
  return setting === undefined ? [] : [...new Set(setting.split(",").map((name) => name.trim()))];
}

/** Settings of the shutdown of a process. */
export const shutdownSettings = {
  HAILUO_SHUTDOWN_GRACE_MS: integer({
    description:
      "After SIGTERM or SIGINT, how long running work may take to finish. " +
      "Give the process manager more time than this.",
    default: 25_000,
    min: 0,
    max: 3_600_000,
    unit: "ms",
  }),
} as const;
