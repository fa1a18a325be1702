/**
 * The dashboards of Grafana, as data. `write-dashboards.mjs` makes their JSON; a whole-flow test asks a real Prometheus
 * each query, and none may come back empty.
 *
 * What Redis keeps is the same in every process: it is taken by max, and its counters as `hailuo:...` where
 * infra/prometheus records them. `$__rate_interval` is Grafana's.
 */
const RATE = "[$__rate_interval]";

/** unit: Grafana's name of it. kind: timeseries (default), stat, gauge, table. */
const panel = (title, query, more = {}) => ({
  title,
  queries: [query].flat().map((one) => (typeof one === "string" ? { query: one } : one)),
  ...more,
});
const of = (query, legend) => ({ query, legend });

/** How fast a counter that Redis keeps grows, by some labels. */
const kept = (metric, labels = "") =>
  labels === "" ? `max(rate(${metric}${RATE}))` : `max by (${labels}) (rate(${metric}${RATE}))`;
const quantile = (share, phase) =>
  of(
    `histogram_quantile(${share}, max by (le) (rate(hailuo_generation_seconds_bucket{phase="${phase}"}${RATE})))`,
    `p${share * 100}`,
  );

export const DASHBOARDS = [
  {
    uid: "hailuo-overview",
    file: "overview",
    title: "hailuo-queue: overview",
    panels: [
      panel("Waiting", "max(hailuo_backlog)", { kind: "stat" }),
      panel(
        "Under way",
        'sum(max by (state) (hailuo_generations{state=~"creating|generating|overdue|cancelling|downloading"}))',
        { kind: "stat" },
      ),
      panel("Need a person", 'max(hailuo_generations{state="submission_unknown"})', { kind: "stat", warnAbove: 1 }),
      panel("Oldest that waits", of("max by (class) (hailuo_oldest_waiting_seconds)", "{{class}}"), {
        kind: "stat",
        unit: "s",
      }),
      panel(
        "What is in the way",
        of("max by (cause, severity) (hailuo_trouble_generations)", "{{severity}}: {{cause}}"),
        { wide: true },
      ),
      panel(
        "Ended a minute",
        of(`60 * sum by (outcome) (${kept("hailuo_generations_ended_total", "model, outcome, code")})`, "{{outcome}}"),
        { wide: true },
      ),
      panel(
        "Failures a minute, by code",
        of(
          `60 * sum by (code) (${kept('hailuo_generations_ended_total{outcome="failed"}', "model, code")})`,
          "{{code}}",
        ),
        { wide: true },
      ),
      panel(
        "Submitted a minute, by model",
        of(`60 * ${kept("hailuo_generations_created_total", "model")}`, "{{model}}"),
        { wide: true },
      ),
      panel("Waiting, by cause", of(kept("hailuo_wait_seconds_total", "cause"), "{{cause}}"), {
        wide: true,
        help: "Generations that wait at a time.",
      }),
      panel("Submit to stored video", [quantile(0.5, "total"), quantile(0.95, "total")], { unit: "s", wide: true }),
      panel("Generations by state", of("max by (state) (hailuo_generations) > 0", "{{state}}"), { wide: true }),
    ],
  },
  {
    uid: "hailuo-accounts",
    file: "accounts",
    title: "hailuo-queue: accounts and caps",
    panels: [
      panel("Slots used", of("max by (account) (hailuo_slots_used)", "{{account}}"), { wide: true }),
      panel(
        "Slots allowed, and those that the provider takes",
        [
          of("max by (account) (hailuo_slots_allowed)", "{{account}} allowed"),
          of("max by (account) (hailuo_slots_effective)", "{{account}} taken"),
        ],
        { wide: true },
      ),
      panel(
        "Share of slots used",
        of("max by (account) (hailuo_slots_used) / max by (account) (hailuo_slots_allowed)", "{{account}}"),
        { kind: "gauge", unit: "percentunit" },
      ),
      panel("Fullest create window", of("max by (account) (hailuo_creates_used_ratio)", "{{account}}"), {
        kind: "gauge",
        unit: "percentunit",
      }),
      panel("Slots of lost creates", of("max by (account) (hailuo_slots_lost)", "{{account}}"), {
        kind: "stat",
        warnAbove: 1,
      }),
      panel("Stopped", of("max by (account, reason) (hailuo_account_stopped)", "{{account}} {{reason}}"), {
        kind: "stat",
        warnAbove: 1,
      }),
      panel(
        "Calls in each window",
        of("max by (account, call, window) (hailuo_window_used)", "{{account}} {{call}} {{window}}"),
        { wide: true },
      ),
      panel(
        "What each window allows",
        of("max by (account, call, window) (hailuo_window_limit)", "{{account}} {{call}} {{window}}"),
        { wide: true },
      ),
      panel(
        "Refusals a minute",
        of(
          `60 * sum by (account, code, effect) (rate(hailuo_account_refusals_total${RATE}))`,
          "{{account}} {{code}}: {{effect}}",
        ),
        { wide: true },
      ),
      panel(
        "The provider's errors a minute",
        of(`60 * sum by (code) (rate(hailuo_provider_errors_total${RATE}))`, "{{code}}"),
        { wide: true },
      ),
      panel(
        "Beyond a limit in the last hour",
        of(
          "max by (account, limit) (increase(hailuo_limit_breach_seconds_total[1h])) or vector(0)",
          "{{account}} {{limit}}",
        ),
        { kind: "stat", unit: "s", warnAbove: 1 },
      ),
      panel("Models at rest", of("max by (account) (hailuo_account_models_disabled)", "{{account}}"), {
        kind: "stat",
        warnAbove: 1,
      }),
      panel("Creates that could leave now", "max(hailuo_admissible)", { kind: "stat" }),
      panel("Polls a task", of(`${kept("hailuo_task_polls_total", "account")}`, "{{account}}"), {
        wide: true,
        help: "Polls a second, of the tasks that ended.",
      }),
    ],
  },
  {
    uid: "hailuo-money",
    file: "money",
    title: "hailuo-queue: tenants and money",
    panels: [
      panel("Spent an hour, by account", of(`3600 * ${kept("hailuo_spent_usd_total", "account")}`, "{{account}}"), {
        unit: "currencyUSD",
        wide: true,
      }),
      panel("Spent in all", of("max by (account) (hailuo_spent_usd_total)", "{{account}}"), {
        kind: "stat",
        unit: "currencyUSD",
      }),
      panel("Balance", of("max by (account, currency) (hailuo_account_balance)", "{{account}} {{currency}}"), {
        kind: "stat",
      }),
      panel("Low on funds", of("max by (account) (hailuo_account_funds_low)", "{{account}}"), {
        kind: "stat",
        warnAbove: 1,
      }),
      panel("Spent an hour, by tenant", of(`3600 * ${kept("hailuo_tenant_spent_usd_total", "tenant")}`, "{{tenant}}"), {
        unit: "currencyUSD",
        wide: true,
        help: "Tenants of HAILUO_METRICS_TENANTS.",
      }),
      panel("Reserved, by account", of("max by (account) (hailuo_account_reserved_usd)", "{{account}}"), {
        unit: "currencyUSD",
        wide: true,
      }),
      panel("Reserved, by tenant", of("max by (tenant) (hailuo_tenant_reserved_usd)", "{{tenant}}"), {
        unit: "currencyUSD",
        wide: true,
      }),
      panel("Budget left, by tenant", of("max by (tenant) (hailuo_tenant_budget_left_usd)", "{{tenant}}"), {
        unit: "currencyUSD",
        wide: true,
      }),
      panel("Unfinished, by tenant", of("max by (tenant) (hailuo_tenant_unfinished)", "{{tenant}}"), { wide: true }),
      panel("Kept bytes, by tenant", of("max by (tenant) (hailuo_tenant_kept_bytes)", "{{tenant}}"), {
        unit: "bytes",
        wide: true,
      }),
      panel("Paused tenants", of("max by (tenant) (hailuo_tenant_paused)", "{{tenant}}"), {
        kind: "stat",
        warnAbove: 1,
      }),
    ],
  },
  {
    uid: "hailuo-stages",
    file: "stages",
    title: "hailuo-queue: stages and workers",
    panels: [
      panel("Workers", of("max by (stage) (hailuo_workers)", "{{stage}}"), { kind: "stat" }),
      panel("Counts are behind by", "min(hailuo_history_age_seconds)", { kind: "stat", unit: "s" }),
      panel(
        "Handlers that ended a second",
        of(`sum by (stage, outcome) (rate(hailuo_stage_outcomes_total${RATE}))`, "{{stage}} {{outcome}}"),
        { wide: true },
      ),
      panel(
        "Time of a handler, p95",
        of(
          `histogram_quantile(0.95, sum by (stage, le) (rate(hailuo_stage_duration_seconds_bucket${RATE})))`,
          "{{stage}}",
        ),
        { unit: "s", wide: true },
      ),
      panel("Submit to create", [quantile(0.5, "wait"), quantile(0.95, "wait")], { unit: "s" }),
      panel("Create to answer", [quantile(0.5, "create"), quantile(0.95, "create")], { unit: "s" }),
      panel("At the provider", [quantile(0.5, "provider"), quantile(0.95, "provider")], { unit: "s" }),
      panel("End seen late by at most", [quantile(0.5, "detect"), quantile(0.95, "detect")], { unit: "s" }),
      panel("Download and store", [quantile(0.5, "store"), quantile(0.95, "store")], { unit: "s" }),
      panel("Videos a minute, by result", of(`60 * ${kept("hailuo_videos_total", "result")}`, "{{result}}"), {
        wide: true,
      }),
      panel("Stored bytes a second", `sum(rate(hailuo_bytes_stored_total${RATE}))`, { unit: "Bps", wide: true }),
      panel(
        "Jobs in the queues",
        of('max by (queue, state) (hailuo_queue_jobs{state=~"active|delayed|waiting|failed"})', "{{queue}} {{state}}"),
        { wide: true },
      ),
      panel(
        "Work by turns",
        of(`60 * sum by (work, outcome) (rate(hailuo_turns_total${RATE}))`, "{{work}} {{outcome}}"),
        { wide: true, help: "Runs a minute: reconcile, history, report, funds." },
      ),
      panel("Time of that work", of(`sum by (work) (rate(hailuo_turn_seconds_total${RATE}))`, "{{work}}"), {
        unit: "s",
        wide: true,
      }),
      panel("Event loop, longest delay", of("nodejs_eventloop_lag_max_seconds", "{{job}} {{instance}}"), {
        unit: "s",
        wide: true,
      }),
      panel("Processor", of(`rate(process_cpu_seconds_total${RATE})`, "{{job}} {{instance}}"), {
        unit: "percentunit",
        wide: true,
      }),
      panel("Memory", of("process_resident_memory_bytes", "{{job}} {{instance}}"), { unit: "bytes", wide: true }),
      panel("Values that a scrape could not read", "sum(increase(hailuo_scrape_errors_total[5m]))", {
        kind: "stat",
        warnAbove: 1,
      }),
    ],
  },
  {
    uid: "hailuo-gateway",
    file: "gateway",
    title: "hailuo-queue: gateway",
    panels: [
      panel(
        "Requests a second, by status",
        of(`sum by (status) (rate(hailuo_http_requests_total${RATE}))`, "{{status}}"),
        { wide: true },
      ),
      panel(
        "Requests a second, by route",
        of(`sum by (method, route) (rate(hailuo_http_requests_total${RATE}))`, "{{method}} {{route}}"),
        { wide: true },
      ),
      panel(
        "Time of an answer, p95",
        of(
          `histogram_quantile(0.95, sum by (route, le) (rate(hailuo_http_request_seconds_bucket${RATE})))`,
          "{{route}}",
        ),
        { unit: "s", wide: true },
      ),
      panel(
        "Share of errors of its own",
        `(sum(rate(hailuo_http_requests_total{status=~"5.."}${RATE})) or vector(0)) / sum(rate(hailuo_http_requests_total${RATE}))`,
        { unit: "percentunit", wide: true },
      ),
      panel("Open streams", of("sum by (instance) (hailuo_http_streams)", "{{instance}}"), { wide: true }),
      panel("Uploads under way", of("sum by (instance) (hailuo_http_uploads)", "{{instance}}"), { wide: true }),
      panel(
        "Webhook attempts a minute",
        of(`60 * sum by (outcome) (rate(hailuo_webhook_attempts_total${RATE}))`, "{{outcome}}"),
        { wide: true },
      ),
      panel(
        "Age of events when they are delivered, p95",
        of(
          `histogram_quantile(0.95, sum by (le) (rate(hailuo_webhook_age_seconds_bucket{outcome="delivered"}${RATE})))`,
          "delivered",
        ),
        { unit: "s", wide: true },
      ),
      panel("Webhooks that wait", "max(hailuo_webhooks_pending)", { kind: "stat" }),
      panel("Oldest webhook", "max(hailuo_webhook_oldest_seconds)", { kind: "stat", unit: "s" }),
    ],
  },
];
