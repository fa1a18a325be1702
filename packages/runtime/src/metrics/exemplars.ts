import { isSampled, traceIdOf } from "@hailuo-queue/contracts";
import { Histogram, type Registry } from "prom-client";

type Labels = Readonly<Record<string, string | number>>;

/** One value of a class of a histogram, with the trace that it was taken in. */
export interface Exemplar {
  readonly traceId: string;
  readonly value: number;
  /** Unix seconds. */
  readonly at: number;
}

/**
 * The newest exemplar of each class of the histograms. prom-client keeps them only where all is rendered as OpenMetrics.
 */
export interface Exemplars {
  note(metric: string, labels: Labels, exemplar: Exemplar): void;
  /** `labels` as the sample has them, with `le`. */
  of(metric: string, labels: Labels): Exemplar | undefined;
}

/** Remembers the newest exemplar of each metric with its labels. */
export function createExemplars(): Exemplars {
  const kept = new Map<string, Exemplar>();
  return {
    note: (metric, labels, exemplar) => void kept.set(keyOf(metric, labels), exemplar),
    of: (metric, labels) => kept.get(keyOf(metric, labels)),
  };
}

function keyOf(metric: string, labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return [metric, ...parts.toSorted()].join("|");
}

export interface TracedHistogramOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly buckets: readonly number[];
}

/** A histogram whose values may belong to a trace; those of a trace that nobody keeps leave no exemplar. */
export function createTracedHistogram(
  { registry, exemplars }: { readonly registry: Registry; readonly exemplars: Exemplars },
  { name, help, labelNames, buckets }: TracedHistogramOptions,
): (labels: Readonly<Record<string, string>>, value: number, traceparent: string | undefined) => void {
  const histogram = new Histogram({
    name,
    help,
    labelNames: [...labelNames],
    buckets: [...buckets],
    registers: [registry],
  });
  return (labels, value, traceparent) => {
    histogram.observe(labels, value);
    if (traceparent === undefined || !isSampled(traceparent)) return;
    const le = buckets.find((bound) => value <= bound) ?? "+Inf";
    exemplars.note(
      `${name}_bucket`,
      { ...labels, le },
      { traceId: traceIdOf(traceparent), value, at: Date.now() / 1000 },
    );
  };
}
