import { type Stage, STAGES } from "@hailuo-queue/contracts";
import { readAccounts } from "@hailuo-queue/runtime";
import { warnOfShortGrace } from "@hailuo-queue/worker-create";
import { readCliSettings, readWorkersSettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { endsWithin } from "../stand/ends-within.ts";
import { withFolderDefaults } from "../stand/kept-for-good.ts";
import { rejectionOf } from "../stand/rejection-of.ts";
import { startWorkers } from "../stand/start-workers.ts";
import { untilInterrupted } from "../stand/until-interrupted.ts";
import { useRedis } from "../stand/use-redis.ts";
import { say } from "../words/say.ts";

export interface WorkerOptions {
  readonly which: Stage | "all";
  readonly json: boolean;
}

/** Runs workers until SIGTERM or Ctrl-C; they log to standard error. */
export async function runWorkers({ which, json }: WorkerOptions, shell: Shell): Promise<ExitCode> {
  const stages = which === "all" ? STAGES : [which];
  const interruption = new AbortController();
  const interrupted = untilInterrupted(shell).then(() => interruption.abort());
  const env = withFolderDefaults(shell.env);
  const settings = readWorkersSettings(env);
  const pool = await readAccounts(settings, env);
  const shortGrace = stages.includes("create") ? warnOfShortGrace(settings) : undefined;
  for (const notice of [...pool.notices, ...(shortGrace === undefined ? [] : [shortGrace])])
    printLine(shell.stderr, notice);
  await using redis = await useRedis(readCliSettings(shell.env), { what: `worker ${which}`, makes: true }, shell);
  const started = await startWorkers({ ...settings, REDIS_URL: redis.url }, pool, {
    stages,
    signal: interruption.signal,
  }).catch((error: unknown) => {
    if (!interruption.signal.aborted) throw error;
  });
  // Stopped while it waited for Redis.
  if (started === undefined) return EXIT.allSucceeded;
  await using workers = started;
  if (json) printJson(shell.stdout, { type: "workers", stages });
  else
    printLine(
      shell.stdout,
      say`Workers running: ${stages.join(", ")}. Ctrl-C stops them gracefully; press it again to stop immediately.`,
    );
  await Promise.race([interrupted, rejectionOf(redis.lost)]);
  if (!(await endsWithin(settings.HAILUO_SHUTDOWN_GRACE_MS, workers, shell))) {
    printLine(
      shell.stderr,
      say`Running work did not end within ${settings.HAILUO_SHUTDOWN_GRACE_MS} ms (HAILUO_SHUTDOWN_GRACE_MS).`,
    );
    shell.exitNow(EXIT.someFailed);
  }
  return EXIT.allSucceeded;
}
