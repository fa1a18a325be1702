import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { Stand } from "./open-stand.ts";

/** A span as a collector has it. */
export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
  /** Unix ms. */
  readonly from: number;
  readonly to: number;
}

interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: number | string;
}
interface OtlpAttributes {
  readonly attributes?: readonly { readonly key: string; readonly value: OtlpValue }[];
}
interface OtlpSpan extends OtlpAttributes {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code?: number };
  readonly events?: readonly { readonly name: string }[];
}
interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: OtlpAttributes;
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const FAILED = 2;

/** A collector of OpenTelemetry's traces in this process: what it was sent, and the settings that lead there. */
export async function collectTraces(
  stand: Stand,
): Promise<{ readonly spans: readonly CollectedSpan[]; readonly env: Readonly<Record<string, string>> }> {
  const spans: CollectedSpan[] = [];
  const server = createServer((request, reply) => {
    void json(request).then((body) => {
      for (const { resource, scopeSpans } of (body as OtlpTraces).resourceSpans) {
        const service = String(read(resource)["service.name"]);
        for (const span of scopeSpans.flatMap((scope) => scope.spans)) spans.push(spanOf(service, span));
      }
      reply.setHeader("content-type", "application/json").end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stand.defer(async () => server.close().closeAllConnections());
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    OTEL_BSP_SCHEDULE_DELAY: "100",
  };
  return { spans, env };
}

function spanOf(service: string, span: OtlpSpan): CollectedSpan {
  const { name, traceId, spanId, parentSpanId = "", status, events = [] } = span;
  const ms = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1_000_000n);
  return {
    service,
    name,
    traceId,
    spanId,
    parentSpanId,
    failed: status?.code === FAILED,
    attributes: read(span),
    events: events.map((event) => event.name),
    from: ms(span.startTimeUnixNano),
    to: ms(span.endTimeUnixNano),
  };
}

function read({ attributes = [] }: OtlpAttributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue ?? Number.NaN)]),
  );
}
