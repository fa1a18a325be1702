import type { PipelineReporter } from "@hailuo-queue/contracts";
import type { Logger } from "pino";
import type { Metrics } from "./create-metrics.ts";

/** Turns what the pipeline tells into log lines and counters. */
export function createPipelineReporter(options: { readonly logger: Logger; readonly metrics: Metrics }): PipelineReporter {
  const { logger, metrics } = options;
  return {
    // At info: with the record lost, this line is where a paid task's id still stands.
    taskAccepted: (generation, taskId) => logger.info({ generation, taskId }, "task accepted"),
    oddity: (generation, event, details) => logger.warn({ generation, event, ...details }, "oddity met"),
    providerRefused: (generation, code, message) => {
      metrics.countProviderError(code);
      logger.warn({ generation, code, reason: message }, "provider refused");
    },
    accountRefused: (account, effect, reason) => {
      const what = effect.type === "cap" ? { cap: effect.cap } : { [effect.type]: new Date(effect.until) };
      logger.warn({ account, ...what, reason }, "account refused");
    },
    ended: (generation, state, details) => {
      const bytes = details?.["bytes"];
      if (state === "succeeded" && typeof bytes === "number") metrics.countStoredBytes(bytes);
      logger.info({ generation, state, ...details }, "generation ended");
    },
    mended: (generation, state) => logger.warn({ generation, state }, "generation mended"),
  };
}
