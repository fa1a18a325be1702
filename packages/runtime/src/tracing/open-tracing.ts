import { optional, readTraceparent } from "@hailuo-queue/contracts";
import type { Attributes, Context, Span, SpanContext } from "@opentelemetry/api";

/** What is said of a span. Times are Unix milliseconds. */
export interface SpanFacts {
  /** The `traceparent` that it belongs under; none: it begins a trace. */
  readonly parent?: string | undefined;
  readonly kind?: "server" | "client" | "internal";
  readonly attributes?: Attributes;
}

/** How a span ended. */
export interface SpanEnd {
  /** Default: now. */
  readonly at?: number;
  /** There when it failed: why. */
  readonly error?: string | undefined;
  readonly attributes?: Attributes;
}

/** A span under way. */
export interface OpenSpan {
  /** What its children name as their parent. */
  readonly traceparent: string;
  end(end?: SpanEnd): void;
}

/** A span that is over when it is told. */
export interface SpanTold extends SpanFacts {
  readonly from: number;
  readonly to: number;
  readonly error?: string | undefined;
  readonly events?: readonly { readonly name: string; readonly at: number; readonly attributes?: Attributes }[];
}

/** Sends spans by OTLP. */
export interface Tracing {
  begin(name: string, facts?: SpanFacts): OpenSpan;
  tell(name: string, span: SpanTold): void;
  /** Sends what is left, for at most 5 s. */
  close(): Promise<void>;
}

const CLOSE_MS = 5000;
type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the standard variables of OpenTelemetry ask for traces. */
function asksForTraces(env: Environment): boolean {
  if (env["OTEL_SDK_DISABLED"]?.toLowerCase() === "true" || env["OTEL_TRACES_EXPORTER"] === "none") return false;
  return (env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] || env["OTEL_EXPORTER_OTLP_ENDPOINT"] || "") !== "";
}

/**
 * Undefined unless the standard variables ask for traces (`OTEL_EXPORTER_OTLP_ENDPOINT`): then nothing of OpenTelemetry
 * is loaded. Spans go out as OTLP over HTTP in JSON, in the background; a collector that is away loses spans and holds
 * up nothing. `service`: its name unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES has another.
 */
export async function openTracing(
  service: string,
  // oxlint-disable-next-line node/no-process-env -- OpenTelemetry's own variables, which its SDK reads there, too
  env: Environment = process.env,
): Promise<Tracing | undefined> {
  if (!asksForTraces(env)) return undefined;
  const otel = await import("./otel.ts");
  const named = otel.detectResources({ detectors: [otel.envDetector] });
  const provider = new otel.TracerProvider({
    resource: otel
      .defaultResource()
      .merge(otel.resourceFromAttributes({ "service.name": `hailuo-${service}` }))
      .merge(named),
    ...optional({ sampler: samplerOf(otel, env) }),
    spanProcessors: [new otel.BatchSpanProcessor({ exporter: new otel.OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer("hailuo-queue");
  const KINDS = { server: otel.SpanKind.SERVER, client: otel.SpanKind.CLIENT, internal: otel.SpanKind.INTERNAL };

  const below = (parent: string | undefined): Context => {
    const known = readTraceparent(parent);
    if (known === undefined) return otel.ROOT_CONTEXT;
    const context: SpanContext = {
      traceId: known.slice(3, 35),
      spanId: known.slice(36, 52),
      traceFlags: Number.parseInt(known.slice(53), 16),
      isRemote: true,
    };
    return otel.trace.setSpanContext(otel.ROOT_CONTEXT, context);
  };
  const start = (name: string, { parent, kind = "internal", attributes }: SpanFacts, from?: number): Span =>
    tracer.startSpan(name, { kind: KINDS[kind], ...optional({ attributes, startTime: from }) }, below(parent));
  const finish = (span: Span, { at, error, attributes }: SpanEnd): void => {
    if (attributes !== undefined) span.setAttributes(attributes);
    if (error !== undefined) span.setStatus({ code: otel.SpanStatusCode.ERROR, message: error });
    span.end(at);
  };
  return {
    begin(name, facts = {}) {
      const span = start(name, facts);
      return { traceparent: traceparentOf(span.spanContext()), end: (end = {}) => finish(span, end) };
    },
    tell(name, { from, to, error, events = [], ...facts }) {
      const span = start(name, facts, from);
      for (const event of events) span.addEvent(event.name, event.attributes, event.at);
      finish(span, { at: Math.max(from, to), error });
    },
    async close() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

type Otel = typeof import("./otel.ts");

/** As OTEL_TRACES_SAMPLER names it; undefined: the SDK's own, which follows the caller and samples all else. */
function samplerOf(otel: Otel, env: Environment): InstanceType<Otel["ParentBasedSampler"]> | undefined {
  const [, parent, name] =
    /^(parentbased_)?(always_on|always_off|traceidratio)$/.exec(env["OTEL_TRACES_SAMPLER"] ?? "") ?? [];
  if (name === undefined) return undefined;
  const ratio = Number(env["OTEL_TRACES_SAMPLER_ARG"] ?? 1);
  const root =
    name === "always_on"
      ? new otel.AlwaysOnSampler()
      : name === "always_off"
        ? new otel.AlwaysOffSampler()
        : new otel.TraceIdRatioBasedSampler(Number.isFinite(ratio) ? ratio : 1);
  if (parent !== undefined) return new otel.ParentBasedSampler({ root });
  // The same whether the caller's trace is sampled or not.
  return new otel.ParentBasedSampler({ root, remoteParentSampled: root, remoteParentNotSampled: root });
}
