import { Counter, Gauge, type Metric, type Registry } from "prom-client";

/** Metrics whose values are read when somebody scrapes. */
export interface ScrapeReads {
  gauge(name: string, help: string, labelNames?: readonly string[]): Gauge;
  /** A count that somebody else keeps, such as Redis: `inc` by the whole of it after each reset. */
  keptCounter(name: string, help: string, labelNames?: readonly string[]): Counter;
  /**
   * Reads at each scrape, after these were emptied. A read that fails leaves them out, and counts in
   * `hailuo_scrape_errors_total`.
   */
  readInto<Value>(
    metrics: readonly { reset(): void }[],
    read: () => Promise<Value>,
    apply: (value: Value) => void,
  ): void;
  readAll(): Promise<void>;
}

export function createScrapeReads(registry: Registry): ScrapeReads {
  const registers = [registry];
  const scrapeErrors = new Counter({
    name: "hailuo_scrape_errors_total",
    help: "Values that could not be read during a scrape.",
    registers,
  });
  const readers: (() => Promise<void>)[] = [];
  return {
    gauge: (name, help, labelNames = []) => new Gauge({ name, help, labelNames: [...labelNames], registers }),
    keptCounter: (name, help, labelNames = []) => new Counter({ name, help, labelNames: [...labelNames], registers }),
    readInto(metrics, read, apply) {
      readers.push(async () => {
        for (const metric of metrics) metric.reset();
        try {
          apply(await read());
        } catch {
          scrapeErrors.inc();
        }
      });
    },
    readAll: async () => void (await Promise.all(readers.map((reader) => reader()))),
  };
}

/** What one class of a histogram holds, that somebody else keeps. */
export interface KeptClass {
  readonly labels: Readonly<Record<string, string>>;
  /** By upper bound, ascending, without `+Inf`: how many are within it, and in no lower one. */
  readonly counts: readonly (readonly [bound: number, count: number])[];
  /** How many are beyond all bounds. */
  readonly beyond: number;
  readonly sum: number;
}

/** A histogram that somebody else keeps: prom-client's own takes single values only. */
export function keptHistogram(
  registry: Registry,
  { name, help, labelNames }: { readonly name: string; readonly help: string; readonly labelNames: readonly string[] },
): { set(classes: readonly KeptClass[]): void; reset(): void } {
  let kept: readonly KeptClass[] = [];
  const metric = {
    name,
    help,
    labelNames,
    type: "histogram",
    reset: (): void => void (kept = []),
    get: async () => ({ name, help, type: "histogram", aggregator: "sum", values: kept.flatMap(linesOf) }),
  };
  registry.registerMetric(metric as unknown as Metric);
  return { set: (classes) => void (kept = classes), reset: metric.reset };

  function linesOf({ labels, counts, beyond, sum }: KeptClass) {
    let within = 0;
    const buckets = counts.map(([bound, count]) => {
      within += count;
      return { metricName: `${name}_bucket`, labels: { le: String(bound), ...labels }, value: within };
    });
    const all = within + beyond;
    return [
      ...buckets,
      { metricName: `${name}_bucket`, labels: { le: "+Inf", ...labels }, value: all },
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: all },
    ];
  }
}
