import type { Clock, PipelineReporter, RefusalEffect } from "@hailuo-queue/contracts";
import type { Logger } from "pino";
import { systemClock } from "../clock.ts";
import type { Metrics } from "./create-metrics.ts";

/** What every job of a refused account meets is logged once in this time; the counters have all of it. */
const TOLD_AGAIN_MS = 60_000;

function describeEffect(effect: RefusalEffect): Readonly<Record<string, unknown>> {
  switch (effect.type) {
    case "cap":
      return { cap: effect.cap };
    case "alone":
      return {};
    case "paused":
    case "disabled":
      return { [effect.type]: new Date(effect.until) };
  }
}

/** Turns what the pipeline tells into log lines and counters. */
export function createPipelineReporter(options: {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock?: Clock;
}): PipelineReporter {
  const { logger, metrics, clock = systemClock } = options;
  const toldAt = new Map<string, number>();

  function isNews(subject: string): boolean {
    const now = clock.now();
    if (now - (toldAt.get(subject) ?? -Infinity) < TOLD_AGAIN_MS) return false;
    toldAt.set(subject, now);
    return true;
  }

  return {
    // At info: with the record lost, this line is where a paid task's id still stands.
    taskAccepted: (generation, taskId) => logger.info({ generation, taskId }, "task accepted"),
    anomaly: (generation, event, details) => logger.warn({ generation, event, ...details }, "anomaly"),
    providerRefused: (generation, code, message) => {
      metrics.countProviderError(code);
      logger.warn({ generation, code, reason: message }, "provider refused");
    },
    accountRefused: (account, { effect, callType, code, reason, generation }) => {
      if (callType === "create") metrics.countProviderError(code);
      metrics.countAccountRefusal({ account, code, effect: effect.type });
      const event = effect.type === "alone" ? "request refused" : "account refused";
      logger.warn({ account, ...describeEffect(effect), reason, generation }, event);
    },
    callbackRefused: (account, reason) => {
      metrics.countProviderError("callback_refused");
      logger.warn({ account, reason }, "callback refused: creates of the account go without one for 10 minutes");
    },
    fundsLow: (account, reason) => logger.warn({ account, reason }, "funds low"),
    callRefused: (account, callType, code, message) => {
      metrics.countProviderError(code);
      if (isNews(`${account} ${callType} ${code}`))
        logger.warn({ account, callType, code, reason: message }, "calls refused");
    },
    videoDoubted: (generation, warnings, facts) => {
      for (const warning of warnings) metrics.countVideoWarning(warning);
      logger.warn({ generation, warnings, facts }, "video doubted: it is stored, but differs from what was bought");
    },
    ended: (generation, state, details) => {
      const bytes = details?.["bytes"];
      if (state === "succeeded" && typeof bytes === "number") metrics.countStoredBytes(bytes);
      logger.info({ generation, state, ...details }, "generation ended");
    },
    mended: (generation, state) => {
      metrics.countMended(state);
      logger.warn({ generation, state }, "generation mended");
    },
  };
}
