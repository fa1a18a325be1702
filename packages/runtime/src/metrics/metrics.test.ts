import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import type { GenerationState, Outcome, StageRun } from "@hailuo-queue/contracts";
import { createLogger } from "../log/create-logger.ts";
import { noteInLog } from "../log/log-context.ts";
import { createMetrics, type Metrics } from "./create-metrics.ts";
import { metricsPage } from "./metrics-page.ts";
import { instrumentHandler } from "./instrument-handler.ts";
import { createPipelineReporter } from "./pipeline-reporter.ts";

const run: StageRun = {
  job: { version: 1, generationId: "gen_7", run: 2 },
  attemptsMade: 1,
  signal: new AbortController().signal,
};

test("what is counted stands in Prometheus' text format", async () => {
  await withMetrics(async (metrics) => {
    metrics.observeStage("poll", "snooze", 0.02);
    metrics.observeStage("poll", "done", 0.3);
    metrics.countProviderError("rate_limited");
    metrics.countStoredBytes(1_000);
    const body = await scrape(metrics);
    expect(body).toContain('hailuo_stage_outcomes_total{stage="poll",outcome="snooze"} 1');
    expect(body).toContain('hailuo_stage_duration_seconds_count{stage="poll"} 2');
    expect(body).toContain('hailuo_stage_duration_seconds_bucket{le="0.025",stage="poll"} 1');
    expect(body).toContain('hailuo_provider_errors_total{code="rate_limited"} 1');
    expect(body).toContain("hailuo_bytes_stored_total 1000");
    expect(body).toMatch(/process_resident_memory_bytes \d{7,}/);
    expect(body).toMatch(/nodejs_eventloop_lag_max_seconds [\d.e-]+/);
  });
});

test("the lag of the event loop is measured while something works", async () => {
  await withMetrics(async (metrics) => {
    const lagIn = async (): Promise<number> =>
      Number(/nodejs_eventloop_lag_max_seconds ([\d.e-]+)/.exec(await scrape(metrics))?.[1]);
    const standStill = (): void => {
      const until = performance.now() + 500;
      while (performance.now() < until);
    };
    standStill();
    await delay(1);
    expect(await lagIn()).toBe(0);
    const end = metrics.beginWork();
    // Two samples are a distance.
    await delay(150);
    standStill();
    await delay(150);
    end();
    expect(await lagIn()).toBeGreaterThan(0.2);
  });
});

test("the state of the house is read at each scrape, and never kept from an earlier one", async () => {
  await withMetrics(async (metrics) => {
    let queued = 5;
    metrics.watchGenerations(async () => ({ queued, failed: 0 }) as unknown as Record<GenerationState, number>);
    metrics.watchAccounts(async () => [
      {
        account: "default",
        slotsUsed: 3,
        slotsAllowed: 20,
        createWindowUsed: 1,
        createPerMinute: 20,
        windows: [],
        backlog: 5,
      },
    ]);
    metrics.watchQueues(async () => [{ stage: "poll", counts: { delayed: 3, active: 0 } }]);
    const first = await scrape(metrics);
    expect(first).toContain('hailuo_generations{state="queued"} 5');
    expect(first).toContain('hailuo_slots_used{account="default"} 3');
    expect(first).toContain('hailuo_slots_allowed{account="default"} 20');
    expect(first).toContain("hailuo_backlog 5");
    expect(first).toContain("hailuo_admissible 5");
    expect(first).toContain('hailuo_queue_jobs{queue="poll",state="delayed"} 3');
    queued = 0;
    expect(await scrape(metrics)).toContain('hailuo_generations{state="queued"} 0');
  });
});

test("a value that cannot be read is left out and counted; the rest of the scrape stands", async () => {
  await withMetrics(async (metrics) => {
    let away = false;
    metrics.watchGenerations(async () => {
      if (away) throw new Error("Redis is away");
      return { queued: 1 } as unknown as Record<GenerationState, number>;
    });
    expect(await scrape(metrics)).toContain('hailuo_generations{state="queued"} 1');
    away = true;
    const body = await scrape(metrics);
    expect(body).not.toContain("hailuo_generations{");
    expect(body).toContain("hailuo_scrape_errors_total 1");
  });
});

