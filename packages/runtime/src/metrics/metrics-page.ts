import { createMetrics, type MetricFacts } from "./create-metrics.ts";

const HEAD = `# Metrics

Workers serve \`/metrics\` on ports 9101 to 9103, a gateway on \`HAILUO_GATEWAY_METRICS_PORT\`, and, guarded, gateway and
dashboard on their own ports ([operating.md](operating.md)). What "read from Redis" says is the same in every process,
and is taken by \`max\` over them, never summed; its counters do not begin anew when a process does. The rest is of the
process that tells it, and is summed. This page is generated from the code (\`node infra/docs/write-metrics.mjs\`).
Alerts and what to do: [runbook.md](runbook.md).

Whoever asks for OpenMetrics, as Prometheus does, gets it, and with it exemplars: the \`trace_id\` of the newest step or
request in each class of \`hailuo_stage_duration_seconds\` and \`hailuo_http_request_seconds\` that belongs to a
[trace](operating.md#traces) that is kept. Prometheus stores them with \`--enable-feature=exemplar-storage\`.
`;

/** docs/metrics.md, from what the processes declare. */
export async function metricsPage(): Promise<string> {
  const metrics = createMetrics();
  try {
    const own = await metrics.describe();
    const names = new Set(own.map(({ name }) => name));
    const nobody = (): Promise<never> => Promise.reject(new Error("nobody reads"));
    metrics.watchGenerations(nobody);
    metrics.watchTotals(nobody);
    metrics.watchAccounts(nobody);
    metrics.watchTenants(nobody);
    metrics.watchFleet(nobody);
    metrics.watchWebhooks(nobody);
    metrics.watchQueues(nobody);
    metrics.watchTroubles(nobody);
    const shared = (await metrics.describe()).filter(({ name }) => !names.has(name));
    metrics.watchOpenCalls(() => ({ streams: 0, uploads: 0 }));
    const rest = (await metrics.describe()).filter(
      ({ name }) => !names.has(name) && !shared.some((one) => one.name === name),
    );
    return [HEAD, section("Read from Redis", shared), section("Of the process", [...own, ...rest])].join("\n");
  } finally {
    metrics.close();
  }
}

function section(title: string, metrics: readonly MetricFacts[]): string {
  const rows = metrics.map(
    ({ name, type, labels, help }) =>
      `| ${[`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(", "), help].join(" | ")} |`,
  );
  return [`## ${title}\n`, "| Metric | Type | Labels | Meaning |", "|---|---|---|---|", ...rows, ""].join("\n");
}
