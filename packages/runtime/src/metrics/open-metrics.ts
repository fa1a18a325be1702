import type { Registry } from "prom-client";
import type { Exemplar, Exemplars } from "./exemplars.ts";

/** What a scraper has to ask for, and what it is answered with. */
const MEDIA_TYPE = "application/openmetrics-text";
/** The Content-Type of OpenMetrics. */
export const OPEN_METRICS_TYPE = `${MEDIA_TYPE}; version=1.0.0; charset=utf-8`;

/** Whether an Accept header names OpenMetrics, which alone can carry exemplars. Prometheus asks for it. */
export function wantsOpenMetrics(accept: string | undefined): boolean {
  return accept?.toLowerCase().includes(MEDIA_TYPE) === true;
}

/** What `getMetricsAsJSON` answers, beyond prom-client's own types. */
interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly {
    readonly metricName?: string;
    readonly labels: Readonly<Record<string, string | number>>;
    readonly value: number;
  }[];
}

/**
 * The registry as OpenMetrics text. prom-client's own rendering of it takes `_total` off the names of counters for good,
 * so that who asks for Prometheus' text afterwards finds other names.
 */
export async function renderOpenMetrics(registry: Registry, exemplars: Exemplars): Promise<string> {
  const families = (await registry.getMetricsAsJSON()) as unknown as readonly Family[];
  return `${families.flatMap((family) => linesOf(family, exemplars)).join("\n")}\n# EOF\n`;
}

function linesOf({ name, help, type, values }: Family, exemplars: Exemplars): readonly string[] {
  const family = type === "counter" ? name.replace(/_total$/, "") : name;
  return [
    `# HELP ${family} ${escapeText(help)}`,
    `# TYPE ${family} ${type}`,
    ...values.map(({ metricName, labels, value }) => {
      const sample = metricName ?? (type === "counter" ? `${family}_total` : name);
      return `${sample}${labelsOf(labels)} ${numberOf(value)}${exemplarWords(exemplars.of(sample, labels))}`;
    }),
  ];
}

function exemplarWords(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return "";
  const { traceId, value, at } = exemplar;
  return ` # ${labelsOf({ trace_id: traceId })} ${numberOf(value)} ${at}`;
}

function labelsOf(labels: Readonly<Record<string, string | number>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeText(String(value))}"`);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

function escapeText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}

function numberOf(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-Inf" : "+Inf";
  return String(value);
}