test.each<[Outcome, string, string]>([
  [{ type: "done" }, "debug", "stage done"],
  [{ type: "snooze", untilMs: 5, reason: "task runs" }, "debug", "stage snoozed"],
  [{ type: "fail", error: new Error("storage away"), retryInMs: 500 }, "warn", "stage failed"],
])("a handler's outcome %j passes unchanged, is measured and logged at %s", async (outcome, level, said) => {
  await withMetrics(async (metrics) => {
    const { logger, lines } = capture();
    let nowMs = 100;
    const handler = instrumentHandler(
      "download",
      async (given) => {
        expect(given).toBe(run);
        nowMs += 1_500;
        return outcome;
      },
      { metrics, logger, now: () => nowMs },
    );
    expect(await handler(run)).toBe(outcome);
    expect(lines[0]).toMatchObject({
      level,
      msg: said,
      generation: "gen_7",
      run: 2,
      stage: "download",
      durationMs: 1500,
      attemptsMade: 1,
    });
    const body = await scrape(metrics);
    expect(body).toContain(`hailuo_stage_outcomes_total{stage="download",outcome="${outcome.type}"} 1`);
    expect(body).toContain('hailuo_stage_duration_seconds_sum{stage="download"} 1.5');
  });
});

test("an error that a handler throws is counted, logged and thrown on; one after a shutdown is no warning", async () => {
  await withMetrics(async (metrics) => {
    const { logger, lines } = capture();
    const handler = instrumentHandler("create", () => Promise.reject(new Error("unforeseen")), { metrics, logger });
    await expect(handler(run)).rejects.toThrow("unforeseen");
    await expect(handler({ ...run, signal: AbortSignal.abort() })).rejects.toThrow("unforeseen");
    expect(lines.map((line) => line["level"])).toEqual(["warn", "debug"]);
    expect(await scrape(metrics)).toContain('hailuo_stage_outcomes_total{stage="create",outcome="threw"} 2');
  });
});

test("what the pipeline reports becomes log lines and counters", async () => {
  await withMetrics(async (metrics) => {
    const { logger, lines } = capture();
    const reporter = createPipelineReporter({ logger, metrics });
    reporter.taskAccepted("gen_1", "task_9");
    reporter.providerRefused("gen_1", "rate_limited", "slow down");
    reporter.accountRefused("default", {
      effect: { type: "paused", until: 1_800_000_000_000 },
      callType: "create",
      code: "rate_limited",
      reason: "slow down",
    });
    reporter.ended("gen_1", "succeeded", { bytes: 28_000 });
    reporter.videoDoubted("gen_1", ["wrong_duration", "stray_bytes"], { durationMs: 1000 });
    reporter.mended("gen_2", "creating");
    reporter.anomaly("gen_3", "record_missing");
    expect(lines.map((line) => line["msg"])).toEqual([
      "task accepted",
      "provider refused",
      "account refused",
      "generation ended",
      "video doubted: it is stored, but differs from what was bought",
      "generation mended",
      "anomaly",
    ]);
    expect(lines[0]).toMatchObject({ generation: "gen_1", taskId: "task_9", level: "info" });
    expect(await scrape(metrics)).toContain("hailuo_bytes_stored_total 28000");
    expect(await scrape(metrics)).toContain('hailuo_provider_errors_total{code="rate_limited"} 2');
    expect(await scrape(metrics)).toContain('hailuo_mended_total{state="creating"} 1');
    expect(await scrape(metrics)).toContain('hailuo_video_warnings_total{warning="wrong_duration"} 1');
    expect(await scrape(metrics)).toContain('hailuo_video_warnings_total{warning="stray_bytes"} 1');
  });
});

