import { Counter, Histogram, type Registry } from "prom-client";
import { createTracedHistogram, type Exemplars } from "./exemplars.ts";
import type { ScrapeReads } from "./scrape-reads.ts";

/** What the gateway counts. Routes are those of its table: no path that a caller made up. */
export interface GatewayMetrics {
  /** `route`: its path with `:name` for parameters; `(unknown)` for one that is not served. */
  countRequest(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
    /** The trace that it belongs to, for an exemplar. */
    readonly traceparent?: string | undefined;
  }): void;
  /** An attempt to deliver a webhook, and how old its event was then. */
  countWebhook(outcome: "delivered" | "failed" | "pending" | "returned", ageSeconds: number): void;
  watchOpenCalls(read: () => { readonly streams: number; readonly uploads: number }): void;
  watchWebhooks(read: () => Promise<{ readonly pending: number; readonly oldestSeconds: number }>): void;
}

/** From an answer out of memory to a call that waits for a video. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

/** From a receiver that answers at once to one that was away for the day for which it is tried. */
const AGE_SECONDS = [0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400];

/** What a gateway tells Prometheus. */
export function createGatewayMetrics(registry: Registry, reads: ScrapeReads, exemplars: Exemplars): GatewayMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: "hailuo_http_requests_total",
    help: "Requests that the gateway answered, by route and status.",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const observeSeconds = createTracedHistogram(
    { registry, exemplars },
    {
      name: "hailuo_http_request_seconds",
      help:
        "Time from a request's head to the end of its answer, by route; of " +
        "streams and uploads, as long as they last.",
      labelNames: ["method", "route"],
      buckets: REQUEST_SECONDS,
    },
  );
  const webhooks = new Counter({
    name: "hailuo_webhook_attempts_total",
    help:
      "Attempts to deliver webhooks, by outcome: delivered, pending (to be tried again), " +
      "failed (given up), returned (not tried, and no attempt counted).",
    labelNames: ["outcome"],
    registers,
  });
  const ages = new Histogram({
    name: "hailuo_webhook_age_seconds",
    help: "Age of the event when an attempt to deliver its webhook ended, by outcome as above.",
    labelNames: ["outcome"],
    buckets: AGE_SECONDS,
    registers,
  });
  return {
    countRequest({ method, route, status, seconds, traceparent }) {
      requests.inc({ method, route, status });
      observeSeconds({ method, route }, seconds, traceparent);
    },
    countWebhook(outcome, ageSeconds) {
      webhooks.inc({ outcome });
      ages.observe({ outcome }, Math.max(0, ageSeconds));
    },
    watchOpenCalls(read) {
      const streams = reads.gauge("hailuo_http_streams", "Event streams, downloads and waiting calls that are open.");
      const uploads = reads.gauge("hailuo_http_uploads", "Uploads that are under way.");
      reads.readInto(
        [streams, uploads],
        async () => read(),
        (open) => {
          streams.set(open.streams);
          uploads.set(open.uploads);
        },
      );
    },
    watchWebhooks(read) {
      const pending = reads.gauge("hailuo_webhooks_pending", "Webhooks that are not delivered yet.");
      const oldest = reads.gauge("hailuo_webhook_oldest_seconds", "Age of the event whose webhook waits longest.");
      reads.readInto([pending, oldest], read, (waiting) => {
        pending.set(waiting.pending);
        oldest.set(waiting.oldestSeconds);
      });
    },
  };
}
