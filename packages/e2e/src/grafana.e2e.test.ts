import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { freePort } from "@hailuo-queue/local";
import { readFile, ROOT } from "./__fixtures__/repository.ts";
import { jsonLines, openStand, type Stand, textPrompts } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { until } from "./stand/until.ts";
import { startWorker } from "./stand/workers.ts";

/** `infra/ci/fetch-test-tools.sh` brings one. */
const PROMETHEUS = process.env["HAILUO_TEST_PROMETHEUS"] ?? "";
const FOLDER = "infra/grafana/dashboards";
const TENANT = "acme";
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

interface Query {
  readonly where: string;
  readonly expr: string;
}

function queriesOf(file: string): readonly Query[] {
  const { panels } = JSON.parse(readFile(`${FOLDER}/${file}`)) as {
    readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
  };
  return panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: `${file}: ${title}`, expr })));
}

/** Scrapes each second, so that a rate over 30 s has enough to go by. */
async function startPrometheus(stand: Stand, targets: readonly string[]): Promise<string> {
  const port = await freePort();
  const config = await stand.write(
    "prometheus.yml",
    JSON.stringify({
      global: { scrape_interval: "1s", evaluation_interval: "1s" },
      rule_files: [join(ROOT, "infra/prometheus/alerts.yml")],
      scrape_configs: [{ job_name: "hailuo", static_configs: [{ targets }] }],
    }),
  );
  const server = spawn(
    PROMETHEUS,
    [
      `--config.file=${join(stand.directory, config)}`,
      "--enable-feature=exemplar-storage",
      `--storage.tsdb.path=${join(stand.directory, "prometheus")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: "ignore" },
  );
  const ended = once(server, "exit");
  stand.defer(async () => {
    server.kill("SIGKILL");
    await ended;
  });
  return `http://127.0.0.1:${port}`;
}

/** Takes every webhook. */
async function startReceiver(stand: Stand): Promise<string> {
  const receiver = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
  });
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  stand.defer(async () => {
    receiver.closeAllConnections();
    receiver.close();
  });
  const address = receiver.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/hook`;
}

/** Values that are numbers; a quotient of nothing by nothing is none. */
async function ask(prometheus: string, { where, expr }: Query): Promise<readonly number[]> {
  const query = expr.replaceAll("$__rate_interval", "30s");
  const answer = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { status, data, error } = (await answer.json()) as {
    readonly status: string;
    readonly error?: string;
    readonly data?: { readonly result: readonly { readonly value: readonly [number, string] }[] };
  };
  if (status !== "success") throw new Error(`${where}: ${error}`);
  return (data?.result ?? []).map(({ value }) => Number(value[1])).filter((value) => !Number.isNaN(value));
}

/** The traces that Prometheus knows of a histogram's classes. */
async function tracesOf(prometheus: string, histogram: string): Promise<readonly string[]> {
  const query = new URLSearchParams({ query: `${histogram}_bucket`, start: "0", end: "9999999999" });
  const answer = await fetch(`${prometheus}/api/v1/query_exemplars?${query.toString()}`);
  const { data } = (await answer.json()) as {
    readonly data: readonly { readonly exemplars: readonly { readonly labels: { readonly trace_id: string } }[] }[];
  };
  return data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id));
}

(PROMETHEUS === "" ? test.skip : test)(
  "every panel of every dashboard shows something of a deployment that works",
  async () => {
    // It takes fewer tasks than are tried, refuses some prompts, and tasks fail.
    await using stand = await openStand({
      dialects: ["minimax-v1"],
      lifetime: { fixedMs: 400, jitter: 0.5 },
      maxInFlight: 4,
      createPerMinute: 10_000,
      // So much as is not spent however long some panel takes.
      balanceUsd: 1_000_000,
      moderation: { refuseRate: 0.1, failRate: 0.1 },
    });
    await shareRedis(stand);
    await shareStorage(stand);
    const ports = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    const [create, poll, download, gatewayMetrics] = ports as [number, number, number, number];
    stand.env["HAILUO_METRICS_TENANTS"] = TENANT;
    await stand.run(["tenants", "set", TENANT, "--budget", "1000000usd"]);
    await startWorker(stand, "create", { HAILUO_HEALTH_PORT: String(create), HAILUO_FUNDS_EVERY_MS: "1000" });
    await startWorker(stand, "poll", { HAILUO_HEALTH_PORT: String(poll) });
    await startWorker(stand, "download", { HAILUO_HEALTH_PORT: String(download) });
    const gateway = stand.start(["gateway", "--port", "0", "--json"], {
      env: { HAILUO_GATEWAY_METRICS_PORT: String(gatewayMetrics), HAILUO_WEBHOOK_ALLOW_PRIVATE: "true" },
    });
    const url = String((await gateway.jsonLine(({ type }) => type === "gateway"))["url"]);
    const dashboard = stand.start(["dashboard", "--port", "0", "--json"]);
    const page = new URL(String((await dashboard.jsonLine(({ type }) => type === "dashboard"))["url"]));
    const targets = [...ports.map((port) => `127.0.0.1:${port}`), page.host];
    const prometheus = await startPrometheus(stand, targets);

    const token = (await stand.run(["keys", "create", "--tenant", TENANT])).stdout.trim();
    const call = (method: string, path: string, body?: object): Promise<Response> =>
      fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    expect((await call("POST", "/api/v1/webhooks/secret")).status).toBe(201);
    const webhook = await startReceiver(stand);
    // Work goes on for as long as panels are looked at.
    const over = new AbortController();
    let round = 0;
    const working = (async () => {
      while (!over.signal.aborted) {
        round += 1;
        const prompts = textPrompts(8).map(({ custom_id: id, prompt }) => ({
          custom_id: `${id}-${round}`,
          model: "MiniMax-Hailuo-2.3",
          prompt: `${prompt}, round ${round}`,
        }));
        const file = await stand.write(`round-${round}.jsonl`, jsonLines(prompts));
        await stand.run(["submit", file, "--batch", `round-${round}`, "--tenant", TENANT, "--json"]);
        const prompt = `A kite, number ${round}`;
        const made = await call("POST", "/api/v1/generations", { model: "MiniMax-Hailuo-2.3", prompt, webhook });
        expect(made.status).toBe(201);
        await call("GET", "/api/v1/batches?limit=1");
      }
    })();
    try {
      let empty = readdirSync(join(ROOT, FOLDER)).flatMap(queriesOf);
      expect(empty.length).toBeGreaterThan(60);
      await until("Prometheus answers", () =>
        fetch(`${prometheus}/-/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      );
      const traced = until("steps and requests have led to their trace", async () => {
        const found = await Promise.all(
          ["hailuo_stage_duration_seconds", "hailuo_http_request_seconds"].map((name) => tracesOf(prometheus, name)),
        );
        return found.every((traces) => traces.includes(TRACE_ID));
      });
      const looked = until("every panel has shown something", async () => {
        const told = await Promise.all(
          empty.map(async (query) => ((await ask(prometheus, query)).length > 0 ? [] : [query])),
        );
        empty = told.flat();
        return empty.length === 0;
      });
      await Promise.race([Promise.all([looked, traced]), working]).catch((error: unknown) => {
        throw new Error(`Empty are:\n${empty.map(({ where, expr }) => `${where}  ${expr}`).join("\n")}`, {
          cause: error,
        });
      });
    } finally {
      over.abort();
      await working;
    }
  },
);