test("refused calls of an account are logged once a minute for each reason, and all are counted", async () => {
  await withMetrics(async (metrics) => {
    const { logger, lines } = capture();
    let now = 0;
    const reporter = createPipelineReporter({ logger, metrics, clock: { now: () => now } });
    const refuse = (code: string): void => reporter.callRefused("default", "query", code, "a sentence");
    for (let call = 0; call < 5; call += 1) refuse("account_not_configured");
    refuse("key_refused");
    now = 60_000;
    refuse("account_not_configured");
    expect(lines.map((line) => line["code"])).toEqual([
      "account_not_configured",
      "key_refused",
      "account_not_configured",
    ]);
    expect(await scrape(metrics)).toContain('hailuo_provider_errors_total{code="account_not_configured"} 6');
  });
});

test("docs/metrics.md says what the code declares (write it with: node infra/docs/write-metrics.mjs)", async () => {
  const committed = await readFile(new URL("../../../../docs/metrics.md", import.meta.url), "utf8");
  expect(committed).toBe(await metricsPage());
});

test("counts and times that Redis keeps stand as a counter and a histogram, and the oldest that waits by its age", async () => {
  await withMetrics(async (metrics) => {
    metrics.watchTotals(async () => ({
      totals: [
        { of: "ended", labels: ["MiniMax-H3", "failed", "timeout"], value: 7 },
        { of: "spent", labels: ["default"], value: 1_500_000 },
        { of: "breached", labels: ["default", "create 60s"], value: 5500 },
        { of: "took", labels: ["provider", "120"], value: 3 },
        { of: "took", labels: ["provider", "300"], value: 1 },
        { of: "took", labels: ["provider", "+Inf"], value: 1 },
        { of: "took", labels: ["provider", "sum"], value: 90_500 },
      ],
      oldestAt: { normal: 1000 },
      reservedMicroUsd: { default: 560_000 },
      lookedAt: 58_000,
      now: 61_000,
    }));
    const body = await scrape(metrics);
    for (const line of [
      'hailuo_generations_ended_total{model="MiniMax-H3",outcome="failed",code="timeout"} 7',
      'hailuo_spent_usd_total{account="default"} 1.5',
      'hailuo_account_reserved_usd{account="default"} 0.56',
      'hailuo_limit_breach_seconds_total{account="default",limit="create 60s"} 5.5',
      'hailuo_generation_seconds_bucket{le="60",phase="provider"} 0',
      'hailuo_generation_seconds_bucket{le="120",phase="provider"} 3',
      'hailuo_generation_seconds_bucket{le="43200",phase="provider"} 4',
      'hailuo_generation_seconds_bucket{le="+Inf",phase="provider"} 5',
      'hailuo_generation_seconds_sum{phase="provider"} 90.5',
      'hailuo_generation_seconds_count{phase="provider"} 5',
      'hailuo_oldest_waiting_seconds{class="normal"} 60',
      'hailuo_oldest_waiting_seconds{class="high"} 0',
      "hailuo_history_age_seconds 3",
      "# TYPE hailuo_generation_seconds histogram",
      "# TYPE process_cpu_seconds_total counter",
    ])
      expect(body.split("\n")).toContain(line);
  });
});

