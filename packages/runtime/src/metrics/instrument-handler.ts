import type { Outcome, Stage, StageHandler } from "@hailuo-queue/contracts";
import type { Logger } from "pino";
import { inLogContext, logContextTrace } from "../log/log-context.ts";
import type { Metrics } from "./create-metrics.ts";

/** Where the duration and outcome of a stage's handler are recorded. */
export interface InstrumentOptions {
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Monotonic milliseconds; default `performance.now`. */
  readonly now?: () => number;
}

/**
 * The same handler, measured and logged: `debug` for done and snooze, `warn` for fail and for a thrown error, with the
 * generation's id.
 */
export function instrumentHandler(stage: Stage, handler: StageHandler, options: InstrumentOptions): StageHandler {
  const { metrics, logger } = options;
  const now = options.now ?? (() => performance.now());
  const work: StageHandler = async (run) => {
    const startedAt = now();
    const endWork = metrics.beginWork();
    const { generationId, run: runNumber } = run.job;
    const measure = (outcome: Outcome["type"] | "threw") => {
      const durationMs = now() - startedAt;
      metrics.observeStage(stage, outcome, durationMs / 1000, logContextTrace());
      return {
        generation: generationId,
        run: runNumber,
        stage,
        durationMs: Math.round(durationMs),
        attemptsMade: run.attemptsMade,
      };
    };
    try {
      const outcome = await handler(run);
      logOutcome(logger, outcome, measure(outcome.type));
      return outcome;
    } catch (error) {
      const fields = measure("threw");
      // A shutdown interrupts handlers; their jobs are handed back untouched.
      if (run.signal.aborted) logger.debug({ ...fields, err: error }, "stage interrupted");
      else logger.warn({ ...fields, err: error }, "stage threw");
      throw error;
    } finally {
      endWork();
    }
  };
  return (run) => inLogContext(run.job.generationId, () => work(run));
}

function logOutcome(logger: Logger, outcome: Outcome, fields: object): void {
  switch (outcome.type) {
    case "done":
      return logger.debug(fields, "stage done");
    case "snooze":
      return logger.debug({ ...fields, untilMs: outcome.untilMs, reason: outcome.reason }, "stage snoozed");
    case "fail":
      return logger.warn({ ...fields, retryInMs: outcome.retryInMs, err: outcome.error }, "stage failed");
  }
}
