import {
  type AccountUsage,
  coverOf,
  type Fleet,
  type GenerationState,
  type HistoryReading,
  type Stage,
  type TenantStanding,
} from "@hailuo-queue/contracts";
import { Registry } from "prom-client";
import { watchAccounts } from "./account-metrics.ts";
import { createExemplars } from "./exemplars.ts";
import { createGatewayMetrics, type GatewayMetrics } from "./gateway-metrics.ts";
import { OPEN_METRICS_TYPE, renderOpenMetrics, wantsOpenMetrics } from "./open-metrics.ts";
import { watchProcess } from "./process-metrics.ts";
import { createScrapeReads } from "./scrape-reads.ts";
import { watchTenants } from "./tenant-metrics.ts";
import { watchTotals } from "./totals-metrics.ts";
import { createWorkerMetrics, type WorkerMetrics } from "./worker-metrics.ts";

/** How many jobs a stage's queue holds, by BullMQ's states. */
export interface QueueDepth {
  readonly stage: Stage;
  readonly counts: Readonly<Record<string, number>>;
}

/** What a scrape is answered with. */
export interface MetricsPage {
  readonly contentType: string;
  readonly body: string;
}

/** A metric as its documentation has it. */
export interface MetricFacts {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/**
 * What a process counts, and what it reads at each scrape. Labels are few and bounded: never an id, never a text of the
 * provider.
 */
export interface Metrics extends WorkerMetrics, GatewayMetrics {
  /**
   * These are called at each scrape. One that fails leaves its series out and counts in `hailuo_scrape_errors_total`.
   */
  watchGenerations(read: () => Promise<Readonly<Record<GenerationState, number>>>): void;
  watchAccounts(read: () => Promise<readonly AccountUsage[]>): void;
  watchQueues(read: () => Promise<readonly QueueDepth[]>): void;
  watchFleet(read: () => Promise<Fleet>): void;
  watchTotals(read: () => Promise<HistoryReading>): void;
  watchTenants(read: () => Promise<readonly TenantStanding[]>): void;
  /** What keeps generations from moving, see the diagnosis of packages/producer. */
  watchTroubles(
    read: () => Promise<readonly { readonly cause: string; readonly severity: string; readonly generations: number }[]>,
  ): void;
  /** Prometheus' text format; OpenMetrics, with exemplars, where the Accept header of the request asks for it. */
  render(accept?: string): Promise<MetricsPage>;
  /** All that are declared, in the order of their declaration. */
  describe(): Promise<readonly MetricFacts[]>;
  /** Something works from now on, until what is returned is called; meanwhile the event loop's lag is measured. */
  beginWork(): () => void;
  close(): void;
}

/** Makes all metrics of a process, in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const reads = createScrapeReads(registry);
  const exemplars = createExemplars();
  const workers = createWorkerMetrics(registry, exemplars);
  const gateway = createGatewayMetrics(registry, reads, exemplars);
  const watch = watchProcess(registry);
  return {
    ...workers,
    ...gateway,
    watchGenerations: (read) => {
      const generations = reads.gauge("hailuo_generations", "Generations by state.", ["state"]);
      reads.readInto([generations], read, (counts) => {
        for (const [state, count] of Object.entries(counts)) generations.set({ state }, count);
      });
    },
    watchAccounts: (read) => watchAccounts(reads, read),
    watchQueues: (read) => {
      const jobs = reads.gauge("hailuo_queue_jobs", "Jobs by queue and state.", ["queue", "state"]);
      reads.readInto([jobs], read, (depths) => {
        for (const { stage, counts } of depths) {
          for (const [state, count] of Object.entries(counts)) jobs.set({ queue: stage, state }, count);
        }
      });
    },
    watchFleet: (read) => {
      const workerCount = reads.gauge("hailuo_workers", "Workers that live and work on all batches, by stage.", [
        "stage",
      ]);
      reads.readInto([workerCount], read, (fleet) => {
        for (const { stage, working } of coverOf(fleet)) workerCount.set({ stage }, working);
      });
    },
    watchTotals: (read) => watchTotals(registry, reads, read),
    watchTenants: (read) => watchTenants(reads, read),
    watchTroubles: (read) => {
      const held = reads.gauge(
        "hailuo_trouble_generations",
        "Generations that a cause of the diagnosis holds up, at least 1 while there is the cause; told by the " +
          "dashboard. Severity: stops, slows, asks (a person decides), warns, limit (an account used to the full).",
        ["cause", "severity"],
      );
      reads.readInto([held], read, (troubles) => {
        for (const { cause, severity, generations } of troubles)
          held.inc({ cause, severity }, Math.max(1, generations));
      });
    },
    render: async (accept) => {
      await reads.readAll();
      if (wantsOpenMetrics(accept))
        return { contentType: OPEN_METRICS_TYPE, body: await renderOpenMetrics(registry, exemplars) };
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
    describe: async () =>
      registry.getMetricsAsArray().map((metric) => {
        const { name, help, type, labelNames = [] } = metric as unknown as Declared;
        return {
          name,
          help,
          type: typeof type === "string" ? type : metric.constructor.name.toLowerCase(),
          labels: labelNames,
        };
      }),
    beginWork: watch.beginWork,
    close: watch.close,
  };
}

/** What prom-client keeps of a metric, beyond its own types. */
interface Declared {
  readonly name: string;
  readonly help: string;
  readonly type?: string;
  readonly labelNames?: readonly string[];
}