test("a tenant's money is told for those that are asked for; a window of an account with its use and its limit", async () => {
  await withMetrics(async (metrics) => {
    metrics.watchTenants(async () => [
      {
        tenant: "acme",
        weight: 1,
        paused: false,
        unfinished: 4,
        keptBytes: 9,
        inputBytes: 0,
        budgetMicroUsd: 10_000_000,
        reservedMicroUsd: 1_000_000,
        spentMicroUsd: 4_000_000,
      },
    ]);
    metrics.watchAccounts(async () => [
      {
        account: "default",
        slotsUsed: 3,
        slotsAllowed: 20,
        slotsTaken: 5,
        createWindowUsed: 21,
        createPerMinute: 20,
        windows: [{ callType: "create", limit: 20, windowMs: 60_000, used: 21 }],
        pausedUntil: 5,
        backlog: 5,
      },
    ]);
    metrics.observeTurn("reconcile", "done", 0.5);
    metrics.countWebhook("delivered", 3);
    metrics.countRequest({ method: "GET", route: "/api/v1/batches/:id", status: 200, seconds: 0.02 });
    const body = await scrape(metrics);
    for (const line of [
      'hailuo_tenant_budget_left_usd{tenant="acme"} 5',
      'hailuo_tenant_spent_usd_total{tenant="acme"} 4',
      'hailuo_window_used{account="default",call="create",window="60s"} 21',
      'hailuo_window_limit{account="default",call="create",window="60s"} 20',
      'hailuo_account_stopped{account="default",reason="cooldown"} 1',
      'hailuo_account_stopped{account="default",reason="paused"} 0',
      'hailuo_turns_total{work="reconcile",outcome="done"} 1',
      'hailuo_webhook_attempts_total{outcome="delivered"} 1',
      'hailuo_webhook_age_seconds_bucket{le="2",outcome="delivered"} 0',
      'hailuo_webhook_age_seconds_bucket{le="5",outcome="delivered"} 1',
      'hailuo_http_requests_total{method="GET",route="/api/v1/batches/:id",status="200"} 1',
    ])
      expect(body.split("\n")).toContain(line);
  });
});

const TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

test("whoever asks for OpenMetrics gets it, with the traces of what took so long, and others get text", async () => {
  await withMetrics(async (metrics) => {
    const { logger } = capture();
    const handler = instrumentHandler(
      "create",
      async (): Promise<Outcome> => {
        noteInLog({ id: "gen_7", trace: TRACE });
        return { type: "done" };
      },
      { metrics, logger, now: countUp(3.5) },
    );
    await handler(run);
    metrics.countRequest({ method: "GET", route: "/api/v1", status: 200, seconds: 61, traceparent: TRACE });
    // Nobody keeps this one.
    const unsampled = TRACE.replace(/01$/, "00");
    metrics.countRequest({ method: "GET", route: "/api/v1", status: 200, seconds: 0.02, traceparent: unsampled });
    metrics.observeStage("create", "done", 0.001);
    const accept = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1";
    const { contentType, body } = await metrics.render(accept);
    expect(contentType).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
    const lines = body.split("\n");
    const exemplar = '# {trace_id="4bf92f3577b34da6a3ce929d0e0e4736"}';
    expect(lines.filter((line) => line.includes(" # "))).toEqual([
      expect.stringMatching(
        new RegExp(
          `^hailuo_stage_duration_seconds_bucket\\{le="0.005",stage="create"\\} 2 ${exemplar} 0.0035 [\\d.]+$`,
        ),
      ),
      expect.stringMatching(
        new RegExp(
          `^hailuo_http_request_seconds_bucket\\{le="\\+Inf",method="GET",route="/api/v1"\\} 2 ${exemplar} 61 [\\d.]+$`,
        ),
      ),
    ]);
    expect(lines).toContain("# TYPE hailuo_http_requests counter");
    expect(lines).toContain('hailuo_http_requests_total{method="GET",route="/api/v1",status="200"} 2');
    expect(lines.slice(-2)).toEqual(["# EOF", ""]);
    // What was asked for before changes nothing.
    const text = await scrape(metrics);
    expect(text).toContain("# TYPE hailuo_http_requests_total counter");
    expect(text).not.toContain("trace_id");
    expect(text).not.toContain("# EOF");
  });
});

function countUp(byMs: number): () => number {
  let at = 0;
  return () => (at += byMs);
}

async function withMetrics(use: (metrics: Metrics) => Promise<void>): Promise<void> {
  const metrics = createMetrics();
  try {
    await use(metrics);
  } finally {
    metrics.close();
  }
}

async function scrape(metrics: Metrics): Promise<string> {
  return (await metrics.render()).body;
}

function capture() {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  return { logger: createLogger({ name: "test", level: "debug", destination }), lines };
}
